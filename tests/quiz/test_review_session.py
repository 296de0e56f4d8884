"""Sessions: what is asked in which order, what comes again, and what is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from content import question, questions
from content.route import route
from quiz.pace import usual_minutes
from quiz.review_session import (
    Item,
    Result,
    ReviewSession,
    begin_with,
    compose,
    fresh_questions,
    placement,
    restored,
    scores_by_group,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _session(*ids: str, **changes: Any) -> ReviewSession:
    values = {"kind": "today", "begun": NOW, "items": tuple(Item(id, "due") for id in ids), **changes}
    return ReviewSession(**values)


def _result(id: str, points: float, why: Any = "due") -> Result:
    return Result(id, f"attempt of {id}", points, 3.0, why, 0.8, NOW)


def test_what_is_right_is_done_with() -> None:
    after = _session("a/b", "a/c").answered(_result("a/b", 3.0))
    assert (after.place, after.current, len(after.items)) == (1, Item("a/c", "due"), 2)
    assert after.answered(_result("a/c", 2.0)).current is None


def test_what_was_failed_comes_again_at_the_end_twice_at_most() -> None:
    session = _session("a/b", "a/c").answered(_result("a/b", 1.0)).answered(_result("a/c", 3.0))
    assert session.current == Item("a/b", "again")
    session = session.answered(_result("a/b", 1.5, "again"))
    assert session.current == Item("a/b", "again")
    assert session.answered(_result("a/b", 0.0, "again")).current is None


def test_of_a_placement_nothing_comes_again() -> None:
    assert _session("a/b", kind="placement").answered(_result("a/b", 0.0, "placement")).current is None


def test_a_question_can_be_put_off() -> None:
    session = _session("a/b", "a/c", "a/d").answered(_result("a/b", 3.0)).later()
    assert [item.question_id for item in session.items] == ["a/b", "a/d", "a/c"]
    assert session.place == 1


def test_questions_that_are_gone_are_left_out_of_what_is_to_come() -> None:
    answered = _session("a/b", "a/c", "a/d").answered(_result("a/b", 3.0))
    session = answered.without(lambda item: item.question_id == "a/d")
    assert [item.question_id for item in session.items] == ["a/b", "a/d"]
    assert session.current == Item("a/d", "due")


def test_a_session_comes_back_from_what_was_kept() -> None:
    session = _session("a/b", "a/c").answered(_result("a/b", 0.0)).answered(Result("a/c", "x", 1, 1, "new"))
    assert restored(json.loads(json.dumps(session.plain))) == session


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "tomorrow"}, {"begun": "yesterday"}, {"begun": "2026-03-02"}, {"items": []}, {"items": [["a/b"]]},
        {"items": [["a/b", "why"]]}, {"items": 3}, {"results": [{}]}, {"results": [None] * 3},
    ],
)  # fmt: skip
def test_what_is_no_session_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        restored({**_session("a/b").answered(_result("a/b", 3.0)).plain, **changes})


# ---- what is asked ----


def _cost(_id: str) -> float:
    return 4.0


def test_everything_due_is_asked_and_new_ones_while_there_is_time() -> None:
    found = compose(["a", "b", "c"], iter(["n", "m", "k"]), 20, _cost)
    assert [(item.question_id, item.why) for item in found] == [
        ("a", "due"), ("b", "due"), ("c", "due"), ("n", "new"), ("m", "new"),
    ]  # fmt: skip
    assert len(compose(list("abcdefgh"), ["n"], 20, _cost)) == 8


def test_a_short_session_ends_with_its_minutes() -> None:
    assert len(compose(list("abcdefgh"), ["n"], 10, _cost, whole=False)) == 2
    assert len(compose(["a"], ["n", "m", "k"], 10, _cost, whole=False)) == 2
    assert [item.question_id for item in compose(["a", "b"], [], 1, _cost, whole=False)] == ["a"]
    assert [item.why for item in compose([], ["n", "m"], 1, _cost, whole=False)] == ["new"]
    assert compose([], [], 10, _cost) == ()


def test_new_questions_come_topic_by_topic_the_easiest_first() -> None:
    topics = [questions("word-similarity"), questions("embedding")]
    done = {questions("word-similarity")[0].id}
    found = [question(id) for id in fresh_questions(topics, done.__contains__)]
    assert [q.topic for q in found] == ["word-similarity"] * 3 + ["embedding"] * 3
    assert not done & {q.id for q in found}
    for some in (found[:3], found[3:]):
        assert [q.difficulty for q in some] == sorted(q.difficulty for q in some)


# ---- where to begin ----


@pytest.mark.parametrize("seed", range(5))
def test_ten_short_questions_along_the_route_place_a_newcomer(seed: int) -> None:
    found = [question(item.question_id) for item in placement(route(), questions, seed)]
    assert len({q.id for q in found}) == 10
    group_of = {topic.id: n for n, group in enumerate(route()) for topic in group.topics}
    places = [group_of[q.topic] for q in found]
    assert places == sorted(places)
    assert set(places) == set(range(len(route())))
    assert sum(map(usual_minutes, found)) <= 20


def test_another_seed_asks_others() -> None:
    assert placement(route(), questions, 1) == placement(route(), questions, 1)
    assert placement(route(), questions, 1) != placement(route(), questions, 2)


def test_one_begins_with_the_first_group_that_was_failed() -> None:
    results = [_result("embedding/x", 3.0), _result("self-attention/x", 3.0), _result("masked-softmax/x", 0.0)]
    scores = scores_by_group(route(), results)
    assert [(g.id, score) for g, score in scores if score is not None] == [("vectors", 1.0), ("attention", 0.5)]
    assert begin_with(scores).id == "attention"
    assert begin_with(scores_by_group(route(), [_result("lstm/x", 3.0)])).id == "encoder-decoder"
