"""Worked feedback on a marked step: its first wrong cell, as the learner computed it and computed correctly."""

from __future__ import annotations

import numpy as np

from engine import Trace, run
from engine.execution.run import evaluate
from engine.expression.cell import Index
from engine.expression.node import Node
from engine.readings.misconceptions import Wrong, with_mistake
from quiz.exercises.feedback import CellTwoWays
from quiz.exercises.sheet import wrong_formulas
from quiz.marking.sitting import Sitting
from quiz.verdicts import StepMarking


def first_off(sitting: Sitting, marked: StepMarking) -> CellTwoWays | None:
    """The first wrong cell of a step, computed from the learner's own earlier numbers; None if there is none.

    `done` is known only if the marking names a misconception.
    """
    place = _first(marked)
    if place is None:
        return None
    index = _index(sitting, marked.step, place)
    before = _before(sitting, marked.step)
    typed = sitting.typed[marked.step][place[0]][place[1]]
    mistake = next(iter(marked.misconceptions), None)
    done = _mistaken(sitting, before, marked.step, mistake, index) if mistake else None
    return CellTwoWays(marked.step, index, done, before, typed)


def largest_off(sitting: Sitting, marked: StepMarking) -> str:
    """The largest number among the cells that a slip explains, as it was typed; "" without one."""
    typed, array = sitting.typed[marked.step], sitting.carried[marked.step]
    flat = array.reshape(-1, array.shape[-1])
    off = [(i, j) for i, row in enumerate(marked.cells) for j, status in enumerate(row) if status == "slip"]
    return max(((abs(flat[at]), typed[at[0]][at[1]]) for at in off), default=(0.0, ""))[1]


def _first(marked: StepMarking) -> tuple[int, int] | None:
    """The first wrong cell by row and column of the typed grid; one without a number only where none is wrong."""
    places = {(i, j): status for i, row in enumerate(marked.cells) for j, status in enumerate(row)}
    off = {at: status for at, status in places.items() if status not in ("right", "follows", "blank")}
    worst = [at for at, status in off.items() if status not in ("unreadable", "few_digits")]
    return next(iter([*worst, *off]), None)


def _index(sitting: Sitting, step: str, place: tuple[int, int]) -> Index:
    """A cell of the grid as an index of the array: leading axes are stacked in the grid."""
    shape = tuple(map(int, sitting.sheet.program.steps[step].shape))
    flat = place[0] * shape[-1] + place[1]
    return tuple(int(k) for k in np.unravel_index(flat, shape))


def _before(sitting: Sitting, step: str) -> Trace:
    """The computation on the learner's numbers before this step, correct from this step on."""
    asked = sitting.sheet.asked
    carried = {id: sitting.carried[id] for id in asked[: asked.index(step)] if id in sitting.typed}
    return run(sitting.sheet.program, sitting.sheet.inputs, carried)


def version_made(sitting: Sitting, step: str, id: str) -> Node | None:
    """Of the wrong versions of one misconception, the one that the typed step is closest to; None if there is none."""
    typed, before = sitting.carried[step], _before(sitting, step)

    def distance(wrong: Wrong) -> float:
        with np.errstate(invalid="ignore"):
            off = np.abs(evaluate(wrong.expr, before.arrays) - typed)
        return float(np.where(np.isnan(off), 0.0, off).max())

    fitting = [w for w in wrong_formulas(sitting.sheet.program, step, sitting.sheet.hidden) if w.id == id]
    same_shape = [w for w in fitting if w.expr.shape == sitting.sheet.program.steps[step].shape]
    closest = min(same_shape, key=distance, default=None)
    return closest.expr if closest else None


def _mistaken(sitting: Sitting, before: Trace, step: str, mistake: str, index: Index) -> Trace | None:
    """The computation with the misconception in this step; of several versions, the one closest to what was typed."""
    sheet = sitting.sheet
    steps = list(sheet.program.steps)
    carried = {id: before[id] for id in steps[: steps.index(step)]}
    traces = [
        run(with_mistake(sheet.program, {step: wrong.expr}), sheet.inputs, carried)
        for wrong in wrong_formulas(sheet.program, step, sheet.hidden)
        if wrong.id == mistake and wrong.expr.shape == sheet.program.steps[step].shape
    ]
    typed = float(sitting.carried[step][index])
    return min(traces, key=lambda trace: abs(float(trace[step][index]) - typed), default=None)
