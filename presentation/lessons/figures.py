"""Figures of a lesson: the step of a worked line, a matrix of the text, the given numbers of an example."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from content.lessons.parts import Shown, Worked
from engine import Program
from presentation.figure import Figure
from presentation.figure.build import ReadingContext, reading
from presentation.figure.editing import editable, with_faults
from presentation.figure.layout import WIDEST, Layout, Placed, layout, slices, stacked
from presentation.figure.model import Cell
from presentation.lessons.numbers import LessonNumbers
from presentation.workspaces.example_numbers import changed
from presentation.workspaces.unusable_cells import unusable

USUAL = 4  # decimals of a figure in which not everything comes out even
EXACT = 1e-12


def placed(shown: Shown) -> Layout:
    """Where the matrices of a part of the lesson stand: the step with what it is computed from, or the input alone."""
    program = shown.trace.program
    if shown.step not in program.steps:
        return Layout((Placed(shown.step, shown.step, 1, 1, operand=False),))
    if isinstance(shown, Worked):
        return layout(program, (shown.step,), shown.index[:-2])
    return stacked(program, shown.step)


def given(program: Program) -> Layout:
    """All inputs, as many beside each other as there is room for."""
    found: list[Placed] = []
    row, column, wide = 1, 1, 0
    for id, one in program.inputs.items():
        for n, lead in enumerate(slices(program, id)):
            width = int(one.shape[-1])
            if found and wide + width > WIDEST:
                row, column, wide = row + 1, 1, 0
            name = id if not n else f"{id}@{n}"
            found.append(Placed(name, id, row, column, operand=False, lead=lead or None))
            column, wide = column + 1, wide + width
    return Layout(tuple(found))


def fitting(shown: Shown, where: Layout) -> Shown:
    """The part with as many decimals as its figure needs: what it is computed from may not be as round as itself."""
    arrays = [np.asarray(shown.trace[one.name], dtype=np.float64) for one in where.placed]
    finite = [x[np.isfinite(x)] for x in arrays]
    exact = all(np.abs(x - x.round(shown.digits)).max(initial=0) < EXACT for x in finite)
    return shown if exact else replace(shown, digits=max(shown.digits, USUAL))


def first_cell(shown: Shown, where: Layout) -> Cell | None:
    """The cell that is open at first: that of the worked line; None leaves it to the figure."""
    if not isinstance(shown, Worked):
        return None
    result = where.results[0]
    place = result.place(shown.index)
    return (result.id, *place) if place else None


def drawn(numbers: LessonNumbers, shown: Shown, where: Layout, selected: Cell | None, following: bool) -> Figure:
    """The figure, its given numbers open for typing."""
    found = reading(numbers.view(shown), where, ReadingContext(selected, following=following))
    space, typed = numbers.used(shown.preset), numbers.typed_in(shown.preset)
    texts = {id: rows for id, (_x, rows) in space.entered.items()}
    found = editable(found, where, texts)
    other = changed(typed) & set(texts)
    names = {one.id: one.name for one in where.placed}
    found = replace(found, blocks=tuple(replace(b, restorable=names.get(b.id) in other) for b in found.blocks))
    if not numbers.said:
        return found
    entered = {id: rows for id, (_x, rows) in typed.entered.items()}
    return with_faults(found, where, entered, unusable(typed), numbers.said)
