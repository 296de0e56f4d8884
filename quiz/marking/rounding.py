"""Recognition of rounding: a method that is right, carried out with too few digits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.arrays import Array, differ
from engine.execution.run import evaluate
from quiz import scratch
from quiz.marking.fewer_digits import Shortened
from quiz.marking.marker import Comparison, Marker
from quiz.marking.misconceptions import versions
from quiz.tolerance import GUARD, spread, within

COARSEST = 0.05  # half a unit of one decimal: a whole number written for 1.98 shows nothing of the method
LEAST_GUESSES = 50  # that numbers of one decimal must be worth, where more than one digit is missing
MOST_UNITS = 5  # of the last decimal; a number further off is not explained by cutting off digits


def first_rounded(marker: Marker, comparisons: Iterable[Comparison]) -> Comparison | None:
    """The first choice of parents from which every number that is off is so by rounding alone; None without one.

    Digits cut off instead of rounded, inner results rounded, a row forced to sum to 1, too few digits carried from step
    to step, or too few written.
    """
    half = marker.sheet.half
    short = Shortened(marker, np.clip(marker.answer.half, half, max(10 * half, COARSEST)))
    return next((found for found in comparisons if _rounded(marker, found, short)), None)


def _rounded(marker: Marker, best: Comparison, short: Shortened) -> bool:
    off, half = best.read & ~best.fits, marker.sheet.half
    if marker.sheet.decimals < 1 or not off.any():
        return False  # whole numbers have no digits to lose
    if (marker.answer.half[off] > max(10 * half, COARSEST) + GUARD).any():
        return False  # 2 typed for 1.98 is another mistake
    near = _near(marker, best) | _written_short(marker, best)
    return bool(near[off].all()) or _carried_short(marker, best, short)


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


def _written_short(marker: Marker, best: Comparison) -> Array:
    """Cells typed with fewer digits than asked for, at least one after the point, that agree as far as they go."""
    typed, half = marker.answer.half, marker.sheet.half
    short = (typed > half + GUARD) & (typed <= COARSEST + GUARD)
    centre = evaluate(marker.expr, best.arrays)
    if not short.any() or not _tells(marker, centre, np.maximum(typed, half), best):
        return np.zeros(short.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.asarray(short & (np.abs(marker.answer.values - centre) <= typed + GUARD))


def _tells(marker: Marker, result: Array, own: Array, best: Comparison) -> bool:
    """Whether numbers as coarse as `own` still show the method; with one digit too few, they are held to.

    One decimal fits anything where there are one or two numbers, and where a known mistake gives the same decimal.
    """
    if (own <= 10 * marker.sheet.half + GUARD).all():
        return True
    read, typed = best.read & np.isfinite(result), marker.answer.values
    if not read.any():
        return False
    numbers = np.append(result[read], 0.0)
    if float(np.prod(1 + np.ptp(numbers) / (2 * own[read]))) < LEAST_GUESSES:
        return False
    others = (evaluate(wrong.expr, best.arrays) for wrong in versions(marker))
    same = [other for other in others if other.shape == typed.shape and within(typed, other, own)[read].all()]
    return not any(differ(other, result, marker.sheet.half) for other in same)


def _carried_short(marker: Marker, best: Comparison, short: Shortened) -> bool:
    """Whether the step was computed from earlier results with fewer digits than asked for, rounded or cut off."""
    return any(_tells(marker, result, short.own, best) for result in short.met)
