"""What comes due, and what is recalled on a later day: held against learners drawn one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from quiz.forecast import due_days, kept_up, unreviewed
from quiz.schedule import CardState, Rating, new_card, retrievability, review

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _card(*grades: Rating, began: datetime = NOW - 20 * DAY) -> CardState:
    card = new_card("a/b", began)
    moment = began
    for grade in grades:
        card, _ = review(card, grade, moment)
        moment = card.due
    return card


def _drawn(card: CardState, moment: datetime, rng: np.random.Generator) -> float:
    """One learner: reviews whenever the card is due, and recalls or fails as it falls out."""
    while max(card.due, NOW) < moment:
        when = max(card.due, NOW)
        grade = Rating.GOOD if rng.random() < retrievability(card, when) else Rating.AGAIN
        card, _ = review(card, grade, when)
    return retrievability(card, moment)


@pytest.mark.parametrize("days", [1, 9, 40])
@pytest.mark.parametrize("grades", [(Rating.AGAIN,), (Rating.GOOD, Rating.GOOD), (Rating.HARD, Rating.AGAIN)])
def test_what_is_expected_is_the_mean_over_many_learners(grades: tuple[Rating, ...], days: int) -> None:
    card, moment = _card(*grades), NOW + days * DAY
    rng = np.random.default_rng(days)
    drawn = [_drawn(card, moment, rng) for _ in range(600)]
    error = float(np.std(drawn)) / len(drawn) ** 0.5
    assert kept_up(card, moment, NOW) == pytest.approx(float(np.mean(drawn)), abs=4 * error + 0.01)


def test_reviewing_keeps_more_than_leaving_it() -> None:
    card = _card(Rating.GOOD)
    assert kept_up(card, NOW + 40 * DAY, NOW) > unreviewed(card, NOW + 40 * DAY) + 0.1
    assert unreviewed(card, NOW + 40 * DAY) == retrievability(card, NOW + 40 * DAY)


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
