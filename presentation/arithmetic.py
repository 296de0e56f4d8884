"""The arithmetic of one cell on one line, and a cell worked in two ways beside each other."""

from __future__ import annotations

from engine import Trace
from engine.expression.cell import Index
from engine.readings.explanation.explain import explain
from presentation.figure.view import View
from presentation.formulas import line_text
from presentation.printed_numbers import as_printed
from presentation.translate import _
from quiz.exercises.feedback import CellTwoWays

READABLE = 130  # characters of arithmetic; a longer line is given up for a later one, or for the result alone


def arithmetic(trace: Trace, step: str, index: Index, digits: int) -> str:
    """A cell's first worked line that is not too long to read, and what it comes to: 4 ÷ √2 = 2.83."""
    found = explain(trace, step, index, digits, longest=6)
    readable = (line for line in found.lines if len(line_text(line)) <= READABLE and not _number(line_text(line)))
    line = next(readable, None)
    return f"{line_text(line)} {'=' if line.exact else '≈'} {found.result}" if line else found.result


def _number(text: str) -> bool:
    """Whether a line is a number alone: −3 = −3.000 says nothing."""
    return text.lstrip("−(").rstrip(")").replace(".", "", 1).isdigit()


def yours_and_right(view: View, cell: CellTwoWays | None) -> list[tuple[str, str]]:
    """The learner's own cell and the cell by definition, each with who says so; nothing where there is no cell."""
    return _rows(view, cell, _("you")) if cell else []


def theirs_and_right(view: View, cell: CellTwoWays) -> list[tuple[str, str]]:
    """A cell that somebody else worked and the cell by definition."""
    return _rows(view, cell, _("as it was done"))


def _rows(view: View, cell: CellTwoWays, whose: str) -> list[tuple[str, str]]:
    name = view.cell(cell.step, cell.index)
    done = _done(cell, view.digits)
    right = arithmetic(cell.defined, cell.step, cell.index, view.digits)
    return [(whose, f"{name} = {done}"), (_("by definition"), f"{name} = {right}")]


def _done(cell: CellTwoWays, digits: int) -> str:
    """What was typed, with the arithmetic of the mistake before it; the result of the arithmetic if nothing was typed.

    The typed number need not be the last digit of that arithmetic: learners round where the app does not.
    """
    typed = as_printed(cell.typed)
    if cell.done is None:
        return typed
    worked = arithmetic(cell.done, cell.step, cell.index, digits)
    expression, sign, result = worked.rpartition(" = ") if " = " in worked else worked.rpartition(" ≈ ")
    if not typed or typed == result:
        return worked
    return f"{expression} ≈ {typed}" if sign else typed
