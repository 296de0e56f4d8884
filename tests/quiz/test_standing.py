"""How far a learner is with a topic, and what is recalled of each group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content import questions
from content.lessons.reading import reading_minutes
from content.route import route
from quiz.areas import areas
from quiz.schedule import DEFAULT_PARAMETERS, Rating, new_card, retrievability, review
from quiz.standing import ENOUGH, Standing, first_questions, standings

NOW = datetime(2026, 3, 2, 12, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_topic_is_done_when_enough_went_well() -> None:
    scores = {f"lstm/{n}": (2, 0.9) for n in range(ENOUGH)} | {"gru/a": (1, 1.0), "gru/b": (0, 0.0)}
    assert standings(scores) == {"lstm": Standing(ENOUGH, 0.9), "gru": Standing(1, 1.0)}
    assert [Standing(n, s).state for n, s in ((0, 0), (1, 1), (ENOUGH, 0.59), (ENOUGH, 0.6))] == [
        "new", "begun", "begun", "done",
    ]  # fmt: skip


def test_the_first_questions_make_a_topic_done() -> None:
    found = first_questions(questions("lstm"))
    assert len(found) == ENOUGH
    assert max(q.difficulty for q in found) <= min(q.difficulty for q in questions("lstm") if q not in found)


def test_a_longer_lesson_takes_longer() -> None:
    minutes = {topic.id: reading_minutes(topic.id) for group in route() for topic in group.topics}
    assert all(1 < each < 30 for each in minutes.values())


def test_areas_are_means_over_their_cards_the_weakest_first() -> None:
    fresh, _ = review(new_card("lstm/a", NOW - DAY), Rating.GOOD, NOW - DAY)
    old, _ = review(new_card("gru/b", NOW - 30 * DAY), Rating.GOOD, NOW - 30 * DAY)
    weak, _ = review(new_card("rnn/c", NOW - 20 * DAY), Rating.AGAIN, NOW - 20 * DAY)
    found = areas(route(), [fresh, old, weak], NOW, NOW + DAY, DEFAULT_PARAMETERS)
    assert [(one.group.id, one.practised, one.due) for one in found] == [("recurrent", 1, 1), ("gated", 2, 1)]
    gated = found[1]
    recall = [retrievability(card, NOW + DAY, DEFAULT_PARAMETERS) for card in (fresh, old)]
    assert gated.recall == pytest.approx(sum(recall) / 2)
    assert gated.exam is None
