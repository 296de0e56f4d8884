"""Plans: topics spread over days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content import headings
from content.route import in_plan
from content.schema import PLANS, Plan, TopicHeading
from quiz.plan import DAYS, FOR_REVIEWS, plan_for, spread

FIRST = date(2026, 12, 1)


def _cost(topic: TopicHeading) -> float:
    return 10.0 + 20.0 * (topic.order % 1)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("minutes", [20, 45, 120])
def test_every_topic_gets_all_its_minutes_in_order_or_is_left_out(plan: Plan, minutes: int) -> None:
    topics = [one for one in headings() if in_plan(one, plan)]
    found = spread(topics, _cost, FIRST, DAYS[plan], minutes)
    given: dict[str, float] = {}
    for one in found.days:
        assert one.minutes <= minutes * (1 if one.day == FIRST else 1 - FOR_REVIEWS) + 1e-9
        assert FIRST <= one.day < FIRST + timedelta(days=DAYS[plan])
        for topic, part in one.topics:
            given[topic.id] = given.get(topic.id, 0) + part
    done = [one for one in topics if one not in found.left_out]
    assert list(given)[: len(done)] == [one.id for one in done]
    assert all(given[one.id] == pytest.approx(_cost(one)) for one in done)
    assert [one for one in topics if one in found.left_out] == list(found.left_out)


def test_what_does_not_fit_is_said() -> None:
    topics = headings()[:4]
    found = spread(topics, lambda _: 30, FIRST, 2, 30)
    assert [[topic.id for topic, _ in one.topics] for one in found.days] == [[topics[0].id], [topics[1].id]]
    assert found.left_out == topics[1:]


def test_without_minutes_no_day_has_anything() -> None:
    topics = tuple(headings()[:3])
    found = spread(topics, lambda _: 10, FIRST, 2, 0)
    assert (found.days, found.left_out) == ((), topics)


def test_what_only_longer_plans_have_is_left_out_first() -> None:
    longest = [one for one in headings() if one.plan == "whole-course"]
    short_of_time = spread(headings(), lambda _: 10, FIRST, (len(headings()) - len(longest)) // 2 + 2, 30)
    left = list(short_of_time.left_out)
    assert 0 < len(left) < len(longest)
    assert left == longest[-len(left) :]
    shorter = spread(headings(), lambda _: 10, FIRST, 5, 30)
    assert {one.plan for one in shorter.left_out} >= {"whole-course", "two-weeks"}
    assert [one for day in shorter.days for one, _ in day.topics if one.plan == "whole-course"] == []


def test_a_topic_longer_than_all_days_is_begun() -> None:
    found = spread(headings()[:3], lambda _: 300, FIRST, 2, 30)
    assert [[topic.id for topic, _ in one.topics] for one in found.days] == [[headings()[0].id]] * 2
    assert found.left_out == headings()[:3]


def test_all_that_fits_is_done() -> None:
    topics = headings()[:4]
    assert spread(topics, lambda _: 30, FIRST, 30, 30).left_out == ()
    assert spread((), _cost, FIRST, 3, 30).days == ()


@pytest.mark.parametrize(
    ("days", "plan"),
    [(0, "three-days"), (3, "three-days"), (4, "two-weeks"), (14, "two-weeks"), (15, "whole-course"),
     (None, "whole-course")],
)  # fmt: skip
def test_the_plan_follows_from_the_days_that_are_left(days: int | None, plan: Plan) -> None:
    assert plan_for(days) == plan
