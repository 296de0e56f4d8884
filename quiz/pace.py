"""How long questions take: what a kind of question takes, times the learner's own pace."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from content import NotFound, Question, question
from quiz.kinds import KINDS

FEWEST = 5  # answers from which a pace can be told
SLOWEST, FASTEST = 3.0, 0.4  # who left a question open is not that slow


def usual_minutes(asked: Question) -> float:
    """How many minutes a question takes, as long as nothing is known of the learner."""
    return KINDS[asked.kind].minutes(asked)


def pace(taken: Iterable[tuple[str, float]]) -> float:
    """The learner's pace: the median of (minutes taken) ÷ (usual minutes) over answers given as (question id, minutes).

    1 where there are too few answers to tell.
    """
    ratios = [minutes / usual_minutes(asked) for id, minutes in taken if minutes > 0 and (asked := known(id))]
    return min(SLOWEST, max(FASTEST, median(ratios))) if len(ratios) >= FEWEST else 1.0


def known(id: str) -> Question | None:
    """The question with this id; None where the content has it no more."""
    try:
        return question(id)
    except NotFound:
        return None
