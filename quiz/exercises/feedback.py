"""Worked feedback: one cell of a step computed with a mistake, beside the same cell computed correctly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine import Program, Trace, run
from engine.arrays import Array
from engine.expression.cell import Index
from engine.expression.node import Node
from engine.readings.misconceptions import with_mistake
from quiz.exercises.sheet import Sheet, wrong_formulas


@dataclass(frozen=True)
class CellTwoWays:
    """One cell of a step in two computations: `done`, as the learner computed it, and `defined`, the correct one.

    `done` is None if the mistake is not known; then only the `typed` text can be shown.
    """

    step: str
    index: Index
    done: Trace | None
    defined: Trace
    typed: str = ""


def mistaken(sheet: Sheet, step: str, mistake: str) -> Trace:
    """The computation with this mistake in this step only; given steps keep their true values."""
    wrong = next(w.expr for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == mistake)
    given = {id: sheet.truth[id] for id in sheet.given}
    return run(_wrong_in(sheet.program, step, wrong), sheet.inputs, given)


@lru_cache(maxsize=512)
def _wrong_in(program: Program, step: str, wrong: Node) -> Program:
    """The program with a wrong version of one step; cached, because every draw of a question tries all of them."""
    return with_mistake(program, {step: wrong})


def most_changed(sheet: Sheet, step: str, mistake: str) -> CellTwoWays:
    """The cell of a step that a mistake changes most."""
    done = mistaken(sheet, step, mistake)
    defined = run(with_mistake(sheet.program, {step: sheet.formula(step)}), sheet.inputs)
    return CellTwoWays(step, most_different(done[step], defined[step]), done, defined)


def one_cell(sheet: Sheet, step: str, index: Index, mistake: str, typed: str) -> CellTwoWays:
    """A typed cell: the result of the mistake on the true numbers, if the step has it, and the correct result."""
    truth = sheet.truth
    wrong = next((w for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == mistake), None)
    if wrong is None:
        return CellTwoWays(step, index, None, truth, typed)
    earlier = {id: truth[id] for id in sheet.program.steps if id != step}
    done = run(_wrong_in(sheet.program, step, wrong.expr), sheet.inputs, earlier)
    return CellTwoWays(step, index, done, truth, typed)


def most_different(a: Array, b: Array) -> Index:
    """The index of the cell in which two arrays of the same shape differ most.

    A cell that is infinite in only one of them comes first.
    """
    with np.errstate(invalid="ignore"):
        off = np.where(np.isfinite(a) & np.isfinite(b), np.abs(a - b), np.where(a == b, 0.0, np.inf))
    return tuple(int(k) for k in np.unravel_index(int(np.argmax(off)), off.shape))


def telling_cell(array: Array, half: float) -> Index:
    """The index of a cell suited as an example: the last of the second row, or the largest if that one rounds to 0.

    `half` is half a unit of the last printed decimal.
    """
    index = tuple(n - 1 if k >= array.ndim - 1 else min(1, n - 1) for k, n in enumerate(array.shape))
    if abs(array[index]) > half:
        return index
    largest = int(np.where(np.isfinite(array), np.abs(array), -1.0).argmax())
    return tuple(int(k) for k in np.unravel_index(largest, array.shape))
