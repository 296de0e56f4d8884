"""Renders lessons: Markdown with directives that insert computed numbers.

    {{ value preset="raschka-b" step="scores" cell="2,2" digits=4 }}    one number
    {{ matrix preset="raschka-b" step="context" digits=4 }}             a step or an input, as a LaTeX matrix
    {{ formula step="scores" }}                                         a step by its symbols, as LaTeX
    {{ worked preset="raschka-b" step="scores" cell="2,2" }}            the arithmetic of one cell, one stage per line
    {{ structure preset="raschka-b" step="scores" }}                    the structure diagram in which a step stands
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
from itertools import chain

from content.errors import ContentError, NotFound, Problem
from content.lessons.directives import Misuse, Part, render_directive
from content.lessons.sections import SectionHead, headings_in
from content.loader import LANGUAGES, Library, library
from content.schema import Topic
from content.spans import Span, spans
from content.toml.error_sentences import NOT_UTF8
from engine import EngineError

DIRECTIVE = re.compile(r"\{\{\s+(\w+)\b([^{}]*)\}\}")
OPENING = re.compile(r"\{\{\s")
# a line break next to Chinese characters or punctuation would be shown as a space
CHINESE, STOP = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", r"[\u3000-\u303f\uff00-\uffef]"
WRAPPED = re.compile(rf"(?<={CHINESE})\n *(?={CHINESE})|(?<={STOP})\n *(?=[A-Za-z])")
EDGE = Span("prose", "\n")  # what stands before a lesson's first line and behind its last
BEFORE_FORMULA = re.compile(rf"(?<={STOP})\n *\Z")


Block = Part | SectionHead
Lesson = tuple[Block, ...]  # Markdown with LaTeX; between it headings of sections, arithmetic of cells and diagrams


def lesson(topic: str, language: str) -> Lesson:
    """A topic's lesson. Raises NotFound, or ContentError with file and line."""
    if topic not in library().topics:
        raise NotFound("There is no topic called {id}.", id=topic)
    return _lesson(topic, "zh" if language.startswith("zh") else "en")


@lru_cache(maxsize=128)
def _lesson(topic: str, language: str) -> Lesson:
    text, problems = rendered(library(), library().topics[topic], language)
    if problems:
        raise ContentError(problems)
    return text


def rendered(library: Library, topic: Topic, language: str) -> tuple[Lesson, list[Problem]]:
    """A lesson with its directives rendered, and a problem for each one that could not be.

    `language` is "en" or "zh".
    """
    assert language in LANGUAGES
    file = library.folder(topic.id) / f"lesson.{language}.md"
    name = f"{library.root.name}/{file.relative_to(library.root).as_posix()}"
    if not file.is_file():
        return (), [Problem(name, 1, "This lesson is missing: write it.")]
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return (), [Problem(name, 1, NOT_UTF8)]
    return _rendered(topic, text, name)


def _rendered(topic: Topic, text: str, file: str) -> tuple[Lesson, list[Problem]]:
    found: list[Part | Problem] = []
    end = 0
    for directive in DIRECTIVE.finditer(text):
        found += [text[end : directive.start()], _put(topic, directive, file)]
        end = directive.end()
    problems = [one for one in found if isinstance(one, Problem)]
    result = _laid_out([one for one in [*found, text[end:]] if not isinstance(one, Problem)])
    problems += [Problem(file, line, "A directive is not closed on its line: end it with }}.") for line in _open(text)]
    return result, problems


def _laid_out(parts: list[Part]) -> Lesson:
    """Neighbouring texts in one, cut at their sections, their lines and formulas as Markdown wants them."""
    whole: list[Part] = []
    for part in parts:
        if whole and isinstance(part, str) and isinstance(whole[-1], str):
            whole[-1] += part
        else:
            whole.append(part)
    return tuple(chain.from_iterable(_blocks(part) if isinstance(part, str) else (part,) for part in whole))


def _blocks(text: str) -> Iterator[Block]:
    """The text in pieces, and before each the heading that it stands under; a heading without an id stays text."""
    end = 0
    for found in headings_in(text):
        if found["id"]:
            yield _wrapped(text[end : found.start()])
            yield SectionHead(found["id"], found["title"])
            end = found.end()
    yield _wrapped(text[end:])


def _wrapped(text: str) -> str:
    """The text without line breaks that would show as spaces, each displayed formula between lines of its own marks."""
    found = [EDGE, *spans(text), EDGE]
    return "".join(map(_set, found, found[1:], found[2:]))


def _set(before: Span, span: Span, after: Span) -> str:
    if span.kind == "displayed":
        alone = before.text.endswith("\n") and after.text.startswith("\n") and "\n" not in span.text
        return f"$$\n{span.text[2:-2]}\n$$" if alone else span.text
    if span.kind != "prose":
        return span.text
    prose = WRAPPED.sub("", span.text)
    return BEFORE_FORMULA.sub("", prose) if after.kind == "formula" else prose


def _put(topic: Topic, found: re.Match[str], file: str) -> Part | Problem:
    """What replaces a directive, or the problem why nothing does."""
    try:
        return render_directive(topic, found[1], found[2])
    except (Misuse, EngineError) as error:
        sentence = str(error) if isinstance(error, EngineError) else f"The directive {found[1]} {error}."
        return Problem(file, found.string.count("\n", 0, found.start()) + 1, sentence)


def _open(text: str) -> Iterator[int]:
    for n, line in enumerate(DIRECTIVE.sub(lambda found: "\n" * found[0].count("\n"), text).split("\n"), 1):
        if OPENING.search(line + "\n"):
            yield n
