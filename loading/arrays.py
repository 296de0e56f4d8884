"""An array that was loaded, and a table of texts on its way to become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import numpy as np

from loading.errors import Refused

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

MOST_CELLS = 4_000_000
MOST_AXES = 8
MOST_ARRAYS = 2000  # in one text


@dataclass(frozen=True, eq=False)
class Loaded:
    """An array as it was printed or stored.

    `name` is "" where none stood there. `values` is float64 with as many axes as there were, none for a single number;
    True is 1, False 0. `half`, of the same shape, is half a unit of the last digit that was printed: 0 for what is
    exact, such as whole numbers, fractions and everything out of a binary file. `dtype` is what the text or the file
    says, "" if nothing ("bool" for True and False). `format` names the notation: "numpy", "torch", "csv", "npy", ….
    """

    name: str
    values: Array
    half: Array
    dtype: str = ""
    format: str = ""

    @property
    def shape(self) -> Shape:
        """The array's shape."""
        return tuple(self.values.shape)

    def elements(self, axes: int) -> Shape:
        """The leading axes from which one element must be chosen to have so many axes left; those of length 1 count.

        () where there are not more axes than wanted. A batch of two sentences, (2, 5, 8), has (2,) for two axes.
        """
        return self.shape[: max(0, len(self.shape) - axes)]

    def element(self, *index: int) -> Loaded:
        """The part at these places of the leading axes, counted from 0. Raises IndexError for a place beyond them."""
        return replace(self, values=self.values[index], half=self.half[index])

    def squeezed(self, axes: int) -> Loaded:
        """With as many leading axes of length 1 dropped as needed to have so many axes, or as can be."""
        drop = 0
        while len(self.shape) - drop > axes and self.shape[drop] == 1:
            drop += 1
        return self.element(*(0,) * drop)

    def renamed(self, name: str) -> Loaded:
        """The same array under another name."""
        return replace(self, name=name)


@dataclass(frozen=True, eq=False)
class Table:
    """An array of texts as it was written, not yet of numbers.

    `cells` are in row order and count as many as `shape` has places. `lines` is the line of the pasted text on which
    each row of the last axis begins. `dtype` and `format` as in Loaded; `scale` is a factor that was printed once above
    all cells, as MATLAB does.
    """

    name: str
    shape: Shape
    cells: Sequence[str]
    format: str
    dtype: str = ""
    lines: Sequence[int] = field(default=(1,))
    scale: float = 1.0

    @property
    def rows(self) -> list[list[str]]:
        """The cells in rows of the last axis; a single number is one row."""
        width = self.shape[-1] if self.shape else 1
        return [list(self.cells[k : k + width]) for k in range(0, len(self.cells), width)]

    def place(self, cell: int) -> dict[str, int]:
        """Where a cell stands: its line in the text, its row and column, counted from 1."""
        width = self.shape[-1] if self.shape else 1
        row = cell // width
        line = self.lines[min(row, len(self.lines) - 1)]
        return {"line": line, "row": row + 1, "column": cell % width + 1}


def stacked(parts: Sequence[Shape], **place: Any) -> Shape:
    """The shape of parts laid along a new first axis; raises Refused where a part has another shape than the first."""
    if not parts:
        return (0,)
    for n, part in enumerate(parts, 1):
        if part != parts[0]:
            _ragged(parts[0], part, n, place)
    return (len(parts), *parts[0])


def _ragged(first: Shape, other: Shape, n: int, place: dict[str, Any]) -> None:
    if len(first) == len(other) == 1:
        raise Refused("ragged", row=n, got=other[0], want=first[0], **place)
    raise Refused("ragged_parts", part=n, got=said(other), want=said(first), **place)


def said(shape: Shape) -> str:
    """A shape as people write it: 3×4; a single number is 1."""
    return "×".join(map(str, shape)) or "1"


def size(shape: Shape) -> int:
    """The number of cells; raises Refused for more than can be worked with, or for too many axes."""
    if len(shape) > MOST_AXES:
        raise Refused("axes", got=len(shape), most=MOST_AXES)
    count = prod(shape)
    if count > MOST_CELLS:
        raise Refused("cells", got=count, most=MOST_CELLS, shape=said(shape))
    return count
