"""What a marked step is worth.

A step is worth its marks, three unless the question says otherwise: full for a right step and for one that follows
from the learner's own numbers; two thirds in another convention (the accuracy mark is lost); one third for a named
misconception; otherwise the share of cells that are right. Points come in halves, rounded down. A misconception that
has cost its marks before does not cost them again, and follow-through that was not earned brings none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from quiz.verdicts import CellStatus, StepMarking, StepStatus

CONVENTION, MISCONCEPTION = 2 / 3, 1 / 3
HINT_COSTS = (0.0, 0.5, 1.0)  # the first is free


def hint_cost(taken: int) -> float:
    """What so many hints cost together; from the third on each costs as much as the third."""
    return sum(HINT_COSTS[min(k, len(HINT_COSTS) - 1)] for k in range(taken))


def halves(points: float) -> float:
    """Rounded down to half a mark."""
    return math.floor(2 * points + 1e-9) / 2


def awarded(step: StepMarking) -> StepMarking:
    """The marking with its points."""
    return replace(step, points=halves(step.possible * _share(step)))


def part(
    name: str,
    cells: Sequence[CellStatus],
    possible: float,
    share: float,
    status: StepStatus | None = None,
    misconceptions: tuple[str, ...] = (),
) -> StepMarking:
    """A part that is no matrix: right, blank, or what its first other cell is; worth its share of the marks."""
    other: CellStatus = next((cell for cell in cells if cell not in ("right", "blank")), "wrong")
    plain: StepStatus = "wrong" if other in ("unreadable", "few_digits") else other  # type: ignore[assignment]
    if all(cell == "right" for cell in cells):
        plain = "right"
    elif all(cell == "blank" for cell in cells):
        plain = "blank"
    return StepMarking(name, status or plain, (tuple(cells),), halves(possible * share), possible, misconceptions)


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
