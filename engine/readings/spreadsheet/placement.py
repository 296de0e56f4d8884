"""Placement of a program's arrays on one sheet: inputs on the left, steps one below the other beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from engine.errors import EngineError
from engine.expression.cell import Index
from engine.expression.shapes import Shape
from engine.program import Named, Program
from engine.readings.spreadsheet.cell_formulas import Place

HEAD_ROWS = 3  # rows above the numbers: title, formula, column labels
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_576, 16_384, 200_000


@dataclass(frozen=True)
class CellBlock:
    """Block of sheet cells for one array, its title at (top, left), its numbers below.

    Matrices along the leading axes (heads) are panels side by side. Rows and columns of the sheet count from 0.
    """

    top: int
    left: int
    shape: Shape

    @property
    def panels(self) -> int:
        """Number of matrices side by side."""
        return prod(map(int, self.shape[:-2]))

    @property
    def rows(self) -> int:
        """Rows of one matrix."""
        return int(self.shape[-2])

    @property
    def columns(self) -> int:
        """Columns of one matrix."""
        return int(self.shape[-1])

    @property
    def width(self) -> int:
        """Sheet columns the block takes: each panel with a column of labels, and an empty column between panels."""
        return self.panels * (self.columns + 2) - 1

    @property
    def height(self) -> int:
        """Sheet rows the block takes, including its head."""
        return HEAD_ROWS + self.rows

    def corner(self, panel: int) -> Place:
        """Place (row, column) of the first number of a panel."""
        return self.top + HEAD_ROWS, self.left + 1 + panel * (self.columns + 2)

    def leads(self) -> Iterator[Index]:
        """Leading indices of the panels, in order."""
        for panel in range(self.panels):
            lead: list[int] = []
            for n in reversed(self.shape[:-2]):
                panel, k = divmod(panel, int(n))
                lead.insert(0, k)
            yield tuple(lead)

    def place(self, index: Index) -> Place:
        """Place (row, column) of the number at an index of the array."""
        panel = 0
        for k, n in zip(index[:-2], self.shape, strict=False):
            panel = panel * int(n) + k
        row, column = self.corner(panel)
        return row + index[-2], column + index[-1]


@dataclass(frozen=True)
class SheetPlacement:
    """Blocks of all inputs and steps by id.

    On a sheet to fill in, `shown` are the empty blocks and `hidden_from` is the first hidden column; the computed
    `blocks` are hidden. Otherwise `shown` is empty and `hidden_from` is None.
    """

    blocks: Mapping[str, CellBlock]
    shown: Mapping[str, CellBlock]
    hidden_from: int | None

    def where(self, id: str, index: Index) -> Place:
        """Place (row, column) of a number."""
        return self.blocks[id].place(index)


def plan(program: Program, top: int, blank: bool) -> SheetPlacement:
    """Placement of every array from row `top` on; `blank` adds empty blocks to fill in.

    Raises EngineError if the program does not fit on a sheet.
    """
    inputs = _stacked(program.inputs, top, 0)
    left = max((block.left + block.width for block in inputs.values()), default=0) + 1
    steps = _stacked(program.steps, top, left)
    right = max((block.left + block.width for block in steps.values()), default=left)
    hidden = _stacked(program.steps, top, right + 1) if blank else steps
    _check_size([*inputs.values(), *hidden.values()])
    return SheetPlacement({**inputs, **hidden}, steps if blank else {}, right + 1 if blank else None)


def _stacked(things: Mapping[str, Named], top: int, left: int) -> dict[str, CellBlock]:
    found: dict[str, CellBlock] = {}
    for id, thing in things.items():
        found[id] = CellBlock(top, left, thing.shape)  # type: ignore[attr-defined]
        top += found[id].height + 1
    return found


def _check_size(blocks: list[CellBlock]) -> None:
    cells = sum(block.panels * block.rows * block.columns for block in blocks)
    rows = max((block.top + block.height for block in blocks), default=0)
    columns = max((block.left + block.width for block in blocks), default=0)
    if cells > MOST_CELLS or rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise EngineError(
            "{cells} numbers in {rows} rows and {columns} columns do not fit on a sheet; use smaller sizes.",
            cells=cells,
            rows=rows,
            columns=columns,
        )
