"""What lies ahead: how many cards come due on the next days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from quiz.schedule import CardState, ahead, local_day


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
