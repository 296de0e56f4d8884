"""The plan for an exam: what a day may have, and that following the plan does what it is for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import memory
from quiz.memory import Array
from quiz.planner import MOST_NEW, Deck, Horizon, Memories, chosen, days_left, first_recall, gains, today, values
from quiz.projection import passed, projected, reviewed
from quiz.schedule import DEFAULT_PARAMETERS

COUNT = 40


def deck(rng: np.random.Generator, count: int = COUNT, topics: int = 5) -> Deck:
    """Topics of which each needs the one before."""
    of = np.sort(rng.integers(0, topics, count))
    return Deck(
        rng.uniform(0.75, 9, count), rng.uniform(1, 9, count), of, [[n - 1] if n else [] for n in range(topics)]
    )


def memories(rng: np.random.Generator, count: int = COUNT, seen: float = 0.5) -> Memories:
    days = np.where(rng.random(count) < 0.1, 0.0, rng.uniform(0.4, 60, count))
    return Memories(rng.uniform(0.1, 90, count), rng.uniform(1, 10, count), days, rng.random(count) < seen)


def one(stability: float, days: float, seen: bool = True) -> Memories:
    return Memories(np.array([stability]), np.array([5.0]), np.array([days]), np.array([seen]))


def exam(left: float, days: int, count: int = COUNT) -> Horizon:
    """One that is on everything."""
    return Horizon(left, days, np.ones(count, bool))


# ---- a day ----


@settings(deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 200), st.floats(0.1, 120))
def test_a_day_keeps_to_its_minutes_and_asks_nothing_twice(seed: int, minutes: float, left: float) -> None:
    rng = np.random.default_rng(seed)
    asked, found = deck(rng), memories(rng)
    places = today(DEFAULT_PARAMETERS, asked, found, left, minutes)
    assert asked.minutes[places].sum() <= minutes + 1e-9
    assert len(set(places)) == len(places)
    assert not (found.seen & (found.days == 0))[places].any()  # answered today
    assert (found.seen | asked.new(found.seen))[places].all()


@settings(deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 60))
def test_no_question_that_could_be_asked_fits_into_what_is_left(seed: int, minutes: float) -> None:
    rng = np.random.default_rng(seed)
    worth, cost = rng.normal(size=COUNT), rng.uniform(0.5, 9, COUNT)
    order, taken = chosen(worth, cost, minutes)
    rest = np.setdiff1d(np.arange(COUNT), order[taken])
    assert (cost[rest] > minutes - cost[order[taken]].sum()).all()


@given(st.integers(0, 10**6))
def test_learners_at_once_are_learners_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    worth, cost = rng.normal(size=(3, COUNT)), rng.uniform(0.5, 9, COUNT)
    order, taken = chosen(worth, cost, 20.0)
    for row, each in enumerate(worth):
        alone_order, alone_taken = chosen(each, cost, 20.0)
        assert order[row][taken[row]].tolist() == alone_order[alone_taken].tolist()


def test_nothing_is_asked_of_nothing_in_no_time_and_after_the_exam() -> None:
    rng = np.random.default_rng(0)
    none = deck(rng, 0), memories(rng, 0)
    assert today(DEFAULT_PARAMETERS, *none, 30.0, 20.0) == []
    some = deck(rng), memories(rng)
    assert today(DEFAULT_PARAMETERS, *some, 30.0, 0.0) == []
    assert today(DEFAULT_PARAMETERS, *some, 0.0, 20.0) == []
    assert today(DEFAULT_PARAMETERS, *some, -3.0, 20.0) == []


def test_a_topic_comes_after_what_it_needs_a_few_questions_at_a_time() -> None:
    asked = Deck(np.ones(12), np.ones(12), np.repeat([0, 1, 2], 4), [[], [0], [1]])
    assert asked.new(np.zeros(12, bool)).nonzero()[0].tolist() == list(range(MOST_NEW))
    seen = np.zeros(12, bool)
    seen[1] = True
    assert asked.new(seen).nonzero()[0].tolist() == [0, 2, 3, 4, 5, 6]
    assert asked.new(np.ones(12, bool)).sum() == 0


def test_what_was_answered_badly_before_its_lesson_begins_no_topic_and_waits_for_its_turn() -> None:
    first = np.isin(np.arange(12), [0, 4, 8])
    asked = Deck(np.ones(12), np.ones(12), np.repeat([0, 1, 2], 4), [[], [0], [1]], [5.0, 5.0, 5.0], first)
    assert asked.new(first).nonzero()[0].tolist() == [1, 2, 3]
    assert asked.again(first).nonzero()[0].tolist() == [0]
    found = Memories(np.full(12, 3.0), np.full(12, 5.0), np.full(12, 3.0), first)
    assert np.isfinite(values(DEFAULT_PARAMETERS, asked, found, 10.0)).nonzero()[0].tolist() == [0, 1, 2, 3]
    later = first | np.isin(np.arange(12), [1])
    assert asked.new(later).nonzero()[0].tolist() == [2, 3, 5, 6, 7]
    assert asked.again(later).nonzero()[0].tolist() == [0, 1, 4]


# ---- what a review is worth ----


@pytest.mark.parametrize("left", [1.0, 10.0, 60.0])
@pytest.mark.parametrize("days", [1.0, 8.0, 50.0])
def test_what_a_review_adds_is_the_mean_over_what_may_be_answered(days: float, left: float) -> None:
    stability, difficulty = 4.0, np.array([5.0])
    recall = float(memory.recall(DEFAULT_PARAMETERS, stability, days))
    after = [
        memory.later_reviews(
            DEFAULT_PARAMETERS, np.array([stability]), difficulty, np.array([recall]), np.array([grade])
        )[0]
        for grade in (memory.GOOD, memory.AGAIN)
    ]
    good, again = (float(memory.recall(DEFAULT_PARAMETERS, each, left)[0]) for each in after)
    unreviewed = float(memory.recall(DEFAULT_PARAMETERS, stability, days + left))
    expected = recall * good + (1 - recall) * again - unreviewed
    assert gains(DEFAULT_PARAMETERS, one(stability, days), left)[0] == pytest.approx(expected)


def test_a_first_answer_adds_all_that_is_recalled_of_it() -> None:
    found = gains(DEFAULT_PARAMETERS, one(1.0, 1.0, seen=False), 30.0)[0]
    assert found == pytest.approx(float(first_recall(DEFAULT_PARAMETERS, 30.0)))
    assert 0.4 < found < 0.8


@given(st.floats(0.3, 100), st.floats(0.5, 60))
def test_on_the_last_day_the_least_recalled_of_equals_is_worth_most(stability: float, days: float) -> None:
    pair = Memories(np.array([stability, 1.2 * stability]), np.full(2, 5.0), np.full(2, days), np.ones(2, bool))
    two = Deck(np.ones(2), np.ones(2), np.zeros(2, int), [[]])
    worth = values(DEFAULT_PARAMETERS, two, pair, 0.6)
    assert worth[0] > worth[1]


def test_worth_grows_with_marks_and_falls_with_minutes() -> None:
    found = Memories(np.full(3, 5.0), np.full(3, 5.0), np.full(3, 6.0), np.ones(3, bool))
    three = Deck(np.array([2.0, 2.0, 1.0]), np.array([1.0, 3.0, 1.0]), np.zeros(3, int), [[]])
    plain, more_marks, quicker = values(DEFAULT_PARAMETERS, three, found, 20.0)
    assert more_marks == pytest.approx(3 * plain)
    assert quicker == pytest.approx(2 * plain)


# ---- carried on to the exam ----


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.integers(1, 20))
def test_no_day_of_the_plan_has_more_than_its_minutes(seed: int, days: int) -> None:
    rng = np.random.default_rng(seed)
    rooms = rng.uniform(0, 30, days)
    found = projected(DEFAULT_PARAMETERS, deck(rng), memories(rng), [exam(days - 0.4, days)], rooms)
    assert (found.minutes <= rooms + 1e-9).all()
    assert ((found.recall >= 0) & (found.recall <= 1)).all()


def _mean(found: Memories, asked: Deck, left: float, rooms: list[float]) -> float:
    horizon = exam(left, len(rooms), len(asked))
    recall: Array = projected(DEFAULT_PARAMETERS, asked, found, [horizon], rooms, seed=1).recall
    return float(np.average(recall[0], weights=asked.weights))


def test_more_minutes_and_more_days_recall_more() -> None:
    rng = np.random.default_rng(5)
    asked, found = deck(rng, 60), memories(rng, 60)
    nothing = _mean(found, asked, 20.0, [0.0] * 20)
    assert nothing == pytest.approx(float(np.average(found.recall(DEFAULT_PARAMETERS, 20.0), weights=asked.weights)))
    by_minutes = [nothing, *(_mean(found, asked, 20.0, [minutes] * 20) for minutes in (5.0, 15.0, 60.0))]
    assert by_minutes == sorted(by_minutes)
    assert by_minutes[-1] > nothing + 0.2
    assert _mean(found, asked, 20.0, [0.0] * 10 + [15.0] * 10) < _mean(found, asked, 20.0, [15.0] * 20)


def test_a_backlog_is_spread_over_the_days() -> None:
    """Sixty overdue questions of two minutes each and twenty minutes a day: ten a day, and none twice in a row."""
    count = 60
    rng = np.random.default_rng(2)
    overdue = Memories(rng.uniform(1, 4, count), np.full(count, 5.0), np.full(count, 40.0), np.ones(count, bool))
    asked = Deck(np.full(count, 2.0), np.ones(count), np.zeros(count, int), [[]])
    found = projected(DEFAULT_PARAMETERS, asked, overdue, [exam(12.0, 12, count)], [20.0] * 12)
    assert found.counts == pytest.approx(np.full(12, 10))
    first = today(DEFAULT_PARAMETERS, asked, overdue, 12.0, 20.0)
    answered = np.isin(np.arange(count), first)
    after = passed(reviewed(DEFAULT_PARAMETERS, overdue, answered, np.full(count, memory.GOOD)), 1.0)
    assert not set(first) & set(today(DEFAULT_PARAMETERS, asked, after, 11.0, 20.0))


def test_a_far_exam_is_expected_in_steps_that_keep_to_the_minutes() -> None:
    rng = np.random.default_rng(3)
    asked, remembered, rooms = deck(rng), memories(rng), [10.0] * 200
    found = projected(DEFAULT_PARAMETERS, asked, remembered, [exam(199.6, 200)], rooms)
    assert len(found.minutes) == 14 + 38  # two weeks by the day, then five days at a time
    assert (found.minutes[:14] <= 10 + 1e-9).all()
    assert found.minutes.sum() <= sum(rooms)
    idle = projected(DEFAULT_PARAMETERS, asked, remembered, [exam(199.6, 200)], [0.0] * 200)
    assert found.recall.mean() > idle.recall.mean() + 0.2


def test_a_missed_day_owes_nothing() -> None:
    rng = np.random.default_rng(7)
    asked, found = deck(rng), memories(rng)
    later = passed(replace(found, days=np.maximum(found.days, 0.5)), 3.0)
    places = today(DEFAULT_PARAMETERS, asked, later, 10.0, 20.0)
    assert 10 < asked.minutes[places].sum() <= 20


def test_a_day_before_the_exam_there_is_no_tomorrow_to_wait_for() -> None:
    asked = Deck(np.array([2.0]), np.array([3.0]), np.array([0]), [[]])
    found = one(5.0, 4.0)
    (last,) = values(DEFAULT_PARAMETERS, asked, found, 1.0)
    assert last == pytest.approx(float(gains(DEFAULT_PARAMETERS, found, 1.0)[0]) * 3 / 2)
    (earlier,) = values(DEFAULT_PARAMETERS, asked, found, 1.001)
    assert earlier < last / 2


# ---- several exams ----


def halves(first: float, second: float) -> list[Horizon]:
    """An exam on the first half of the questions and a later one on all of them."""
    early = np.arange(COUNT) < COUNT // 2
    return [Horizon(first, int(first), early), Horizon(second, int(second), np.ones(COUNT, bool))]


def test_the_next_exam_that_concerns_a_question_counts() -> None:
    left = days_left(halves(5.0, 20.0))
    assert left[: COUNT // 2].tolist() == [5.0] * (COUNT // 2)
    assert left[COUNT // 2 :].tolist() == [20.0] * (COUNT // 2)
    assert days_left(halves(5.0, 20.0), 5.0).tolist() == [15.0] * COUNT
    assert days_left(halves(5.0, 20.0)[:1])[COUNT // 2 :].tolist() == [0.0] * (COUNT // 2)
    assert days_left(halves(5.0, 20.0), 20.0).tolist() == [0.0] * COUNT


def test_what_no_exam_concerns_is_not_asked() -> None:
    rng = np.random.default_rng(4)
    asked, found = deck(rng), memories(rng, seen=1.0)
    places = today(DEFAULT_PARAMETERS, asked, found, days_left(halves(5.0, 20.0)[:1]), 600.0)
    assert places
    assert max(places) < COUNT // 2


def test_on_the_eve_of_one_exam_its_questions_come_before_those_of_a_later_one() -> None:
    rng = np.random.default_rng(6)
    count = COUNT
    same = Memories(np.full(count, 5.0), np.full(count, 5.0), rng.uniform(4, 6, count), np.ones(count, bool))
    asked = Deck(np.full(count, 2.0), np.ones(count), np.zeros(count, int), [[]])
    eve = today(DEFAULT_PARAMETERS, asked, same, days_left(halves(1.0, 30.0)), 20.0)
    assert all(n < count // 2 for n in eve)
    alone = today(DEFAULT_PARAMETERS, asked, same, days_left(halves(1.0, 30.0)[1:]), 20.0)
    assert any(n >= count // 2 for n in alone)


def test_each_exam_has_its_recall_and_a_nearer_one_raises_its_own() -> None:
    rng = np.random.default_rng(8)
    asked, found = deck(rng), memories(rng)
    both = projected(DEFAULT_PARAMETERS, asked, found, halves(6.0, 24.0), [10.0] * 24)
    late = projected(DEFAULT_PARAMETERS, asked, found, halves(6.0, 24.0)[1:], [10.0] * 24)
    assert both.recall.shape == (2, COUNT)
    assert late.recall.shape == (1, COUNT)
    early = slice(0, COUNT // 2)
    without = projected(DEFAULT_PARAMETERS, asked, found, [exam(24.0, 24), exam(6.0, 6)], [10.0] * 24).recall[1]
    assert both.recall[0][early].mean() >= without[early].mean() - 0.02
    assert (both.answered[1] >= both.answered[0] - 1e-9).all()


# ---- lessons ----


def lessons(minutes: float) -> tuple[Deck, Memories]:
    """Two topics of six questions of two minutes, and a lesson before the second's; the first is begun."""
    seen = np.arange(12) < 6
    found = Memories(np.full(12, 3.0), np.full(12, 5.0), np.full(12, 3.0), seen)
    return Deck(np.full(12, 2.0), np.ones(12), np.repeat([0, 1], 6), [[], [0]], [0.0, minutes]), found


