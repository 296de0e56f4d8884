"""How far a learner is with a topic, and what is recalled of each group."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content import questions
from content.lessons.reading import reading_minutes
from content.route import route
from quiz.areas import areas
from quiz.schedule import AGAIN_BELOW, DEFAULT_PARAMETERS, Rating, new_card, retrievability, review
from quiz.topic_progress import ENOUGH, Standing, first_questions, standings

NOW = datetime(2026, 3, 2, 12, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_topic_is_done_when_enough_went_well() -> None:
    scores = {f"lstm/{n}": (2, 0.9) for n in range(ENOUGH)} | {"gru/a": (1, 1.0), "gru/b": (0, 0.0)}
    assert standings(scores) == {"lstm": Standing(ENOUGH, 0.9, ENOUGH), "gru": Standing(1, 1.0, 1)}
    found = (Standing(0, 0, 0), Standing(1, 1, 1), Standing(ENOUGH, 0.59, 2), Standing(ENOUGH, 0.6, 2))
    assert [one.state for one in found] == ["new", "begun", "begun", "done"]


def test_a_question_that_was_not_known_begins_no_topic() -> None:
    """As a placement asks them: one or two of a topic, answered wrong."""
    scores = {"lstm/a": 0.0, "lstm/b": AGAIN_BELOW - 0.1, "gru/a": 0.0, "gru/b": AGAIN_BELOW}
    found = standings({id: (1, score) for id, score in scores.items()})
    assert {topic: one.state for topic, one in found.items()} == {"lstm": "new", "gru": "begun"}
    tried = standings({f"lstm/{n}": (1, 0.0) for n in range(ENOUGH)})
    assert tried["lstm"].state == "begun"  # it was worked on
    read = standings({"lstm/a": (1, 0.0)}, {"lstm", "gru"})
    assert {topic: one.state for topic, one in read.items()} == {"lstm": "begun", "gru": "begun"}
    assert (read["gru"].answered, read["gru"].score) == (0, 0)


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
