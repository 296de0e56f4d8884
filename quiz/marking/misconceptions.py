"""Naming the misconception behind a wrong step: every cell equals exactly what one wrong version gives."""

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
    """The wrong versions of the open step, hidden steps spelled out."""
    return wrong_formulas(marker.sheet.program, marker.step, marker.sheet.hidden)


def named_misconceptions(marker: Marker, best: Comparison) -> tuple[str, ...]:
    """The ids of the wrong versions that give every cell that was written, on the truth or on the learner's numbers.

    Several when they cannot be told apart on these numbers; none when one set of parents gives the answer rightly, or
    when fewer than half of the cells hold a number.
    """
    read = best.read
    if best.one_world or 2 * read.sum() < read.size:
        return ()
    found = (
        w.id for w in versions(marker) if any(marker.fit(w.expr, numbers)[read].all() for numbers in _worlds(marker, w))
    )
    return tuple(dict.fromkeys(found))


def _worlds(marker: Marker, wrong: Wrong) -> Iterator[dict[str, Any]]:
    """The numbers the learner may have worked with; a wrong version may read other steps than the right one does."""
    for carried in marker.combinations(wrong.expr):
        yield marker.arrays(carried)


def earned(marker: Marker, best: Comparison) -> bool:
    """Whether what was carried still asks for the right method.

    Zeros, an identity or constants written to make the rest easy fit right and wrong methods alike: where carried
    numbers are that simple, each misconception that the true ones would have shown must show on them as well. An
    earlier step whose mistake has a name was worked, however its numbers fall out, and is not suspected.
    """
    if marker.worked(best) or not any(simple(marker.written[p]) for p in best.carried):
        return True
    return set(distinguishable(marker, marker.arrays(()))) <= set(distinguishable(marker, best.arrays))


def simple(array: Array) -> bool:
    """Whether numbers look made up: two different ones at most, or, where there are no more, nothing but 0 and ±1."""
    found = np.unique(array[np.isfinite(array)])
    return len(found) <= 2 if array.size > 2 else bool(np.isin(found, (-1, 0, 1)).all())


def distinguishable(marker: Marker, arrays: dict[str, Any]) -> list[str]:
    """The wrong versions whose result on these numbers differs from the right one by more than rounding."""
    centre = evaluate(marker.expr, arrays)
    margin = 2 * marker.sheet.half + spread(marker.expr, arrays, marker.halves)
    return [w.id for w in versions(marker) if differ(evaluate(w.expr, arrays), centre, margin)]
