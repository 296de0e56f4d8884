"""What is recalled of each group of topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.question_base import topic_of
from content.route import TopicGroup
from quiz.schedule import CardState, ahead, retrievability

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Area:
    """A group of topics: how many of its questions were practised, how many are due, and their mean recall from 0 to 1.

    Where an exam lies ahead, the means are over all `count` questions of the plan, by marks; `exam` is what is expected
    on its day, and `due` counts what the plan has today. Otherwise they are over what was practised, in a day's time:
    what was answered a minute ago, wrongly perhaps, is recalled now, which says nothing.
    """

    group: TopicGroup
    practised: int
    due: int
    recall: float
    exam: float | None = None
    count: int = 0


def areas(
    groups: Sequence[TopicGroup],
    cards: Sequence[CardState],
    now: datetime,
    tonight: datetime,
    parameters: tuple[float, ...],
) -> list[Area]:
    """The groups of which something was practised, the least recalled first."""
    found = []
    for group in groups:
        topics = {topic.id for topic in group.topics}
        own = [card for card in cards if topic_of(card.question_id) in topics]
        if own:
            due = sum(card.due < tonight or ahead(card, now) for card in own)
            recall = sum(retrievability(card, now + A_DAY, parameters) for card in own) / len(own)
            found.append(Area(group, len(own), due, recall))
    return sorted(found, key=lambda area: area.recall)
