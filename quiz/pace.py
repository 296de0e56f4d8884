"""How long questions take: what a kind of question takes, times the learner's own pace."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from content import NotFound, Question, headings, question
from content.lessons.reading import reading_minutes
from quiz.kinds import KINDS

FEWEST = 5  # answers from which a pace can be told
FEWEST_READ = 3  # lessons
SLOWEST, FASTEST = 3.0, 0.4  # who left a question open is not that slow


def usual_minutes(asked: Question) -> float:
    """How many minutes a question takes, as long as nothing is known of the learner."""
    return KINDS[asked.kind].minutes(asked)


def pace(taken: Iterable[tuple[str, float]]) -> float:
    """The learner's pace: the median of (minutes taken) ÷ (usual minutes) over answers given as (question id, minutes).

    1 where there are too few answers to tell.
    """
    return _pace(((minutes, usual_minutes(asked)) for id, minutes in taken if (asked := known(id))), FEWEST)


def reading_pace(taken: Iterable[tuple[str, float]]) -> float:
    """The same of lessons that were read, as (topic id, minutes), by their length."""
    topics = {one.id for one in headings()}
    return _pace(((minutes, reading_minutes(id)) for id, minutes in taken if id in topics), FEWEST_READ)


def _pace(pairs: Iterable[tuple[float, float]], fewest: int) -> float:
    ratios = [taken / usual for taken, usual in pairs if taken > 0]
    return min(SLOWEST, max(FASTEST, median(ratios))) if len(ratios) >= fewest else 1.0


def known(id: str) -> Question | None:
    """The question with this id; None where the content has it no more."""
    try:
        return question(id)
    except NotFound:
        return None
