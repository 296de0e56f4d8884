"""How a given array may lie beside the computed one: with a batch axis, turned, its rows in another order.

Some of it is only another way to print right numbers (`HARMLESS`); the rest is a slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import prod

import numpy as np

from check.findings import Arrangement, Index
from check.numbers import near
from engine.arrays import Array

HARMLESS = (
    "axes_of_1",
    "element",
    "axes_moved",
    "transposed_shape",
    "flat",
    "heads_merged",
    "heads_averaged",
    "head",
    "last_row",
    "row",
    "column",
    "row_of_heads",
)
PLACES = ("element", "head", "heads_averaged", "last_row", "row", "column", "row_of_heads")  # one part of a step
OF_AN_ELEMENT = ("axes_moved", "heads_merged", "heads_averaged", "head")  # how one of a batch may lie
LEAST = 4  # cells below which another order says nothing
MOST_ROWS = 512


Place = tuple[str, int | None, int | None] | None  # an id of PLACES, which one, and which row within it


@dataclass(frozen=True, eq=False)
class Rearrangement:
    """One way to hold a given array against ours: the given numbers in `values`, ours through `see`.

    `see` takes our array with any leading axes; `at` takes the index of a given number to that of ours.
    """

    arrangement: Arrangement | None
    values: Array
    see: Callable[[Array], Array]
    at: Callable[[Index], Index] = lambda index: index

    @property
    def place(self) -> Place:
        """Which part of our step the given array stands for, where it may be one of several; None if all of it."""
        way = self.arrangement
        if way is None or way.id not in PLACES:
            return None
        return way.id, way.element, way.within.element if way.within and way.id != "element" else None


def views(values: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    """The ways in which an array of this form may stand for one of our shape; none if there is no such way."""
    if values.shape == shape:
        yield Rearrangement(None, values, _same)
        return
    ones = tuple(n for n in values.shape if n != 1), tuple(n for n in shape if n != 1)
    if ones[0] == ones[1]:
        yield Rearrangement(Arrangement("axes_of_1"), values.reshape(shape), _same)
        return
    yield from _batched(values, shape)
    yield from _moved(values, shape)
    yield from _within_a_batch(values, shape)


def _same(ours: Array) -> Array:
    return ours


def _batched(values: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    """One element of a batch that stands in front, or behind the rows as in (T, B, k)."""
    squeezed = values.reshape(tuple(n for k, n in enumerate(values.shape) if n != 1 or k >= values.ndim - 2))
    for form in (values, squeezed):
        extra = form.ndim - len(shape)
        if extra == 1 and form.shape[1:] == shape:
            yield from (Rearrangement(Arrangement("element", k), form[k], _same) for k in range(len(form)))
        if extra == 1 and (form.shape[0], *form.shape[2:]) == shape:
            yield from (Rearrangement(Arrangement("element", k), form[:, k], _same) for k in range(form.shape[1]))


def _within_a_batch(values: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    """One element of a batch that does not lie as ours: one head of it, its heads side by side or averaged."""
    if values.ndim < 3 or len(values) == 1:
        return
    for k, element in enumerate(values):
        for view in _moved(element, shape):
            if view.arrangement and view.arrangement.id in OF_AN_ELEMENT:
                yield replace(view, arrangement=Arrangement("element", k, within=view.arrangement))


def as_a_batch(values: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    """The other ways to read an array of our heads' shape: a batch of as many, the heads averaged or one of each."""
    if values.shape == shape and len(shape) > 2:
        yield from _within_a_batch(values, shape)


def elements(values: Array, shape: tuple[int, ...]) -> int:
    """How many elements a result shows to be one array; 0 where it does not lie as a batch."""
    return len({view.arrangement.element for view in _batched(values, shape) if view.arrangement})


