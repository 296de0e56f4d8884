"""Renders lessons: Markdown with directives that insert computed numbers.

    {{ value preset="raschka-b" step="scores" cell="2,2" digits=4 }}    one number
    {{ matrix preset="raschka-b" step="context" digits=4 }}             a step or an input, as a LaTeX matrix
    {{ formula step="scores" }}                                         a step by its symbols, as LaTeX
    {{ worked preset="raschka-b" step="scores" cell="2,2" }}            the arithmetic of one cell, one stage per line
    {{ structure preset="raschka-b" step="scores" }}                    the structure diagram in which a step stands
    {{ rows of="spread" d_k="4, 16, 64" scale="none" }}                 the rows of a table (content/lessons/tables.py);
                                                                       its header is on the lines above

A question in the middle of a section is a block (content/lessons/predictions.py):

    ::: predict id="mask" asks="direction" preset="raschka-b" step="weights" cell="2,1" mask="causal"
    The question.
    ---
    Why it is so.
    :::

Cells count from 1, or are named by the words along the axis. Any option of the mechanism may be added (mask="causal")
and replaces the preset's own; wrong="sqrt.no_root" makes `value` and `matrix` show what that mistake gives. `formula`
takes mechanism="…" for a mechanism other than the topic's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from content.errors import ContentError, NotFound, Problem
from content.lessons.arguments import Misuse, read
from content.lessons.directives import render_directive
from content.lessons.numbers import LessonComputations
from content.lessons.parts import Matrices, MatrixPart, Part, Prediction
from content.lessons.predictions import prediction
from content.lessons.sections import SectionHead, headings_in
from content.loader import LANGUAGES, Library, library
from content.schema import Topic
from content.spans import Span, spans
from content.toml.error_sentences import NOT_UTF8
from engine import EngineError

DIRECTIVE = re.compile(r"\{\{\s+(\w+)\b([^{}]*)\}\}")
BLOCK = re.compile(
    r"^::: predict\b(?P<arguments>[^\n]*)\n(?P<question>(?:(?!:::).*\n)*?)---\n(?P<reason>(?:(?!:::).*\n)*?):::[ \t]*$",
    re.MULTILINE,
)
FENCE = re.compile(r"^:::.*", re.MULTILINE)
UNCLOSED = (
    "This belongs to no question: it begins with ::: predict, has a line --- between question and reason, and ends "
    "with a line :::."
)
OPENING = re.compile(r"\{\{\s")
# a line break next to Chinese characters or punctuation would be shown as a space
CHINESE, STOP = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", r"[\u3000-\u303f\uff00-\uffef]"
WORD = r"[\u4e00-\u9fff]"  # between a letter and a stop the marks of bold text would be shown, not read
WRAPPED = re.compile(
    rf"(?<={CHINESE})\n *(?=\*\*{WORD}|{CHINESE})|(?<={WORD}\*\*)\n *(?={CHINESE})|(?<={STOP})\n *(?=[A-Za-z])"
)
EDGE = Span("prose", "\n")  # what stands before a lesson's first line and behind its last
ENDS_AT, BEGINS_AT = re.compile(r"(?=[,.;:!?)\]%，。；：、！？）」》])"), re.compile(r"(?<=[(\[（「《])\Z")
JOINER = "\N{WORD JOINER}"  # browsers end a line beside a formula even where a comma follows
BEFORE_SPAN = re.compile(rf"(?<={STOP})\n *\Z")


Block = Part | Matrices | SectionHead
Lesson = tuple[Block, ...]  # Markdown with LaTeX; between it headings, arithmetic of cells, diagrams and questions


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


def rendered(
    library: Library, topic: Topic, language: str, numbers: LessonComputations | None = None
) -> tuple[Lesson, list[Problem]]:
    """A lesson with its directives rendered, and a problem for each one that could not be.

    `language` is "en" or "zh"; `numbers` are those of the presets, or other ones in their place.
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
    return _Rendering(numbers or LessonComputations(topic), text, name).whole()


