"""What is made of a text that was pasted into a matrix of a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loading import Refused, tables
from loading.arrays import Shape, Table, said
from loading.values import cells
from presentation.figure.model import Figure, MatrixBlock
from presentation.loading_words import refusal
from presentation.translate import _

Rows = list[list[str]]
MOST_OFFERS = 12


@dataclass(frozen=True)
class Pasted:
    """A text pasted into a block at a cell; `n` tells pastes apart."""

    n: int
    block: str
    i: int
    j: int
    text: str


@dataclass(frozen=True)
class PasteAnswer:
    """The cells to put in, or a sentence why there are none, and what can be chosen instead: labels and cells."""

    n: int
    block: str
    i: int
    j: int
    rows: Rows
    said: str = ""
    offers: Sequence[tuple[str, Rows]] = ()


def answered(pasted: Pasted, shown: Figure) -> PasteAnswer:
    """What goes into the figure: the only array of a text, or the one called as the matrix is; else what to choose."""
    place = (pasted.n, pasted.block, pasted.i, pasted.j)
    block = next((block for block in shown.blocks if block.id == pasted.block), None)
    if block is None:
        return PasteAnswer(*place, [])
    try:
        found = tables(pasted.text)
        own = [table for table in found if table.name == block.id] or found
        if len(own) == 1:
            return _of_one(place, own[0], block)
        named = [(f"{table.name or n} · {said(table.shape)}", table) for n, table in enumerate(own, 1)]
        offers = [(label, _rows(table, block)) for label, table in named[:MOST_OFFERS] if _axes(table.shape) <= 2]
    except Refused as refused:
        return PasteAnswer(*place, [], refusal(refused))
    sentence = _("There are {count} arrays in this text; which one goes into {name}?")
    return PasteAnswer(*place, [], sentence.format(count=len(own), name=block.label), offers)


def _of_one(place: tuple[int, str, int, int], table: Table, block: MatrixBlock) -> PasteAnswer:
    rows = _rows(table, block)
    if _axes(table.shape) <= 2:
        return PasteAnswer(*place, rows)
    height = table.shape[-2]
    elements = [rows[k : k + height] for k in range(0, len(rows), height)]
    offers = [(_("Element {n}").format(n=n), x) for n, x in enumerate(elements[:MOST_OFFERS], 1)]
    sentence = _("{name} is a matrix, what was pasted is {got}, a batch; which element of it goes in?")
    return PasteAnswer(*place, [], sentence.format(name=block.label, got=said(table.shape)), offers)


def _axes(shape: Shape) -> int:
    """The number of axes without leading ones of length 1, 2 at the least."""
    leading = shape[:-2]
    return 2 + len(leading) - next((k for k, side in enumerate(leading) if side != 1), len(leading))


def _rows(table: Table, block: MatrixBlock) -> Rows:
    """The cells in rows; a single row goes into a matrix of one column as a column."""
    texts = [text.removesuffix(".") for text in cells(table)]  # 1. is how NumPy and torch print 1
    width = table.shape[-1] if table.shape else 1
    if len(table.shape) == 1 and width > 1 and max(map(len, block.text)) == 1:
        width = 1
    return [texts[k : k + width] for k in range(0, len(texts), width)]


def pasted(value: Any) -> Pasted | None:
    """What the browser sent, None unless it is a paste."""
    if not isinstance(value, Mapping):
        return None
    n, block, i, j, text = (value.get(key) for key in ("n", "block", "i", "j", "text"))
    numbers = [x for x in (n, i, j) if isinstance(x, int | float) and not isinstance(x, bool) and 0 <= x < 2**53]
    if len(numbers) != 3 or not isinstance(block, str) or not isinstance(text, str):
        return None
    return Pasted(int(numbers[0]), block, int(numbers[1]), int(numbers[2]), text)
