"""Matrices as typed at other sizes: numbers that still fit stay, new cells hold placeholders drawn from a seed."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from engine import Program
from engine.axes import Counts
from engine.expression.dim import named
from engine.expression.shapes import Shape
from engine.readings.numbers import short
from presentation.workspaces.stored_rows import StoredRows

Texts = Sequence[Sequence[str]]  # tuples of tuples, or a matrix that stands in a file
Cells = frozenset[tuple[int, int]]

# what a page can show: scores of 128 words are a map that scrolls, 128 moments would be 128 times the steps
LARGEST: dict[Counts | None, int] = {Counts.HEADS: 8, Counts.LAYERS: 4, Counts.TOKENS: 128, Counts.SOURCE: 128}
LARGEST_OTHER = 64
WIDEST = 512  # columns drawn at once, so that a wider matrix begins with the same numbers


def largest(counts: Counts | None) -> int:
    """How many of what a size counts a page can show."""
    return LARGEST.get(counts, LARGEST_OTHER)


def most_words(counts: Mapping[str, Counts | None], axes: Collection[str]) -> int:
    """How many words a page can show where these sizes, which count as told, are all numbers of words."""
    return min((largest(counts[axis]) for axis in axes), default=LARGEST_OTHER)


def adjustable(program: Program, sizes: Mapping[str, int], counts: Mapping[str, Counts | None]) -> dict[str, int]:
    """The sizes that shape this computation, by name; the number of layers stands in no shape."""
    shapes = [*(x.shape for x in program.inputs.values()), *(x.shape for x in program.steps.values())]
    used = set[str]().union(*(named(n).names for shape in shapes for n in shape))
    return {name: value for name, value in sizes.items() if name in used or counts.get(name) is Counts.LAYERS}


def refitted(rows: Texts, id: str, role: str, shape: Shape, columns: bool) -> tuple[Texts, Cells]:
    """A matrix at another shape, and which of its cells hold placeholders. `columns`: tokens are columns."""
    height, width = map(int, shape)
    if isinstance(rows, StoredRows) and (len(rows), rows.width) == (height, width):
        return rows, frozenset()
    fresh = placeholders(id, role, (height, width), columns)
    if role == "one_hot":
        kept, cells = _choices(transposed(rows), transposed(fresh)) if columns else _choices(rows, fresh)
        return (transposed(kept), frozenset((j, i) for i, j in cells)) if columns else (kept, cells)
    new = {(i, j) for i in range(height) for j in range(width) if not (i < len(rows) and j < len(rows[i]))}
    filled = tuple(tuple(fresh[i][j] if (i, j) in new else rows[i][j] for j in range(width)) for i in range(height))
    return filled, frozenset(new)


def _choices(rows: Texts, fresh: Texts) -> tuple[Texts, Cells]:
    """Rows that choose one of more or fewer: a row whose 1 is still there is widened by zeros, the others are new."""
    width = len(fresh[0])
    cut = [(*row, *["0"] * width)[:width] for row in rows[: len(fresh)]]
    kept = [row if "1" in row else fresh[i] for i, row in enumerate(cut)]
    new = {i for i in range(len(fresh)) if i >= len(cut) or "1" not in cut[i]}
    return (*kept, *fresh[len(kept) :]), frozenset((i, j) for i in new for j in range(width))


def placeholders(id: str, role: str, shape: tuple[int, int], columns: bool = False) -> Texts:
    """Numbers to begin with: ones for a mask, one 1 a row for choices, tenths from −1 to 1 that belong to the input.

    `columns`: tokens are columns, so that choices have one 1 a column.
    """
    rng = np.random.default_rng(zlib.crc32(id.encode()))
    if role == "one_hot":
        lines, across = shape[::-1] if columns else shape
        chosen = np.eye(across)[rng.integers(0, across, lines)]
        return texts(chosen.T if columns else chosen)
    if role in ("ignore_mask", "added_mask"):
        return texts(np.zeros(shape))
    if role == "mask":
        return texts(np.ones(shape))
    return texts(rng.integers(-10, 11, (shape[0], max(shape[1], WIDEST)))[:, : shape[1]] / 10)


LOOK = {"mask": ("1", "0"), "ignore_mask": ("0", "1"), "added_mask": ("0", "−∞")}  # may be seen, may not; by role


def respelled(rows: Texts, old: str, new: str) -> Texts:
    """A mask in another notation: whom a query may see stays the same. Numbers that are a bias become: may be seen."""
    if old == new or old not in LOOK or new not in LOOK:
        return rows
    hidden = LOOK[old][1]
    return tuple(tuple(LOOK[new][cell == hidden or cell == "-inf"] for cell in row) for row in rows)


def texts(rows: Any) -> Texts:
    """Rows of numbers, or of what was typed, as texts; a matrix that stands in a file stays there."""
    if isinstance(rows, StoredRows):
        return rows
    return tuple(tuple(cell if isinstance(cell, str) else short(float(cell)) for cell in row) for row in rows)


def transposed(rows: Texts) -> Texts:
    """The transposed matrix."""
    if isinstance(rows, StoredRows):
        return rows.turned
    return tuple(zip(*rows, strict=True))