def test_a_lesson_is_read_within_the_minutes_of_the_day() -> None:
    asked, found = lessons(8.0)
    assert asked.costs(found.seen)[6:].tolist() == [2.0 + 8.0 / MOST_NEW] * 6
    places = today(DEFAULT_PARAMETERS, asked, found, 10.0, 20.0)
    new = [n for n in places if n >= 6]
    assert new
    assert 2.0 * len(places) + 8.0 <= 20
    short = today(DEFAULT_PARAMETERS, asked, found, 10.0, 9.0)  # no room for it
    assert short
    assert all(n < 6 for n in short)


def test_a_lesson_is_followed_by_the_questions_of_its_topic_before_another_is_opened() -> None:
    nothing = Memories(np.full(12, 3.0), np.full(12, 5.0), np.full(12, 3.0), np.zeros(12, bool))
    weights = np.tile([9.0, 1.0, 1.0, 1.0, 1.0, 1.0], 2)
    asked = Deck(np.full(12, 2.0), weights, np.repeat([0, 1], 6), [[], []], [4.0, 4.0])
    places = today(DEFAULT_PARAMETERS, asked, nothing, 10.0, 14.0)
    assert [n // 6 for n in places] == [0, 0, 0]
    assert len(today(DEFAULT_PARAMETERS, asked, nothing, 10.0, 20.0)) == 2 * MOST_NEW


def test_a_lesson_that_was_read_or_whose_topic_is_begun_takes_no_minutes() -> None:
    asked, found = lessons(0.0)
    assert 2.0 * len(today(DEFAULT_PARAMETERS, asked, found, 10.0, 18.0)) == 18
    asked, found = lessons(30.0)
    begun = replace(found, seen=np.arange(12) < 7)
    assert asked.costs(begun.seen).tolist() == [2.0] * 12
    assert any(n > 6 for n in today(DEFAULT_PARAMETERS, asked, begun, 10.0, 18.0))
