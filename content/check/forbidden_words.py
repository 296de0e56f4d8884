"""Words that no text shown may have: forbidden_words.toml names them and what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from content.errors import Problem
from content.loader import LANGUAGES
from content.spans import spans
from content.toml.error_sentences import TomlSource
from content.toml.line_numbers import Keys

PATTERNS = Path(__file__).with_suffix(".toml")
NOT_WORDS = re.compile(r"\{\{.*?\}\}|\{[^{}]*\}", re.DOTALL)  # directives of lessons, placeholders
LESSON = re.compile(r"lesson\.(\w+)\.md")


@dataclass(frozen=True)
class Forbidden:
    """A pattern of words, what to write instead, and where it holds."""

    pattern: re.Pattern[str]
    write: str
    allow: re.Pattern[str] | None
    only: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def holds_in(self, path: str) -> bool:
        """Whether the words are forbidden in this file."""
        if self.only and not self.only.search(path):
            return False
        return not (self.unless and self.unless.search(path))

    def found_in(self, line: str) -> Iterator[str]:
        """The forbidden words of a line."""
        looked_at = self.allow.sub(" ", line) if self.allow else line
        yield from (found[0] for found in self.pattern.finditer(looked_at))


@lru_cache(maxsize=len(LANGUAGES))
def forbidden(language: str) -> tuple[Forbidden, ...]:
    """What is forbidden in a language."""
    flags = re.IGNORECASE if language == "en" else re.NOFLAG
    return tuple(
        Forbidden(
            re.compile(entry["re"], flags),
            entry["write"],
            *(re.compile(entry[name], flags) if name in entry else None for name in ("allow", "only", "not")),
        )
        for entry in tomllib.loads(PATTERNS.read_text(encoding="utf-8"))[language]
    )


def said(text: str) -> str:
    """The words of a text: "$" for each formula, no code, no directives and no placeholders; lines stay lines."""
    shown = "".join(_shown(span.kind, span.text) for span in spans(text))
    return NOT_WORDS.sub(lambda found: _breaks(found[0]), shown)


def forbidden_words(text: str, language: str, path: str) -> Iterator[tuple[int, str]]:
    """Every forbidden word of a text: its line, counted from 0, and a sentence with what to write instead."""
    here = [one for one in forbidden(language) if one.holds_in(path)]
    for line, words in enumerate(said(text).split("\n")):
        for one in here:
            for hit in one.found_in(words):
                yield line, f"«{hit}»: write «{one.write}»."


def is_shown(file: Path) -> bool:
    """Whether this is a file of words: TOML, or a lesson."""
    return file.suffix == ".toml" or LESSON.fullmatch(file.name) is not None


def forbidden_in(file: Path, root: Path) -> Iterator[Problem]:
    """The forbidden words of a file of the content: of both languages in TOML, of its own in a lesson."""
    if lesson := LESSON.fullmatch(file.name):
        name = f"{root.name}/{file.relative_to(root).as_posix()}"
        text = file.read_bytes().decode("utf-8", "ignore")  # another encoding is told by the check of lessons
        for line, sentence in forbidden_words(text, lesson[1], name):
            yield Problem(name, line + 1, sentence)
        return
    source = TomlSource(file, root)
    for keys, language, text in _texts(tomllib.loads(source.text), ()):
        for _, sentence in forbidden_words(text, language, source.name):
            yield source.problem((*keys, language), sentence)


def _texts(data: Any, keys: Keys) -> Iterator[tuple[Keys, str, str]]:
    """Every text in both languages: its keys, the language and the words."""
    if isinstance(data, dict):
        for language in LANGUAGES:
            if isinstance(data.get(language), str):
                yield keys, language, data[language]
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield from _texts(value, (*keys, key))


def _shown(kind: str, text: str) -> str:
    return text if kind == "prose" else ("" if kind == "code" else "$") + _breaks(text)


def _breaks(text: str) -> str:
    return "\n" * text.count("\n")
