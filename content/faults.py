"""Pydantic's findings as sentences with a file and a line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from content.errors import Problem
from content.positions import Keys, line_of, lines

SENTENCES = {
    "missing": "{where} has no {last}: add it.",
    "extra_forbidden": "{path} is not known here: correct its spelling or take it out.",
    "model_type": "{path} must be a table with the entries the schema names.",
    "model_attributes_type": "{path} must be a table with the entries the schema names.",
    "mapping_type": "{path} must be a table.",
    "string_type": "{path} must be a text in quotation marks.",
    "string_too_short": "{path} is empty: write something.",
    "float_type": "{path} must be a number.",
    "int_type": "{path} must be a whole number.",
    "bool_type": "{path} must be true or false.",
    "tuple_type": "{path} must be a list.",
    "union_tag_not_found": '{path} does not say its kind: add kind = "steps" or kind = "choice".',
    "union_tag_invalid": "{path} has the unknown kind {got}: it is one of {expected}.",
    "literal_error": "{path} is {got}; it is one of {expected}.",
    "string_pattern_mismatch": "{path} is {got}, which does not have the form {expected}.",
    "value_error": "{path} {message}.",
}
IN_TWO_LANGUAGES = '{path} must be given in both languages: {{en = "…", zh = "…"}}.'


class Source:
    """A file of the content: its name in sentences, its text, and where its keys stand."""

    def __init__(self, file: Path, root: Path) -> None:
        self.name = f"{root.name}/{file.relative_to(root).as_posix()}"
        self.text = file.read_text(encoding="utf-8")
        self._lines: dict[Keys, int] | None = None

    @property
    def lines(self) -> dict[Keys, int]:
        """Where every key stands; worked out only when something is wrong or looked for."""
        if self._lines is None:
            self._lines = lines(self.text)
        return self._lines

    def problem(self, keys: Keys, sentence: str) -> Problem:
        """A fault at a key, or at what is nearest around it."""
        return Problem(self.name, line_of(self.lines, keys), sentence)


def unreadable(source: Source, error: tomllib.TOMLDecodeError) -> Problem:
    """A file that is not TOML."""
    message = str(error)
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    said = re.sub(r"\s*\(at .*\)", "", message)
    line = int(place[1]) if place else source.text.count("\n") + 1
    return Problem(source.name, line, f"This is not valid TOML ({said}): correct the line.")


def invalid(source: Source, data: Any, error: ValidationError) -> Iterator[Problem]:
    """Every finding of pydantic, one sentence each."""
    for found in error.errors():
        keys = _keys(data, found["loc"])
        yield source.problem(keys, _sentence(keys, dict(found)))


def _keys(data: Any, location: tuple[str | int, ...]) -> Keys:
    """The location without what only the schema knows, such as which kind of a union it tried."""
    keys: Keys = ()
    for n, key in enumerate(location):
        inside = key in data if isinstance(data, dict) else isinstance(data, list) and isinstance(key, int)
        if inside:
            data = data[key]
        elif n + 1 < len(location):
            continue
        keys = (*keys, key)
    return keys


def _sentence(keys: Keys, found: dict[str, Any]) -> str:
    context = found.get("ctx", {})
    template = SENTENCES.get(found["type"], "{path} is wrong: {message}.")
    if found["type"].startswith("model") and context.get("class_name") in ("Text", "Label"):
        template = IN_TWO_LANGUAGES
    return template.format(
        path=spoken(keys),
        where=spoken(keys[:-1]),
        last=keys[-1] if keys else "",
        got=repr(context.get("tag", found.get("input"))),
        expected=context.get("expected_tags") or context.get("expected") or context.get("pattern", ""),
        message=str(context.get("error", found["msg"])),
    )


def spoken(keys: Keys) -> str:
    """A key as an author would write it, list entries counted from 1: presets[2].inputs.X."""
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text or "The file"
