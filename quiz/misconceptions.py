"""Naming the misconception behind a wrong step: every cell equals exactly what one wrong version gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.readings.misconceptions import Wrong, wrong_versions
from engine.run import evaluate
from quiz.intervals import spread

if TYPE_CHECKING:
    from quiz.work import Comparison, Work


def versions(work: Work) -> tuple[Wrong, ...]:
    """The wrong versions of the open step, hidden steps spelled out."""
    return wrong_versions(work.sheet.program, work.step, work.sheet.hidden)


def named_misconceptions(work: Work, best: Comparison) -> tuple[str, ...]:
    """The ids of the wrong versions that give every cell that was written, on the truth or on the learner's numbers.

    Several when they cannot be told apart on these numbers; none when the answer is not wrong in any cell.
    """
    read = best.read
    if best.fits[read].all() or (best.read & ~best.fits).sum() == 0:
        return ()
    found = dict.fromkeys(
        wrong.id
        for arrays in _worlds(work, best)
        for wrong in versions(work)
        if work.fit(wrong.expr, arrays)[read].all()
    )
    return tuple(found)


def _worlds(work: Work, best: Comparison) -> Iterator[dict[str, Any]]:
    """The numbers the learner may have worked with."""
    for carried in work.combinations():
        yield work.arrays(carried)


def distinguishable(work: Work, arrays: dict[str, Any]) -> list[str]:
    """The wrong versions whose result on these numbers differs from the right one by more than rounding."""
    centre = evaluate(work.expr, arrays)
    margin = 2 * work.sheet.half + spread(work.expr, arrays, work.parents, work.sheet.half)
    return [w.id for w in versions(work) if differs(evaluate(w.expr, arrays), centre, margin)]


def differs(a: Any, b: Any, margin: Any) -> bool:
    """Whether some cell differs by more than the margin; another shape always does."""
    if a.shape != b.shape:
        return True
    with np.errstate(invalid="ignore"):
        apart = np.where(np.isfinite(a) & np.isfinite(b), np.abs(a - b) > margin, a != b)
    return bool(apart.any())
