"""What is recalled of each group of topics, today and on the day of the exam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.question_base import topic_of
from content.route import Group
from quiz.forecast import kept_up, unreviewed
from quiz.schedule import CardState, ahead, retrievability


@dataclass(frozen=True)
class Exam:
    """Expected recall when the exam begins: with a review whenever one is due, and without any."""

    kept_up: float
    unreviewed: float


@dataclass(frozen=True)
class Area:
    """The practised questions of a group: how many, how many are due, and the mean probability of recall.

    `exam` is None where no exam lies ahead.
    """

    group: Group
    practised: int
    due: int
    recall: float
    exam: float | None


def areas(
    groups: Sequence[Group], cards: Sequence[CardState], now: datetime, tonight: datetime, exam: datetime | None
) -> list[Area]:
    """The groups of which something was practised, the least recalled first."""
    found = []
    for group in groups:
        topics = {topic.id for topic in group.topics}
        own = [card for card in cards if topic_of(card.question_id) in topics]
        if own:
            due = sum(card.due < tonight or ahead(card, now) for card in own)
            recall = sum(retrievability(card, now) for card in own) / len(own)
            found.append(Area(group, len(own), due, recall, on_exam(own, now, exam).kept_up if exam else None))
    return sorted(found, key=lambda area: area.recall)


def on_exam(cards: Sequence[CardState], now: datetime, exam: datetime) -> Exam:
    """The means over some cards, of which there must be one at least."""
    hour = now.replace(minute=0, second=0, microsecond=0)  # the same through an hour, so that it is worked out once
    reviewed = sum(kept_up(card, exam, hour) for card in cards) / len(cards)
    return Exam(reviewed, sum(unreviewed(card, exam) for card in cards) / len(cards))
