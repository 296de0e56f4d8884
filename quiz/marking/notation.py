"""Slips of notation in a whole step: percent written without its sign, and every sign reversed."""

from __future__ import annotations

from collections.abc import Hashable, Set

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.readings.counting import never_negative
from quiz.marking.marker import Comparison, Marker
from quiz.tolerance import WIDE, within

LEAST_PERCENT = 10  # one number must be so large: 1, 2 or 3 is written for many reasons
LEAST_DIFFERENT = 2  # numbers; where all are alike but for the sign, exchanged cells look reversed
LEAST_WHOLE_NUMBERS = 4  # where all are small whole ones, which are soon hit by chance


def notation(marker: Marker, charged: Set[Hashable]) -> tuple[str, Comparison] | None:
    """The slip that explains every cell, and the parents on which it does; None without one.

    A sign that was reversed in an earlier step of the sheet, and is in `charged`, is believed of a single number.
    """
    for found in marker.comparisons():
        if found.all_fit:
            return None
        if _percent(marker, found):
            return "percent", found
        if _negated(marker, found, ("slip", "negated") in charged):
            return "negated", found
    return None


def _percent(marker: Marker, found: Comparison) -> bool:
    """Whether each share is a hundred times too large; whole percents are digits enough, rounded or cut off."""
    values, read = marker.answer.values, found.read
    if not (values[read] >= LEAST_PERCENT).any() or (values[read] < 0).any():
        return False
    centre, reach = evaluate(marker.expr, found.arrays), marker.reach(found.carried)
    over = np.minimum(reach, 2 * WIDE * marker.sheet.half)  # by rounding, a share may come to 1.002
    if not ((centre >= -over) & (centre <= 1 + over))[read].all():
        return False
    own = np.maximum(np.minimum(marker.answer.half, 0.5) / 100, marker.sheet.half)
    more = reach + own - marker.sheet.half  # the typed digits round as well as those before
    rounded, cut = within(values / 100, centre, more), within(values / 100 + own, centre, more)
    return bool(rounded[read].all() or cut[read].all())


def _negated(marker: Marker, found: Comparison, known: bool) -> bool:
    """Whether each number has the other sign, and there are enough of them to say so."""
    values, read = marker.answer.values, found.read
    centre = evaluate(marker.expr, found.arrays)
    if never_negative(marker.expr) or (np.sign(values) * np.sign(centre) > 0)[read].any():
        return False
    reach = marker.reach(found.carried)
    if not within(-values, centre, reach)[read].all():
        return False
    turned = values[read & (np.abs(centre) > reach)]
    return bool(turned.size) and (known or _enough(turned))


def _enough(values: Array) -> bool:
    small = bool((np.abs(values) < 10).all() and (values == np.round(values)).all())
    different = len(np.unique(np.abs(values)))
    return different >= LEAST_DIFFERENT and len(values) >= (LEAST_WHOLE_NUMBERS if small else LEAST_DIFFERENT)
