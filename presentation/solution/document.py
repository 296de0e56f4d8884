"""The worked solution as a document: what is given, and each step in symbols and in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.expression.node import names
from engine.program import Step
from engine.readings.formulas import latex
from engine.readings.formulas.build import equation, in_numbers
from presentation.content_words import binding, titles, why
from presentation.formulas import words
from presentation.translate import _, escaped, language
from presentation.workspaces.workspace import Workspace

WIDEST = 12  # rows and columns of a matrix that fits on a page in numbers


@dataclass(frozen=True)
class Heading:
    """A heading; the title of the document has level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Prose:
    """A paragraph (Markdown with formulas), as content has it."""

    text: str


@dataclass(frozen=True)
class Displayed:
    """A formula that stands by itself (LaTeX)."""

    formula: str


Block = Heading | Prose | Displayed


def solution(space: Workspace, digits: int) -> tuple[Block, ...]:
    """The document of a workspace, its numbers with so many decimals, in the language being spoken."""
    return tuple(_blocks(space, digits))


def _blocks(space: Workspace, digits: int) -> Iterator[Block]:
    program = space.trace.program
    title = titles(space.topic, program)
    yield Heading(space.topic.title.of(language()), 1)
    if space.words:
        yield Prose(escaped(" ".join(space.words)))
    if said := binding(space.topic, space.options):
        yield Prose(_("; ").join(said))
    yield Heading(_("Given"))
    for id, x in program.inputs.items():
        yield Prose(title(id))
        yield Displayed(f"{latex.name(x.symbol)} = {_matrix(space, id, digits)}")
    for n, (id, step) in enumerate(program.steps.items(), 1):
        yield Heading(_("Step {n} · {title}").format(n=n, title=title(id)))
        yield from _told(space, id, step, digits)


def _told(space: Workspace, id: str, step: Step, digits: int) -> Iterator[Block]:
    """Why, the formula in symbols, and in numbers where all of its matrices fit on a page."""
    trace = space.trace
    if reason := why(space.topic, id, trace.program):
        yield Prose(reason)
    yield Displayed(latex.latex(equation(trace.program, id), words()))
    if all(_fits(space, name) for name in (id, *names(step.expr))):
        yield Displayed(latex.latex(in_numbers(trace, id, digits), words()))
    elif _fits(space, id):
        yield Displayed(f"{latex.name(step.symbol)} = {_matrix(space, id, digits)}")


def _fits(space: Workspace, id: str) -> bool:
    return all(int(n) <= WIDEST for n in space.trace[id].shape[-2:])


def _matrix(space: Workspace, id: str, digits: int) -> str:
    """The numbers, or only how many there are."""
    if _fits(space, id):
        return latex.matrix(space.trace[id], digits)
    rows, columns = space.trace[id].shape[-2:]
    return rf"({rows} \times {columns})"
