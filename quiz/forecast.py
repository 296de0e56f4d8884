"""What lies ahead: how many cards come due on the next days, and what will be recalled on a later day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from quiz.schedule import CardState, Rating, ahead, local_day, retrievability, review

UNLIKELY = 0.1  # chains of reviews less likely than this fork no further


def due_days(cards: Iterable[CardState], now: datetime, day_start: int, days: int) -> list[tuple[date, int]]:
    """The next `days` local days, today first, each with the number of cards that come due on it.

    What is overdue, or was reviewed under a clock that was ahead, counts today.
    """
    today = local_day(now, day_start)
    counts = {today + timedelta(days=n): 0 for n in range(days)}
    for card in cards:
        due = today if ahead(card, now) else max(today, local_day(card.due.astimezone(now.tzinfo), day_start))
        if due in counts:
            counts[due] += 1
    return list(counts.items())


def unreviewed(card: CardState, moment: datetime) -> float:
    """The probability of recall at a later moment if the card is not reviewed before."""
    return retrievability(card, moment)


@lru_cache(maxsize=8192)
def kept_up(card: CardState, moment: datetime, now: datetime) -> float:
    """The expected probability of recall at a later moment if the card is reviewed whenever it is due.

    Every review succeeds (GOOD) with the probability of recall it then has, and else fails (AGAIN).
    """
    return _expected(card, moment, now, 1.0)


def _expected(card: CardState, moment: datetime, now: datetime, weight: float) -> float:
    reviewed = max(card.due, now)
    if reviewed >= moment:
        return retrievability(card, moment)
    recalled = retrievability(card, reviewed)
    total = 0.0
    for grade, share in _outcomes(recalled, weight):
        total += share * _expected(review(card, grade, reviewed)[0], moment, now, weight * share)
    return total


def _outcomes(recalled: float, weight: float) -> tuple[tuple[Rating, float], ...]:
    """The grades of a review with their probabilities; at the end of an unlikely chain only the likelier one."""
    if weight < UNLIKELY:
        return ((Rating.GOOD if recalled >= 0.5 else Rating.AGAIN, 1.0),)
    return (Rating.GOOD, recalled), (Rating.AGAIN, 1 - recalled)
