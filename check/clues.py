"""What can be said of a wrong step that nothing known explains: no number, not finite, off by a factor or an amount."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from check.findings import Clue
from check.numbers import near
from engine.arrays import Array

LEAST = 4  # cells that must show it
LEAST_LINES = 2  # of them in each line


def clue(values: Array, expected: Array, tolerance: Array) -> Clue | None:
    """What is no number or infinite, or what is true of every cell: the right number times a factor, or plus an amount.

    Amounts are of all cells or of each line's own.
    """
    off = values[~near(values, expected, tolerance)]
    if not np.isfinite(off).all():
        return Clue("no_number" if np.isnan(off).any() else "infinite")
    if values.shape != expected.shape or values.ndim < 2 or values.size < LEAST:
        return None
    if not (np.isfinite(values).all() and np.isfinite(expected).all()):
        return None
    wide = np.broadcast_to(tolerance, values.shape)
    return next(_found(values, expected, wide), None)


def _found(values: Array, expected: Array, tolerance: Array) -> Iterator[Clue]:
    factor = float((values * expected).sum() / (expected**2).sum()) if (expected**2).sum() else 0.0
    varied = np.abs(expected).max() > 4 * tolerance.max()
    if varied and factor and (np.abs(values - factor * expected) <= tolerance * (1 + abs(factor))).all():
        yield Clue("factor", factor)
    apart = values - expected
    if np.ptp(expected) > 4 * tolerance.max() and _level(apart, tolerance, None):
        yield Clue("amount", float(apart.mean()))
    for kind, axis in (("amount_of_columns", -2), ("amount_of_rows", -1)):
        if values.shape[axis] >= LEAST_LINES + 1 and _level(apart, tolerance, axis):
            yield Clue(kind)


def _level(apart: Array, tolerance: Array, axis: int | None) -> bool:
    """Whether the differences are the same all over, or along an axis."""
    return bool((np.abs(apart - apart.mean(axis, keepdims=True)) <= 2 * tolerance).all())