def _moved(values: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    core = values.reshape(tuple(n for n in values.shape if n != 1) or (1,))
    flat = prod(values.shape[:-2]) == prod(shape[:-2]) == 1
    if values.ndim >= 2 and flat and values.shape[-2:] == (shape[-1], shape[-2]):
        yield Rearrangement(Arrangement("transposed_shape"), values.reshape(values.shape[-2:]).T.reshape(shape), _same)
    if len(shape) >= 3:
        yield from _of_heads(core, shape)
    if values.size == prod(shape):
        yield Rearrangement(Arrangement("flat"), values.reshape(shape), _same)
    if len(shape) == 2:
        yield from _one_line(core, shape)


def _one_line(core: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    """One row of a matrix, the last one first; where it can be none, one of the columns."""
    n, w = shape
    if core.shape == (w,) and n > 1:
        for k in (n - 1, *range(n - 1)):
            way = Arrangement("row" if k < n - 1 else "last_row", k)
            yield Rearrangement(way, core.reshape(1, -1), partial(_row, k), partial(_at_row, k))
    elif core.shape == (n,) and w > 1:
        for k in range(w):
            yield Rearrangement(
                Arrangement("column", k), core.reshape(1, -1), partial(_column, k), partial(_at_column, k)
            )


def _row(k: int, ours: Array) -> Array:
    return ours[..., k : k + 1, :]


def _column(k: int, ours: Array) -> Array:
    return ours[..., None, :, k]


def _at_row(k: int, index: Index) -> Index:
    return k, index[-1]


def _at_column(k: int, index: Index) -> Index:
    return index[-1], k


def _of_heads(core: Array, shape: tuple[int, ...]) -> Iterator[Rearrangement]:
    """Heads behind the rows, side by side, averaged, or one of them; groups of heads count as heads one by one."""
    *groups, n, w = shape
    h, one_axis = prod(groups), partial(_heads, len(groups))
    if core.shape == (n, h, w):
        yield Rearrangement(Arrangement("axes_moved"), core.swapaxes(0, 1).reshape(shape), _same)
    if core.shape == (n, h * w):
        yield Rearrangement(Arrangement("heads_merged"), core, lambda ours: _merged(one_axis(ours)))
    if core.shape == (n, w) and h > 1:
        yield Rearrangement(Arrangement("heads_averaged"), core, lambda ours: one_axis(ours).mean(-3))
        yield from (Rearrangement(Arrangement("head", k), core, partial(_head, len(groups), k)) for k in range(h))
    if n > 1:
        yield from _one_token(core, shape, one_axis)


def _one_token(core: Array, shape: tuple[int, ...], one_axis: Callable[[Array], Array]) -> Iterator[Rearrangement]:
    """One token of every head, the heads one below the other or side by side; or one token of one head."""
    *groups, n, w = shape
    h = prod(groups)
    if core.shape == (h, w) and h > 1:
        for k in range(n):
            yield Rearrangement(Arrangement("row_of_heads", k), core, lambda ours, k=k: one_axis(ours)[..., k, :])  # type: ignore[misc]
    if core.shape == (h * w,) and h > 1:
        beside = Arrangement("heads_merged")
        for k in range(n):
            way = Arrangement("row", k, within=beside)
            yield Rearrangement(way, core.reshape(1, -1), lambda ours, k=k: _row(k, _merged(one_axis(ours))))  # type: ignore[misc]
    if core.shape == (w,):
        for j in range(h):
            head = partial(_head, len(groups), j)
            for k in range(n):
                way = Arrangement("head", j, within=Arrangement("row", k))
                yield Rearrangement(way, core.reshape(1, -1), lambda ours, k=k, head=head: _row(k, head(ours)))  # type: ignore[misc]


def _heads(axes: int, ours: Array) -> Array:
    """Ours with all its axes of heads as one."""
    lead = ours.shape[: ours.ndim - 2 - axes]
    return ours.reshape(*lead, -1, *ours.shape[-2:])


def _head(axes: int, k: int, ours: Array) -> Array:
    return np.asarray(_heads(axes, ours)[..., k, :, :])


def _merged(ours: Array) -> Array:
    *lead, h, n, w = ours.shape
    return ours.swapaxes(-3, -2).reshape(*lead, n, h * w)


# ---- slips ----


def slips(values: Array, truth: Array, tolerance: Array | float) -> Iterator[Arrangement]:
    """The ways in which right numbers lie in wrong places: transposed, reshaped, rows or columns in another order."""
    if values.shape != truth.shape or values.size < LEAST or not np.isfinite(truth).all():
        return
    turned = truth.swapaxes(-1, -2)
    for id, array in (
        ("transposed", turned),
        ("reshaped", turned.reshape(truth.shape)),
        ("heads_reshaped", truth.swapaxes(-3, -2).reshape(truth.shape) if truth.ndim > 2 else turned),
    ):
        if array.shape == truth.shape and near(values, array, np.max(tolerance)).all():
            yield Arrangement(id)
            return
    for id, axis in (("rows", -2), ("columns", -1)):
        order = _order(np.moveaxis(values, axis, 0), np.moveaxis(truth, axis, 0), float(np.max(tolerance)))
        if order:
            yield Arrangement(id, order=order)


def _order(values: Array, truth: Array, tolerance: float) -> tuple[int, ...]:
    """Which of our lines stands at each place, each once; () if there is none or it is ours."""
    n = len(truth)
    if not 1 < n <= MOST_ROWS or truth[0].size < 2:
        return ()
    ours, theirs = truth.reshape(n, -1), values.reshape(n, -1)
    found: list[int] = []
    for line in theirs:
        fits = [k for k in range(n) if k not in found and near(line, ours[k], tolerance).all()]
        if len(fits) != 1:
            return ()
        found.append(fits[0])
    return tuple(found) if found != list(range(n)) else ()
