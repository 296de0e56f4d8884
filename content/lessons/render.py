"""Renders lessons: Markdown with directives that insert computed numbers.

    {{ value preset="raschka-b" step="scores" cell="2,2" digits=4 }}    one number
    {{ matrix preset="raschka-b" step="context" digits=4 }}             a step or an input, as a LaTeX matrix
    {{ formula step="scores" }}                                         a step by its symbols, as LaTeX
    {{ worked preset="raschka-b" step="scores" cell="2,2" }}            the arithmetic of one cell, one stage per line,
                                                                       as a fenced block "worked"
    {{ rows of="spread" d_k="4, 16, 64" scale="none" }}                 the rows of a table (content/lessons/tables.py);
                                                                       its header is on the lines above

Cells count from 1. Any option of the mechanism may be added (mask="causal") and replaces the preset's own;
wrong="sqrt.no_root" makes `value` and `matrix` show what that mistake gives. `formula` takes mechanism="…" for
a mechanism other than the topic's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from content.errors import ContentError, NotFound, Problem
from content.lessons.directives import Misuse, render_directive
from content.loader import LANGUAGES, Library, library
from content.schema import Topic
from content.toml.error_sentences import NOT_UTF8
from engine import EngineError

DIRECTIVE = re.compile(r"\{\{\s+(\w+)\b([^{}]*)\}\}")
OPENING = re.compile(r"\{\{\s")
# a line break next to Chinese characters or punctuation would be shown as a space
CHINESE, STOP = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", r"[\u3000-\u303f\uff00-\uffef]"
WRAPPED = re.compile(rf"(?<={CHINESE})\n *(?={CHINESE})|(?<={STOP})\n *(?=[A-Za-z]|\$[^$])")
# a displayed formula is centred only if its $$ are on lines of their own
DISPLAYED = re.compile(r"^\$\$(.+)\$\$$", re.MULTILINE)


def lesson(topic: str, language: str) -> str:
    """A topic's lesson as Markdown with LaTeX. Raises NotFound, or ContentError with file and line."""
    if topic not in library().topics:
        raise NotFound("There is no topic called {id}.", id=topic)
    return _lesson(topic, "zh" if language.startswith("zh") else "en")


@lru_cache(maxsize=128)
def _lesson(topic: str, language: str) -> str:
    text, problems = rendered(library(), library().topics[topic], language)
    if problems:
        raise ContentError(problems)
    return text


def rendered(library: Library, topic: Topic, language: str) -> tuple[str, list[Problem]]:
    """A lesson with its directives rendered, and a problem for each one that could not be.

    `language` is "en" or "zh".
    """
    assert language in LANGUAGES
    file = library.folder(topic.id) / f"lesson.{language}.md"
    name = f"{library.root.name}/{file.relative_to(library.root).as_posix()}"
    if not file.is_file():
        return "", [Problem(name, 1, "This lesson is missing: write it.")]
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "", [Problem(name, 1, NOT_UTF8)]
    return _rendered(topic, text, name)


def _rendered(topic: Topic, text: str, file: str) -> tuple[str, list[Problem]]:
    found = [_put(topic, directive, file) for directive in DIRECTIVE.finditer(text)]
    texts = iter("" if isinstance(one, Problem) else one for one in found)
    result = DISPLAYED.sub(r"$$\n\1\n$$", WRAPPED.sub("", DIRECTIVE.sub(lambda _: next(texts), text)))
    problems = [one for one in found if isinstance(one, Problem)]
    problems += [Problem(file, line, "A directive is not closed on its line: end it with }}.") for line in _open(text)]
    return result, problems


def _put(topic: Topic, found: re.Match[str], file: str) -> str | Problem:
    """The text that replaces a directive, or the problem why there is none."""
    try:
        return render_directive(topic, found[1], found[2])
    except (Misuse, EngineError) as error:
        sentence = str(error) if isinstance(error, EngineError) else f"The directive {found[1]} {error}."
        return Problem(file, found.string.count("\n", 0, found.start()) + 1, sentence)


def _open(text: str) -> Iterator[int]:
    for n, line in enumerate(DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n"), 1):
        if OPENING.search(line + "\n"):
            yield n
