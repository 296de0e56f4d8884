"""Rearranging operations (split, slice, pad, concatenate, reshape): they move numbers and compute none."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from engine.errors import ShapeError
from engine.expression.cell import Cell, Index, number
from engine.expression.shapes import Shape, moved, resized, written


class Operand(Protocol):
    """Operand as a cell rule sees it: a shape, and the formula of any of its cells."""

    @property
    def shape(self) -> Shape:
        """Sizes of the operand's axes."""

    def __getitem__(self, i: Index, /) -> Cell:
        """Formula of the cell at index i."""


def split_heads(x: Any, heads: int, interleaved: bool) -> Any:
    """Split columns into heads: (…, n, h·w) → (…, h, n, w).

    A head takes w adjacent columns, or every h-th column if `interleaved`.
    """
    *lead, n, d = x.shape
    if interleaved:
        return x.reshape(*lead, n, d // heads, heads).swapaxes(-1, -2).swapaxes(-2, -3)
    return x.reshape(*lead, n, heads, d // heads).swapaxes(-2, -3)


def split_cell(i: Index, x: Operand, heads: int, interleaved: bool) -> Cell:
    """Cell rule of `split_heads`; i is (…, head, row, column)."""
    *lead, head, row, column = i
    width = x.shape[-1] // heads
    return x[*lead, row, column * heads + head if interleaved else head * width + column]


def split_shape(x: Shape, heads: int, interleaved: bool) -> Shape:
    """Shape rule of `split_heads`; raises ShapeError where the columns are not divisible by the number of heads."""
    if x[-1] % heads:
        raise ShapeError(
            "The number of columns, {columns}, is no multiple of the number of heads, {heads}.",
            columns=int(x[-1]),
            heads=int(heads),
        )
    return (*x[:-2], heads, x[-2], x[-1] // heads)


def merge_heads(x: Any, interleaved: bool) -> Any:
    """Concatenate heads along the columns: (…, h, n, w) → (…, n, h·w), the inverse of `split_heads`."""
    *lead, h, n, d = x.shape
    y = x.swapaxes(-3, -2)
    return (y.swapaxes(-1, -2) if interleaved else y).reshape(*lead, n, h * d)


def merge_cell(i: Index, x: Operand, interleaved: bool) -> Cell:
    """Cell rule of `merge_heads`; i is (…, row, column)."""
    *lead, row, column = i
    heads, _, width = x.shape[-3:]
    head, within = (column % heads, column // heads) if interleaved else (column // width, column % width)
    return x[*lead, head, row, within]


@lru_cache(maxsize=1024)
def cut(axis: int, start: int, stop: int) -> tuple[Any, ...]:
    """NumPy index of the slice start:stop along a negative axis."""
    return (..., slice(start, stop), *[slice(None)] * (-axis - 1))


def part(x: Any, axis: int, start: int, stop: int) -> Any:
    """Slice of x along an axis, from position `start` up to but not including `stop`; a view."""
    return x[cut(axis, start, stop)]


def part_shape(x: Shape, axis: int, start: int, stop: int) -> Shape:
    """Shape rule of `part`; raises ShapeError where the slice lies outside the axis or is empty."""
    if not 0 <= start < stop <= x[axis]:
        raise ShapeError(
            "There are no positions {start} to {stop} along an axis of {size}.", start=start, stop=stop, size=x[axis]
        )
    return resized(x, axis, stop - start)


def pad(x: Any, axis: int, start: int, size: int) -> Any:
    """Zero padding: x placed at position `start` of an axis of length `size`, zeros elsewhere."""
    y = np.zeros(resized(x.shape, axis, size), x.dtype)
    part(y, axis, start, start + x.shape[axis])[...] = x
    return y


def pad_cell(i: Index, x: Operand, axis: int, start: int, size: int) -> Cell:
    """Cell rule of `pad`: a cell of x, or the constant 0 outside it."""
    inside = start <= i[axis] < start + x.shape[axis]
    return x[moved(i, axis, -start)] if inside else number(0.0)


def concat(*xs: Any) -> Any:
    """Concatenation of arrays along an axis, which is the last argument; leading axes broadcast."""
    *arrays, axis = xs
    lead = max((a.shape[:-2] for a in arrays), key=len)
    if any(a.shape[:-2] != lead for a in arrays):
        arrays = [np.broadcast_to(a, (*np.broadcast_shapes(a.shape[:-2], lead), *a.shape[-2:])) for a in arrays]
    return np.concatenate(arrays, axis)


def concat_cell(i: Index, *xs: Any) -> Cell:
    """Cell rule of `concat`; the last argument is the axis. Raises IndexError beyond the end of the axis."""
    parts: list[Operand] = list(xs[:-1])
    axis: int = xs[-1]
    for x in parts:
        if i[axis] < x.shape[axis]:
            return x[i]
        i = moved(i, axis, -x.shape[axis])
    raise IndexError(i)


def concat_shape(*shapes: Any) -> Shape:
    """Shape rule of `concat`; raises ShapeError where the shapes differ on another axis."""
    *parts, axis = shapes
    if any(resized(a, axis, 0) != resized(b, axis, 0) for a, b in pairwise(parts)):
        raise ShapeError("The shapes {shapes} cannot be put side by side.", shapes=written(*parts))
    return resized(parts[0], axis, sum(p[axis] for p in parts))


def take(x: Any, index: Any, over: int) -> Any:
    """Look-up: of a row (…, 1, b) the cells that whole numbers (…, n, m) name, → (…, n, m).

    `over` is the number of head axes in front of the row, which share the numbers. A number beyond the row names its
    nearest end.
    """
    at = np.clip(np.rint(index), 0, x.shape[-1] - 1).astype(int)
    at = at.reshape(*at.shape[:-2], *(1,) * over, *at.shape[-2:])
    lead = np.broadcast_shapes(x.shape[:-2], at.shape[:-2])
    rows = np.broadcast_to(x, (*lead, at.shape[-2], x.shape[-1]))
    return np.take_along_axis(rows, np.broadcast_to(at, (*lead, *at.shape[-2:])), -1)


def take_cell(i: Index, x: Operand, index: Operand, over: int) -> Cell:
    """Cell rule of `take`: the operation "pick" over the number and all cells of the row."""
    return Cell("pick", (index[i[-2:]], *(x[*i[:-2], 0, k] for k in range(x.shape[-1]))))


def take_shape(x: Shape, index: Shape, over: int) -> Shape:
    """Shape rule of `take`; raises ShapeError for more than one row."""
    if x[-2] != 1:
        raise ShapeError("Numbers are looked up in one row, not in {shape}.", shape=written(x))
    return (*x[:-2], *index[-2:])


def reshape(x: Any, old: Shape, new: Shape) -> Any:
    """The same numbers in row-major order in shape `new`; `old` is the shape without batch axes."""
    return x.reshape(*_lead(x, old), *new)


def reshape_cell(i: Index, x: Operand, old: Shape, new: Shape) -> Cell:
    """Cell rule of `reshape`."""
    return x[tuple(map(int, np.unravel_index(np.ravel_multi_index(i, new), old)))]


def reshape_shape(x: Shape, old: Shape, new: Shape) -> Shape:
    """Shape rule of `reshape`; raises ShapeError where the operand does not have shape `old`."""
    if tuple(x) != tuple(old):
        raise ShapeError("{shape} is not the {old} that is to be reshaped.", shape=written(x), old=written(old))
    return new


def spread(x: Any, shape: Shape) -> Any:
    """x broadcast to `shape`, as a read-only view."""
    return np.broadcast_to(x, (*_lead(x, shape), *shape))


def _lead(x: Any, shape: Shape) -> Shape:
    """Leading batch axes, which the program's own shapes do not include."""
    return tuple(x.shape[: x.ndim - len(shape)]) if np.ndim(x) else ()
