"""The marks of a step, from its status and cells.

Full marks for a right step and for a correct error carried forward; two thirds under another convention, for a misread
given and for an answer in another's place; a half for rounding and for percent without its sign; one third for a
misconception (the method mark) and where every sign is reversed; otherwise in proportion to the right cells. Marks are
rounded down to halves. One mistake loses its marks once, wherever it is repeated. A name, and a carried error, bring
none if the numbers were too simple to show the method; what was not worked brings none at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from quiz.verdicts import CellStatus, StepMarking, StepStatus

CONVENTION, MISCONCEPTION = 2 / 3, 1 / 3
# what is kept at least
SLIPS = {"misread": 2 / 3, "exchanged": 2 / 3, "rounding": 1 / 2, "percent": 1 / 2, "negated": MISCONCEPTION}
HINT_COSTS = (0.0, 0.5, 1.0)  # marks for the first hint, the second, and every later one


def hint_cost(taken: int) -> float:
    """The marks that this many hints cost together; every hint after the third costs as much as the third."""
    return sum(HINT_COSTS[min(k, len(HINT_COSTS) - 1)] for k in range(taken))


def halves(points: float) -> float:
    """Marks rounded down to the next half."""
    return math.floor(2 * points + 1e-9) / 2


def follow_through(step: StepMarking) -> bool:
    """Whether an earlier error costs no marks here: it is carried forward correctly, or has already lost its marks."""
    return step.earned and (step.status == "follows" or (step.status != "right" and step.repeated))


def awarded(step: StepMarking) -> StepMarking:
    """The same marking with its marks filled in."""
    return replace(step, points=halves(step.possible * _share(step)))


def part_marking(
    name: str,
    cells: Sequence[CellStatus],
    possible: float,
    share: float,
    status: StepStatus | None = None,
    misconceptions: tuple[str, ...] = (),
) -> StepMarking:
    """The marking of an answer that is not a matrix; `share`, from 0 to 1, is the fraction of `possible` marks awarded.

    Without a `status`, it is "right" or "blank" if all cells are, otherwise that of the first cell that is neither.
    """
    other: CellStatus = next((cell for cell in cells if cell not in ("right", "blank")), "wrong")
    plain: StepStatus = "wrong" if other in ("unreadable", "few_digits") else other  # type: ignore[assignment]
    if all(cell == "right" for cell in cells):
        plain = "right"
    elif all(cell == "blank" for cell in cells):
        plain = "blank"
    return StepMarking(name, status or plain, (tuple(cells),), halves(possible * share), possible, misconceptions)


def _share(step: StepMarking) -> float:
    if not step.worked:
        return 0.0
    cells = sum(map(len, step.cells))
    good = step.count("right") / cells
    followed = good + step.count("follows") / cells
    if not step.earned:
        return good
    earned = good if step.status == "misconception" or step.slip == "misread" else followed
    return max(_kept(step) * (1 - _missing(step)), earned)


def _kept(step: StepMarking) -> float:
    """The fraction that an explained mistake keeps, whichever cells it spoils; all of it where it has been charged."""
    if step.repeated:
        return 1.0
    kept = {"convention": CONVENTION, "misconception": MISCONCEPTION, "slip": SLIPS.get(step.slip or "", 0.0)}
    return kept.get(step.status, 0.0)


def _missing(step: StepMarking) -> float:
    """The fraction of cells that hold no number; a number with too few decimals is none, unless that is the mistake."""
    return step.unmarked / sum(map(len, step.cells))
