"""Windows: of matrices too large for a figure, the rows and columns that are shown at once."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from engine import Program
from presentation.figure.layout import Layout, Placed

MOST_SHOWN = 128  # rows and columns of a matrix that a figure shows at once
WIDTH = 32  # of a window where there are no heads: a map of squares


def width(program: Program) -> int:
    """How wide a window is: as wide as a head, so that it shows one head's slice of a matrix."""
    heads = (int(step.shape[-1]) for step in program.steps.values() if step.expr.op == "split_heads")
    return min(next(heads, WIDTH), MOST_SHOWN)


def starts(program: Program, layout: Layout) -> tuple[int, ...]:
    """Where the windows of the longest side begin, from 0; none where everything has room."""
    sides = [side for placed in layout.placed for side in placed.size(program)]
    longest = max(sides, default=0)
    return tuple(range(0, longest, width(program))) if longest > MOST_SHOWN else ()


@lru_cache(maxsize=256)
def windowed(program: Program, layout: Layout, first: int) -> Layout:
    """The layout with a window, from `first` on, of every side that has no room; a shorter side shows its last one."""
    span = width(program)
    return replace(layout, placed=tuple(_windowed(program, one, first, span) for one in layout.placed))


def _windowed(program: Program, placed: Placed, first: int, width: int) -> Placed:
    rows, columns = map(int, program[placed.name].shape[-2:])
    top, bottom, left, right = placed.cut or (0, rows, 0, columns)
    if max(bottom - top, right - left) <= MOST_SHOWN:
        return placed
    cut = (*_span(top, bottom, first, width), *_span(left, right, first, width))
    return replace(placed, cut=cut, whole=placed.size(program))


def _span(start: int, stop: int, first: int, width: int) -> tuple[int, int]:
    if stop - start <= MOST_SHOWN:
        return start, stop
    last = (stop - start - 1) // width * width
    begin = start + min(first, last)
    return begin, min(begin + width, stop)
