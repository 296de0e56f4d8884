"""What comes due on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from quiz.forecast import due_days
from quiz.schedule import CardState

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_days_are_the_learners_own_and_what_is_overdue_is_due_today() -> None:
    now = datetime(2026, 3, 2, 23, 30, tzinfo=SHANGHAI)
    at = [now - 9 * DAY, now, now + timedelta(hours=4), now + timedelta(hours=5), now + 3 * DAY, now + 90 * DAY]
    cards = [CardState(str(n), due.astimezone(UTC), 1.0, 5.0, now - 9 * DAY) for n, due in enumerate(at)]
    assert due_days(cards, now, 4, 5) == [
        (date(2026, 3, 2), 3), (date(2026, 3, 3), 1), (date(2026, 3, 4), 0), (date(2026, 3, 5), 1),
        (date(2026, 3, 6), 0),
    ]  # fmt: skip


def test_a_card_reviewed_under_a_clock_that_was_ahead_is_due_today() -> None:
    card = CardState("a/b", NOW + 30 * DAY, 1.0, 5.0, NOW + 2 * DAY)
    assert due_days([card], NOW, 4, 3)[0][1] == 1