class _Rendering:
    """The rendering of one text: what it consists of, and what is wrong with it, in order."""

    def __init__(self, numbers: LessonComputations, text: str, file: str) -> None:
        self.numbers, self.text, self.file = numbers, text, file
        self.problems: list[Problem] = []

    def whole(self) -> tuple[Lesson, list[Problem]]:
        """The lesson, and its problems."""
        found: list[Part] = []
        end = 0
        for block in BLOCK.finditer(self.text):
            found += [*self._parts(end, block.start()), *self._asked(block)]
            end = block.end()
        found += self._parts(end, len(self.text))
        self.problems += [self._problem(at, said) for at, said in self._open()]
        return tuple(_laid_out(found)), self.problems

    def _parts(self, start: int, end: int) -> Iterator[Part]:
        """A stretch of the text and what replaces its directives."""
        for directive in DIRECTIVE.finditer(self.text, start, end):
            yield self.text[start : directive.start()]
            yield from self._put(directive)
            start = directive.end()
        yield self.text[start:end]

    def _put(self, found: re.Match[str]) -> Iterator[Part]:
        """What replaces a directive; nothing where it cannot be rendered."""
        try:
            yield render_directive(self.numbers, found[1], found[2])
        except (Misuse, EngineError) as error:
            self._refused(found.start(), found[1], error)

    def _asked(self, block: re.Match[str]) -> Iterator[Prediction]:
        """The question in the middle that a block asks; nothing where it cannot be asked."""
        try:
            question, reason = (self._plain(*block.span(name)) for name in ("question", "reason"))
            yield prediction(self.numbers, read(block["arguments"]), question, reason)
        except (Misuse, EngineError) as error:
            self._refused(block.start(), "predict", error)

    def _plain(self, start: int, end: int) -> str:
        """A stretch of the text with the numbers in it, which must not hold a figure. Raises Misuse."""
        parts = list(self._parts(start, end))
        if not all(isinstance(part, str | MatrixPart) for part in parts):
            raise Misuse("has a figure in its text: only value, matrix and formula can stand there")
        return _wrapped("".join(map(str, parts)))

    def _refused(self, at: int, name: str, error: Misuse | EngineError) -> None:
        said = str(error) if isinstance(error, EngineError) else f"The directive {name} {error}."
        self.problems.append(self._problem(at, said))

    def _problem(self, at: int, said: str) -> Problem:
        return Problem(self.file, self.text.count("\n", 0, at) + 1, said)

    def _open(self) -> Iterator[tuple[int, str]]:
        """Where a directive or a block is not closed."""
        rest = DIRECTIVE.sub(_blank, BLOCK.sub(_blank, self.text))
        for found in OPENING.finditer(rest + "\n"):
            yield found.start(), "A directive is not closed on its line: end it with }}."
        for found in FENCE.finditer(rest):
            yield found.start(), UNCLOSED


def _blank(found: re.Match[str]) -> str:
    """As many characters and lines that say nothing."""
    return re.sub(r"[^\n]", " ", found[0])


def _laid_out(parts: list[Part]) -> Iterator[Block]:
    """Neighbouring texts in one, their matrices below the paragraph that has them, cut at the sections."""
    text, shown = "", list[MatrixPart]()
    for part in [*parts, None]:
        if isinstance(part, MatrixPart):
            shown.append(part)
        cut = part.find("\n\n") if isinstance(part, str) and shown else -1
        if isinstance(part, str | MatrixPart) and cut < 0:
            text += str(part)
            continue
        text += part[:cut] if isinstance(part, str) else ""
        before, line = _ending_in(shown, text) if shown else (text, "")
        yield from _blocks(before)
        if shown:
            yield Matrices(_each_once(shown), _wrapped(line) if line else "")
        text, shown = part[cut:] if isinstance(part, str) else "", []
        if part is not None and not isinstance(part, str | MatrixPart):
            yield part


def _ending_in(shown: list[MatrixPart], text: str) -> tuple[str, str]:
    """The text without its last displayed formula, and that, if it stands on lines of its own and has all of these."""
    found = [EDGE, *spans(text.rstrip())]
    line = found[-1].text
    alone = found[-1].kind == "displayed" and found[-2].text.endswith("\n")
    if not alone or not all(str(one) in line for one in shown):
        return text, ""
    return text.rstrip().removesuffix(line), line


def _each_once(shown: list[MatrixPart]) -> tuple[MatrixPart, ...]:
    return tuple({(id(one.trace), one.step): one for one in shown}.values())


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
    inside = after.kind in ("formula", "code") and after.text != "``"  # which begins a block of code
    prose = BEFORE_SPAN.sub("", prose) if inside else prose
    if before.kind == "formula" and ENDS_AT.match(prose):
        prose = JOINER + prose
    return BEGINS_AT.sub(JOINER, prose) if after.kind == "formula" else prose
