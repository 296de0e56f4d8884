"""A learner's plan made from the content: where a newcomer begins, and that its figures stand still within a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from content import Question, headings, questions
from content.lessons.reading import reading_minutes
from content.question_base import topic_of
from content.route import in_plan, route
from quiz.exam_plan import ComingExam, ExamPlan, Wanted, exam_plan
from quiz.review_session import placement
from quiz.schedule import DAY, DEFAULT_PARAMETERS, CardState

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAYS = 28
MINUTES = 20.0
NOT_KNOWN, KNOWN = 0.2, 2.3  # days of stability after a first answer


def plan(cards: Iterable[CardState], unread: Iterable[str], now: datetime = NOW, today: Iterable[str] = ()) -> ExamPlan:
    """For an exam in four weeks on the topics of the shortest plan."""
    coming = ComingExam(NOW + timedelta(days=DAYS, hours=1), DAYS, (), "three-days")
    lessons = tuple((topic, reading_minutes(topic)) for topic in unread)
    wanted = Wanted((coming,), tuple(cards), frozenset(today), now, (MINUTES,) * DAYS, lessons, 1.0, DEFAULT_PARAMETERS)
    found = exam_plan(wanted)
    assert found
    return found


def card(id: str, stability: float, days: float, now: datetime = NOW) -> CardState:
    return CardState(id, now, stability, 6.0, now - days * DAY)


# ---- where to begin ----


@pytest.mark.parametrize("seed", range(6))
def test_whoever_knew_nothing_when_placed_begins_where_nothing_is_needed(seed: int) -> None:
    """A question of each group was asked and not known: no topic is begun by that, nor asked again before its turn."""
    asked = [item.question_id for item in placement(route(), questions, seed)]
    items = plan((card(id, NOT_KNOWN, 1) for id in asked), (one.id for one in headings())).today(120.0)
    needs = {one.id: set(one.needs) for one in headings()}
    assert not needs[items[0].question_id]
    assert items[0].why == "lesson"
    read: set[str] = set()
    for item in items:
        if item.is_lesson:
            read.add(item.question_id)
        assert topic_of(item.question_id) in read
        assert not needs[topic_of(item.question_id)]  # today nothing that builds on something is begun


def test_what_was_known_when_placed_opens_what_builds_on_it() -> None:
    first = headings()[0].id
    known = max(questions(first), key=lambda q: q.difficulty).id
    items = plan([card(known, KNOWN, 1)], (one.id for one in headings()[1:])).today(240.0)
    assert first in {need for one in headings() for need in one.needs if one.id in {i.question_id for i in items}}


# ---- what is expected ----


def practised() -> list[CardState]:
    """The first four questions of the first six topics, answered some days ago."""
    topics = [one.id for one in headings() if in_plan(one, "three-days")][:6]
    each = [(k, j, q.id) for k, id in enumerate(topics) for j, q in enumerate(_easiest(id))]
    return [card(id, 0.6 + 1.3 * ((3 * k + j) % 5), 0.4 + 0.7 * j) for k, j, id in each]


def _easiest(topic: str) -> list[Question]:
    return sorted(questions(topic), key=lambda q: q.difficulty)[:4]


def by_area(found: ExamPlan) -> dict[str, float]:
    """What is expected on the day of the exam, in points."""
    return {area.group.id: 100 * (area.exam or 0.0) for area in found.areas(route())}


def looks() -> list[dict[str, float]]:
    """A day's looks at the plan: hour by hour, and after each of six answers, right and wrong in turn."""
    cards = {one.question_id: one for one in practised()}
    unread = {one.id for one in headings()} - {topic_of(id) for id in cards}
    found = [by_area(plan(cards.values(), unread, NOW + timedelta(hours=n))) for n in range(8)]
    asked = [item.question_id for item in plan(cards.values(), unread).today(MINUTES) if not item.is_lesson][:6]
    for n, id in enumerate(asked):
        cards[id] = card(id, KNOWN if n % 2 else NOT_KNOWN, 0)
        found.append(by_area(plan(cards.values(), unread, today=asked[: n + 1])))
    return found


def test_what_is_expected_of_an_area_stands_still_within_a_day() -> None:
    """The plan may begin another topic for an hour or an answer; that is no reason for other figures."""
    found = looks()
    assert len(found) == 14
    moved = {area: max(one[area] for one in found) - min(one[area] for one in found) for area in found[0]}
    assert max(moved.values()) < 5
