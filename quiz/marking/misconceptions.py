"""Naming the misconception behind a wrong step: every cell equals exactly what one wrong version gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.execution.run import evaluate
from engine.readings.misconceptions import Wrong
from quiz.exercises.sheet import wrong_formulas
from quiz.marking.tolerance import spread

if TYPE_CHECKING:
    from quiz.marking.marker import Comparison, Marker


def versions(work: Marker) -> tuple[Wrong, ...]:
    """The wrong versions of the open step, hidden steps spelled out."""
    return wrong_formulas(work.sheet.program, work.step, work.sheet.hidden)


def named_misconceptions(work: Marker, best: Comparison) -> tuple[str, ...]:
    """The ids of the wrong versions that give every cell that was written, on the truth or on the learner's numbers.

    Several when they cannot be told apart on these numbers; none when one set of parents gives the answer rightly, or
    when fewer than half of the cells hold a number.
    """
    read = best.read
    if best.one_world or 2 * read.sum() < read.size:
        return ()
    found = (w.id for w in versions(work) if any(work.fit(w.expr, numbers)[read].all() for numbers in _worlds(work, w)))
    return tuple(dict.fromkeys(found))


def _worlds(work: Marker, wrong: Wrong) -> Iterator[dict[str, Any]]:
    """The numbers the learner may have worked with; a wrong version may read other steps than the right one does."""
    for carried in work.combinations(wrong.expr):
        yield work.arrays(carried)


def distinguishable(work: Marker, arrays: dict[str, Any]) -> list[str]:
    """The wrong versions whose result on these numbers differs from the right one by more than rounding."""
    centre = evaluate(work.expr, arrays)
    margin = 2 * work.sheet.half + spread(work.expr, arrays, work.halves)
    return [w.id for w in versions(work) if differs(evaluate(w.expr, arrays), centre, margin)]


def differs(a: Any, b: Any, margin: Any) -> bool:
    """Whether some cell differs by more than the margin; another shape always does."""
    if a.shape != b.shape:
        return True
    with np.errstate(invalid="ignore"):
        apart = np.where(np.isfinite(a) & np.isfinite(b), np.abs(a - b) > margin, a != b)
    return bool(apart.any())
