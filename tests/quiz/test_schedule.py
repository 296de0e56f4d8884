"""When a question comes back: pure transitions, rebuilt cards, the learner's own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import ScheduleError
from quiz.schedule import (
    DEFAULT_PARAMETERS,
    CardState,
    Rating,
    end_of_day,
    local_day,
    new_card,
    rating,
    rebuild,
    retrievability,
    review,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")

histories = st.lists(
    st.tuples(st.sampled_from(Rating), st.timedeltas(timedelta(0), timedelta(days=400))), min_size=1, max_size=12
)


def test_a_new_card_is_due_at_once_and_not_known() -> None:
    card = new_card("lstm/one-step", NOON)
    assert card == CardState("lstm/one-step", NOON, None, None, None)
    assert retrievability(card, NOON, DEFAULT_PARAMETERS) == 0


def test_a_review_leaves_the_card_before_it_alone() -> None:
    card = new_card("q", NOON)
    after, log = review(card, Rating.GOOD, NOON)
    assert card.stability is None
    assert (log.before, log.after, log.rating, log.reviewed_at) == (card, after, Rating.GOOD, NOON)
    assert review(card, Rating.GOOD, NOON)[0] == after


def test_better_answers_come_back_later_and_never_on_the_same_day() -> None:
    due = [review(new_card("q", NOON), given, NOON)[0].due for given in Rating]
    assert due == sorted(due)
    assert due[0] >= NOON + timedelta(days=1)
    assert due[1] < due[2] < due[3]


def test_what_is_not_reviewed_is_forgotten() -> None:
    card, _ = review(new_card("q", NOON), Rating.GOOD, NOON)
    chances = [retrievability(card, NOON + timedelta(days=days), DEFAULT_PARAMETERS) for days in (0, 1, 5, 30, 300)]
    assert chances[0] == 1
    assert all(later < earlier for earlier, later in pairwise(chances))
    assert retrievability(card, card.due, DEFAULT_PARAMETERS) == pytest.approx(0.9, abs=0.05)


@given(histories)
def test_a_card_is_what_its_reviews_make_it(history: list[tuple[Rating, timedelta]]) -> None:
    card, now, logs = new_card("q", NOON), NOON, []
    for given_rating, pause in history:
        now += pause
        card, log = review(card, given_rating, now)
        logs.append(log)
        assert card.due > now
        assert 0 < retrievability(card, now, DEFAULT_PARAMETERS) <= 1
    assert rebuild("q", logs) == card


def test_a_card_cannot_be_rebuilt_from_nothing() -> None:
    with pytest.raises(ScheduleError, match="lstm/one-step has no reviews"):
        rebuild("lstm/one-step", [])


def test_any_zone_gives_the_same_card() -> None:
    here = NOON.astimezone(SHANGHAI)
    assert review(new_card("q", here), Rating.HARD, here) == review(new_card("q", NOON), Rating.HARD, NOON)


def test_a_clock_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)
    for refused in (new_card, lambda _, now: end_of_day(now), lambda _, now: local_day(now)):
        with pytest.raises(ScheduleError, match="has no time zone"):
            refused("q", naive)


def test_a_clock_set_back_does_not_break_a_card() -> None:
    card, first = review(new_card("q", NOON), Rating.GOOD, NOON)
    after, second = review(card, Rating.GOOD, NOON - timedelta(days=3))
    assert after.stability is not None
    assert rebuild("q", [first, second]) == after


# ---- ratings ----


@pytest.mark.parametrize(
    ("fraction", "hints", "given_rating"),
    [
        (0.0, 0, Rating.AGAIN),
        (0.59, 0, Rating.AGAIN),
        (0.6, 0, Rating.HARD),
        (0.89, 0, Rating.HARD),
        (0.9, 0, Rating.GOOD),
        (1.0, 0, Rating.GOOD),
        (1.0, 1, Rating.HARD),
        (0.5, 3, Rating.AGAIN),
    ],
)
def test_a_score_gives_a_rating(fraction: float, hints: int, given_rating: Rating) -> None:
    assert rating(fraction, hints) == given_rating


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_score_beyond_the_scale_is_refused(fraction: float) -> None:
    with pytest.raises(ScheduleError, match="not between 0 and 1"):
        rating(fraction, 0)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5))
def test_more_points_never_rate_lower_and_hints_never_higher(one: float, other: float, hints: int) -> None:
    assert rating(min(one, other), hints) <= rating(max(one, other), hints)
    assert rating(one, hints) <= rating(one, 0)


# ---- the learner's day ----


def test_a_day_begins_at_four() -> None:
    for hour, day in ((3, 2), (4, 3), (23, 3)):
        assert local_day(datetime(2026, 3, 3, hour, 59, tzinfo=SHANGHAI)) == date(2026, 3, day)
    assert local_day(datetime(2026, 3, 3, 3, 59, tzinfo=SHANGHAI), day_start=0) == date(2026, 3, 3)


def test_a_long_day_and_a_short_day_are_one_day_each() -> None:
    for month, day in ((3, 8), (11, 1)):  # clocks change in New York
        first = datetime(2026, month, day, 4, tzinfo=NEW_YORK)
        last = datetime(2026, month, day + 1, 3, 59, tzinfo=NEW_YORK)
        assert local_day(first) == local_day(last)
        assert end_of_day(first) == end_of_day(last) == datetime(2026, month, day + 1, 4, tzinfo=NEW_YORK)


@given(
    st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI, NEW_YORK])),
    st.integers(0, 23),
)
def test_a_day_ends_after_now_and_within_two_days(now: datetime, hour: int) -> None:
    end = end_of_day(now, hour)
    assert end.tzinfo is UTC
    assert end > now.astimezone(UTC)
    assert end == datetime.max.replace(tzinfo=UTC) or end - now.astimezone(UTC) <= timedelta(hours=25)


def test_the_end_of_time_is_no_error() -> None:
    assert end_of_day(datetime.max.replace(tzinfo=UTC)) == datetime.max.replace(tzinfo=UTC)


# ---- the forgetting curve ----


@given(st.integers(0, 400), st.sampled_from(Rating))
def test_after_whole_days_the_curve_is_the_librarys(days: int, given_rating: Rating) -> None:
    card, _ = review(new_card("q", NOON), given_rating, NOON)
    library = fsrs.Card(0, fsrs.State.Review, None, card.stability, card.difficulty, card.due, card.last_review)
    now = NOON + timedelta(days=days)
    for exponent in (DEFAULT_PARAMETERS[-1], 0.5):
        own = (*DEFAULT_PARAMETERS[:-1], exponent)
        expected = fsrs.Scheduler(own).get_card_retrievability(library, now)
        assert retrievability(card, now, own) == pytest.approx(expected, rel=1e-12)


def test_recall_falls_with_every_hour() -> None:
    card, _ = review(new_card("q", NOON), Rating.GOOD, NOON)
    then = [NOON + timedelta(hours=hours) for hours in (0, 1, 23, 24, 25, 47, 48)]
    hours = [retrievability(card, now, DEFAULT_PARAMETERS) for now in then]
    assert hours[0] == 1
    assert all(later < earlier for earlier, later in pairwise(hours))
    assert retrievability(card, NOON - timedelta(days=3), DEFAULT_PARAMETERS) == 1  # a clock set back
