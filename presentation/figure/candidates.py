"""Matrices to pick from, each under a letter, and where one of them differs from what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine import Trace
from engine.arrays import Array
from engine.expression.cell import Index
from engine.readings.formulas.pieces import Piece, Shift
from presentation.figure import Figure, Mark, MatrixBlock
from presentation.figure.build import block
from presentation.figure.layout import Layout, Placed, slices
from presentation.figure.view import View
from presentation.translate import _, language

WIDEST = 1040  # pixels for figures beside each other
CELL, NAME = 66, 24


@dataclass(frozen=True)
class Alternative:
    """What a matrix is called to choose it, and the numbers it shows in place of a step's own."""

    letter: str
    view: View


def candidate(letter: str, view: View, step: str, array: Array) -> Alternative:
    """The step with these numbers, as the view prints them."""
    return Alternative(letter, view.of(Trace(view.trace.program, {**view.trace.arrays, step: array})))


def alone(shown: Alternative, step: str, right: Array) -> Figure:
    """One of them, flags on the cells that differ from what is right."""
    return flagged(Figure(blocks=tuple(blocks_of(shown, step, 1, 1)), version=language()), shown.view, step, right)


def flagged(shown: Figure, view: View, step: str, right: Array) -> Figure:
    """A figure of one step's matrices, flags on the cells that are printed differently from what is right."""
    truth = view.of(Trace(view.trace.program, {**view.trace.arrays, step: right}))
    leads = slices(view.trace.program, step)
    blocks = tuple(
        replace(made, marks=_flags(made, truth, step, lead)) for made, lead in zip(shown.blocks, leads, strict=True)
    )
    return replace(shown, blocks=blocks, labels={**shown.labels, "differs": _("differs")})


def _flags(made: MatrixBlock, truth: View, step: str, lead: Index) -> tuple[tuple[Mark, ...], ...]:
    def flag(i: int, j: int) -> Mark:
        return "" if made.text[i][j] == truth.number(step, (*lead, i, j)) else "differs"

    return tuple(tuple(flag(i, j) for j in range(len(row))) for i, row in enumerate(made.text))


def blocks_of(shown: Alternative, step: str, row: int, column: int) -> list[MatrixBlock]:
    """The candidate's blocks, one for each head, side by side from this row and column of the grid on."""
    leads = slices(shown.view.trace.program, step)
    places = (Placed(f"{shown.letter}@{k}", step, row, column + k, lead=lead or None) for k, lead in enumerate(leads))
    layout = Layout(tuple(places))
    found = []
    for k, placed in enumerate(layout.placed, 1):
        head = (Piece(f"({k})", Shift.SUP),) if len(leads) > 1 else ()
        made = block(shown.view, placed, layout)
        named = replace(made, name=(Piece(shown.letter, upright=True), *head), label=shown.letter, shape="", sums=())
        found.append(replace(named, role="plain", still=True, folds=False))
    return found


def abreast(candidates: Sequence[Alternative], step: str) -> int:
    """How many of them stand in a row."""
    made = (blocks_of(c, step, 1, 1) for c in candidates)
    wide = max(sum(CELL * len(b.text[0]) + NAME for b in blocks) for blocks in made)
    return max(1, min(len(candidates), WIDEST // wide))
