"""What the browser sends, checked before anything believes it: a cell that exists, texts of the right shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.figure.model import Block, CellId, Rows

Texts = dict[str, Rows]
LONGEST_TEXT = 60  # characters of one cell


def cell_in(value: Any, blocks: Sequence[Block]) -> CellId | None:
    """The cell [block, row, column], or None when it is no cell of these blocks."""
    if not isinstance(value, list | tuple) or len(value) != 3:
        return None
    block, row, column = value
    if not isinstance(block, str) or not _is_index(row) or not _is_index(column):
        return None
    cell = CellId(block, int(row), int(column))
    return cell if any(b.holds(cell) for b in blocks) else None


def texts_in(value: Any, blocks: Sequence[Block]) -> Texts:
    """The texts of every entry block that arrived whole, each cell at most sixty characters."""
    if not isinstance(value, Mapping):
        return {}
    found = {b.id: _rows(value.get(b.id), b) for b in blocks if b.entry}
    return {id: rows for id, rows in found.items() if rows is not None}


def _rows(value: Any, block: Block) -> Rows | None:
    if not isinstance(value, list | tuple) or list(map(_length, value)) != list(map(len, block.texts)):
        return None
    return tuple(tuple(_text(cell) for cell in row) for row in value)


def _length(row: Any) -> int:
    return len(row) if isinstance(row, list | tuple) else -1


def _text(cell: Any) -> str:
    return cell.strip()[:LONGEST_TEXT] if isinstance(cell, str) else ""


def _is_index(value: Any) -> bool:
    """A whole number as JSON has it; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
