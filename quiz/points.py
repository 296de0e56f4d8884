"""What a marked step is worth.

A step is worth its marks, three unless the question says otherwise: full for a right step and for one that follows
from the learner's own numbers; two thirds in another convention (the accuracy mark is lost); one third for a named
misconception; otherwise the share of cells that are right. Points come in halves, rounded down. A misconception that
has cost its marks before does not cost them again, and follow-through that was not earned brings none.
"""

from __future__ import annotations

import math
from dataclasses import replace

from quiz.marking import StepMarking

CONVENTION, MISCONCEPTION = 2 / 3, 1 / 3


def awarded(step: StepMarking) -> StepMarking:
    """The marking with its points."""
    return replace(step, points=math.floor(2 * step.possible * _share(step) + 1e-9) / 2)


def _share(step: StepMarking) -> float:
    cells = sum(map(len, step.cells))
    good = step.count("right") / cells
    followed = (step.count("right") + step.count("follows")) / cells
    if step.status == "follows":
        return followed if step.earned else good
    if step.status == "convention":
        return max(CONVENTION, followed) * (1 - _missing(step))
    if step.status == "misconception":
        return followed if step.repeated and not _missing(step) else max(MISCONCEPTION * (1 - _missing(step)), good)
    return followed


def _missing(step: StepMarking) -> float:
    """The share of cells that hold no number."""
    return sum(step.count(s) for s in ("blank", "unreadable", "few_digits")) / sum(map(len, step.cells))
