"""Where every number of a program stands on one sheet: inputs on the left, the steps below each other beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from engine.errors import EngineError
from engine.expression.cell import Index
from engine.expression.shapes import Shape
from engine.program import Named, Program
from engine.readings.spreadsheet.cell_formulas import Place

HEAD_ROWS = 3  # title, formula, column labels
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_576, 16_384, 200_000


@dataclass(frozen=True)
class CellBlock:
    """One array: its title stands at (top, left), its numbers below; leading axes (heads) go side by side."""

    top: int
    left: int
    shape: Shape

    @property
    def panels(self) -> int:
        """How many matrices stand side by side."""
        return prod(map(int, self.shape[:-2]))

    @property
    def rows(self) -> int:
        return int(self.shape[-2])

    @property
    def columns(self) -> int:
        return int(self.shape[-1])

    @property
    def width(self) -> int:
        """Sheet columns it takes: a column of labels before each panel, one empty between panels."""
        return self.panels * (self.columns + 2) - 1

    @property
    def height(self) -> int:
        return HEAD_ROWS + self.rows

    def corner(self, panel: int) -> Place:
        """The first number of a panel."""
        return self.top + HEAD_ROWS, self.left + 1 + panel * (self.columns + 2)

    def leads(self) -> Iterator[Index]:
        """The leading indices, panel by panel."""
        for panel in range(self.panels):
            lead: list[int] = []
            for n in reversed(self.shape[:-2]):
                panel, k = divmod(panel, int(n))
                lead.insert(0, k)
            yield tuple(lead)

    def place(self, index: Index) -> Place:
        """Where one number stands."""
        panel = 0
        for k, n in zip(index[:-2], self.shape, strict=False):
            panel = panel * int(n) + k
        row, column = self.corner(panel)
        return row + index[-2], column + index[-1]


@dataclass(frozen=True)
class Plan:
    """The blocks of inputs and steps. `shown` are the blocks to fill in, when the computed ones are hidden."""

    blocks: Mapping[str, CellBlock]
    shown: Mapping[str, CellBlock]
    hidden_from: int | None

    def where(self, id: str, index: Index) -> Place:
        return self.blocks[id].place(index)


def plan(program: Program, top: int, blank: bool) -> Plan:
    """Places for every array from row `top` on. Raises EngineError when they do not fit on a sheet."""
    inputs = _stacked(program.inputs, top, 0)
    left = max((block.left + block.width for block in inputs.values()), default=0) + 1
    steps = _stacked(program.steps, top, left)
    right = max((block.left + block.width for block in steps.values()), default=left)
    hidden = _stacked(program.steps, top, right + 1) if blank else steps
    _check_size([*inputs.values(), *hidden.values()])
    return Plan({**inputs, **hidden}, steps if blank else {}, right + 1 if blank else None)


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
