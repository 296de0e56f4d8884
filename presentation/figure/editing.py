"""Figures in which a given number can be typed over where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from presentation.figure.layout import Layout, Placed
from presentation.figure.model import Cell, Figure, Mark, MatrixBlock
from presentation.translate import _
from presentation.workspaces.resizing import Cells, Texts

MINUS = str.maketrans("−", "-")


def editable(shown: Figure, layout: Layout, typed: Mapping[str, Texts]) -> Figure:
    """The figure with every matrix that was typed open for typing. `typed` are the texts of inputs by id."""
    placed = {one.id: one for one in layout.placed}
    blocks = tuple(_open(block, placed.get(block.id), typed) for block in shown.blocks)
    return replace(shown, blocks=blocks)


def _open(block: MatrixBlock, placed: Placed | None, typed: Mapping[str, Texts]) -> MatrixBlock:
    if placed is None or placed.name not in typed:
        return block
    rows = typed[placed.name]
    otherwise = tuple(
        (i, j, rows[a][b]) for i, j, a, b in _cells(block, placed) if _differs(rows[a][b], block.text[i][j])
    )
    return replace(block, editable=True, typed=otherwise)


def _differs(typed: str, printed: str) -> bool:
    return typed.translate(MINUS) != printed.translate(MINUS)


def _cells(block: MatrixBlock, placed: Placed) -> Iterator[tuple[int, int, int, int]]:
    """Every cell: its row and column in the figure, and those of the matrix that was typed."""
    for i, row in enumerate(block.text):
        for j in range(len(row)):
            a, b = placed.index(i, j)[-2:]
            yield i, j, a, b


def typed_cell(layout: Layout, cell: Cell) -> tuple[str, int, int] | None:
    """The input, row and column that a cell of a figure shows; None where the figure has no such cell."""
    placed = next((one for one in layout.placed if one.id == cell[0]), None)
    if placed is None:
        return None
    i, j = placed.index(cell[1], cell[2])[-2:]
    return placed.name, i, j


def with_faults(
    shown: Figure, layout: Layout, typed: Mapping[str, Texts], unusable: Mapping[str, Cells], said: str
) -> Figure:
    """The figure with what cannot be used marked where it stands, as it was typed, and a sentence under it."""
    placed = {one.id: one for one in layout.placed if one.name in unusable and one.name in typed}
    if not placed:
        return shown
    blocks = tuple(
        _marked(block, placed[block.id], typed[placed[block.id].name], unusable[placed[block.id].name])
        if block.id in placed
        else block
        for block in shown.blocks
    )
    return replace(shown, blocks=blocks, notice=said, labels={**shown.labels, "unreadable": _("cannot be used")})


def _marked(block: MatrixBlock, placed: Placed, typed: Texts, unusable: Iterable[tuple[int, int]]) -> MatrixBlock:
    texts = [list(row) for row in block.text]
    marks: list[list[Mark]] = [[""] * len(row) for row in block.text]
    bad = set(unusable)
    for i, j, a, b in _cells(block, placed):
        if (a, b) in bad and a < len(typed) and b < len(typed[a]):
            texts[i][j], marks[i][j] = typed[a][b], "unreadable"
    return replace(block, text=tuple(map(tuple, texts)), marks=tuple(map(tuple, marks)))
