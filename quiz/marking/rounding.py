"""Recognition of rounding: a method that is right, carried out with too few digits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from quiz import scratch
from quiz.marking.marker import Comparison, Marker
from quiz.tolerance import GUARD, spread, within

MOST_UNITS = 5  # of the last decimal; a number further off is not explained by cutting off digits


def rounded(marker: Marker, best: Comparison) -> bool:
    """Whether every number that is off is so by rounding alone, and not all of them are one number.

    Digits cut off instead of rounded, inner results rounded, a row forced to sum to 1, one digit too few carried from
    step to step, or one digit too few written.
    """
    off, half = best.read & ~best.fits, marker.sheet.half
    if marker.sheet.decimals < 1 or not off.any():
        return False  # whole numbers have no digits to lose
    if (marker.answer.half[off] > 10 * half + GUARD).any():
        return False  # 2 typed for 1.98 is another mistake
    near = _near(marker, best) | _one_digit_fewer(marker, best)
    return bool(near[off].all()) or _carried_short(marker, best)


def _near(marker: Marker, best: Comparison) -> Array:
    """Cells within what cutting off digits, and rounding inner results, can do to them."""
    answer, half = marker.answer.values, marker.sheet.half
    centre = evaluate(marker.expr, best.arrays)
    with np.errstate(invalid="ignore"):
        distance = np.abs(answer - centre)
    most = 2 * MOST_UNITS * half + GUARD
    if not (distance[best.read & ~best.fits] <= most).all():
        return np.zeros(answer.shape, dtype=bool)
    doubled = {name: 2 * by for name, by in marker.halves.items()}
    reach = spread(marker.expr, best.arrays, doubled) + 2 * scratch.inside(marker.expr, best.arrays, marker.sheet)
    cut = np.where(scratch.lost(centre, marker.sheet) > 0, 2 * half, 0)  # a whole number has no digits to cut off
    reach = np.maximum(cut + reach, _forced(marker))
    return np.asarray(distance <= np.minimum(reach + GUARD, most))


def _forced(marker: Marker) -> Array:
    """What a cell may be off by where the typed line sums to 1 exactly: half a unit for each cell of the line."""
    found = np.zeros(marker.answer.values.shape)
    if marker.expr.op == "softmax":
        axis = marker.expr.params[0]
        sums = marker.answer.values.sum(axis, keepdims=True)
        found = np.where(np.abs(sums - 1) < GUARD, marker.sheet.half * found.shape[axis], found)
    return found


def _one_digit_fewer(marker: Marker, best: Comparison) -> Array:
    """Cells typed with one digit fewer than asked for that agree as far as they go."""
    short = np.abs(marker.answer.half / marker.sheet.half - 10) < GUARD
    if marker.sheet.decimals < 2 or not short.any():
        return np.zeros(short.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        distance = np.abs(marker.answer.values - evaluate(marker.expr, best.arrays))
    return np.asarray(short & (distance <= marker.answer.half + GUARD))


def _carried_short(marker: Marker, best: Comparison) -> bool:
    """Whether the step was computed from earlier results with one digit fewer than asked for, rounded or cut off."""
    decimals, half = marker.sheet.decimals - 1, marker.sheet.half
    if decimals < 1:
        return False
    own = np.clip(marker.answer.half, half, 10 * half)
    return any(
        bool(within(marker.answer.values, result, own)[best.read].all())
        for shorten in (_round, _cut)
        for before in (marker.written, marker.in_full)
        for result in _from_short(marker, before, partial(shorten, decimals=decimals))
    )


def _from_short(marker: Marker, before: Mapping[str, Array], shorten: Callable[[Array], Array]) -> Iterator[Array]:
    """The step from shortened earlier results: those on the sheet, then also those on scratch paper."""
    steps, between = marker.sheet.program.steps, marker.sheet.on_the_way(marker.step)
    arrays = {**marker.arrays(()), **{id: shorten(array) for id, array in before.items()}}
    yield evaluate(marker.expr, arrays)
    for id in between:
        arrays[id] = shorten(evaluate(steps[id].whole, arrays))
    if between:
        yield evaluate(steps[marker.step].whole, arrays)


def _round(array: Array, decimals: int) -> Array:
    return np.asarray(np.round(array, decimals))


def _cut(array: Array, decimals: int) -> Array:
    return np.asarray(np.trunc(array * 10**decimals + np.copysign(1e-9, array)) / 10**decimals)
