"""A plan: topics spread over the days until the exam, with room for what comes back.

The spread is in the order of the route; where there is no time for all, what only longer plans have is left out first.
It does not weigh what is worth most on the day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.schema import PLANS, Plan, TopicHeading

FOR_REVIEWS = 1 / 3  # of the minutes of every day but the first
DAYS: dict[Plan, int] = {"three-days": 3, "two-weeks": 14, "whole-course": 60}  # where there is no exam day
LEAST = 5.0  # minutes of a topic that was begun and not finished the day before


@dataclass(frozen=True)
class PlannedDay:
    """What a day has: its topics, each with its minutes on that day."""

    day: date
    topics: tuple[tuple[TopicHeading, float], ...]

    @property
    def minutes(self) -> float:
        """The minutes of new topics."""
        return sum(minutes for _, minutes in self.topics)


@dataclass(frozen=True)
class TopicDays:
    """The days that have topics, and the topics for which no day is left."""

    days: tuple[PlannedDay, ...]
    left_out: tuple[TopicHeading, ...]


def plan_for(days: int | None, fits: Callable[[Plan], bool] = lambda _plan: True) -> Plan:
    """The longest plan that is meant for so many days and `fits` into them, else the shortest.

    The whole course where no day is set.
    """
    if days is None:
        return PLANS[-1]
    meant = [plan for n, plan in enumerate(PLANS) if n == 0 or days > DAYS[PLANS[n - 1]]]
    return next((plan for plan in reversed(meant) if fits(plan)), PLANS[0])


def room(days: int, minutes: float) -> float:
    """The minutes for new topics on so many days of so many minutes each, the first of them whole."""
    return minutes * (1 + (max(1, days) - 1) * (1 - FOR_REVIEWS))


def spread(
    topics: Sequence[TopicHeading], cost: Callable[[TopicHeading], float], first: date, days: int, minutes: float
) -> TopicDays:
    """The topics in their order over so many days from the first on, each day within its minutes.

    A topic longer than what a day has left goes on the next day. `cost` is how many minutes a topic takes. While some
    would have no day at all, the last topic of those in the longest plan only is left out.
    """
    kept = list(topics)
    made, waiting = _filled(kept, cost, first, days, minutes)
    while not {topic.id for topic in waiting} <= {topic.id for day in made for topic, _ in day.topics}:
        kept.remove(max(reversed(kept), key=lambda topic: PLANS.index(topic.plan)))
        made, waiting = _filled(kept, cost, first, days, minutes)
    return TopicDays(made, tuple(topic for topic in topics if topic in waiting or topic not in kept))


def _filled(
    topics: Sequence[TopicHeading], cost: Callable[[TopicHeading], float], first: date, days: int, minutes: float
) -> tuple[tuple[PlannedDay, ...], list[TopicHeading]]:
    """The days with these topics, and the topics that are not done on them."""
    waiting = [(topic, cost(topic)) for topic in topics]
    made: list[PlannedDay] = []
    for n in range(days):
        room = minutes if n == 0 else minutes * (1 - FOR_REVIEWS)
        today: list[tuple[TopicHeading, float]] = []
        while waiting and room > 0:
            topic, needed = waiting[0]
            part = min(needed, room)
            if part < needed and part < LEAST and today:
                break
            today.append((topic, part))
            room -= part
            waiting[0] = (topic, needed - part)
            if needed <= part:
                waiting.pop(0)
        if today:
            made.append(PlannedDay(first + timedelta(days=n), tuple(today)))
    return tuple(made), [topic for topic, _ in waiting]
