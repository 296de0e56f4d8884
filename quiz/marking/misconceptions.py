"""Recognition of misconceptions: every cell of an answer equals what one wrong version of the step gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.arrays import Array, differ
from engine.execution.run import evaluate
from engine.readings.misconceptions import Wrong
from quiz.exercises.sheet import wrong_formulas
from quiz.marking.marker import Comparison, Marker
from quiz.tolerance import spread


def versions(marker: Marker) -> tuple[Wrong, ...]:
    """The wrong versions of the open step's formula, with hidden steps substituted."""
    return wrong_formulas(marker.sheet.program, marker.step, marker.sheet.hidden)


def named_misconceptions(marker: Marker, best: Comparison) -> tuple[str, ...]:
    """The ids of the misconceptions that give every written cell, from exact numbers or from the learner's own.

    Several ids if the numbers cannot tell them apart. Empty if the right formula gives the answer from one choice of
    parents, or if fewer than half of the cells hold a number.
    """
    read = best.read
    if best.all_follow or 2 * read.sum() < read.size:
        return ()
    found = (
        w.id
        for w in versions(marker)
        if any(marker.fit(w.expr, numbers)[read].all() for numbers in _possible_numbers(marker, w))
    )
    return tuple(dict.fromkeys(found))


def _possible_numbers(marker: Marker, wrong: Wrong) -> Iterator[dict[str, Any]]:
    """The sets of numbers the learner may have used; a wrong version may read other steps than the right one."""
    for carried in marker.combinations(wrong.expr):
        yield marker.arrays(carried)


def earned(marker: Marker, best: Comparison) -> bool:
    """Whether the numbers carried forward are good enough to show the right method.

    Zeros, an identity matrix or constants make right and wrong methods agree. If a carried step is that simple, every
    misconception that the exact numbers can show must also show on the carried ones. Steps whose mistake was recognised
    are accepted as they are.
    """
    if marker.carried_recognised(best) or not any(simple(marker.written[p]) for p in best.carried):
        return True
    return set(distinguishable(marker, marker.arrays(()))) <= set(distinguishable(marker, best.arrays))


def simple(array: Array) -> bool:
    """Whether the numbers look made up: at most two different values; in one or two cells, only 0 and ±1."""
    found = np.unique(array[np.isfinite(array)])
    return len(found) <= 2 if array.size > 2 else bool(np.isin(found, (-1, 0, 1)).all())


def distinguishable(marker: Marker, arrays: dict[str, Any]) -> list[str]:
    """The ids of the wrong versions whose result on these numbers differs from the right one by more than rounding."""
    centre = evaluate(marker.expr, arrays)
    margin = 2 * marker.sheet.half + spread(marker.expr, arrays, marker.halves)
    return [w.id for w in versions(marker) if differ(evaluate(w.expr, arrays), centre, margin)]
