"""Oral exams: what is drawn, how long it takes, where a question stands."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import SpokenQuestion, questions
from quiz.kinds import pose
from quiz.kinds.spoken import ASKED as FOLLOWED
from quiz.kinds.spoken import NONE, PART, PosedSpoken
from quiz.oral import (
    ASKED,
    AWAY,
    BOARD_KINDS,
    BOARD_MINUTES,
    CLOSED,
    ENDED,
    SPEAKING,
    Allowed,
    OralSpecification,
    allowed,
    compose,
    left_alone,
    minutes,
    moment_of,
    pose_all,
    spent,
    stage,
    stamp,
    suitable,
)
from quiz.pace import usual_minutes
from quiz.paper_forms import is_oral
from quiz.posed import Rows, single_cell
from tests.examples import examples

EVERY = questions()
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TIME = Allowed(60, 120)

wishes = st.builds(
    OralSpecification,
    spoken=st.integers(1, 8),
    board=st.integers(0, 3),
    follow_ups=st.booleans(),
    topics=st.sets(st.sampled_from(sorted({q.topic for q in EVERY})), max_size=4).map(tuple),
    easiest=st.integers(1, 3),
    hardest=st.integers(2, 5),
)


@examples(25)
@given(wishes, st.integers(0, 2**31 - 1))
def test_whatever_is_wished_for_is_kept(wanted: OralSpecification, seed: int) -> None:
    chosen = compose(wanted, EVERY, seed)
    spoken, board = suitable(wanted, EVERY)
    aloud = [q for q in chosen if q.kind == "spoken"]
    assert len(aloud) == min(wanted.spoken, len(spoken))
    assert len(chosen) - len(aloud) == min(wanted.board, len(board))
    assert len({q.id for q in chosen}) == len(chosen)
    assert {q.id for q in chosen} <= {q.id for q in (*spoken, *board)}
    assert all(not wanted.topics or q.topic in wanted.topics for q in chosen)
    assert chosen == compose(wanted, EVERY, seed)


def test_the_order_and_the_questions_are_drawn_and_topics_spread() -> None:
    exams = [compose(OralSpecification(), EVERY, seed) for seed in range(12)]
    assert len({tuple(q.id for q in exam) for exam in exams}) == 12
    assert len({[q.kind == "spoken" for q in exam].index(False) for exam in exams}) > 1
    assert all(len({q.topic for q in exam}) == 4 for exam in exams)
    assert all(any(isinstance(q, SpokenQuestion) and q.follow_ups for q in exam) for exam in exams)


def test_the_board_is_for_short_computations() -> None:
    _spoken, board = suitable(OralSpecification(), EVERY)
    assert {q.kind for q in board} == set(BOARD_KINDS)
    assert max(map(usual_minutes, board)) <= BOARD_MINUTES


@pytest.mark.parametrize("follow_ups", [True, False])
def test_follow_ups_are_asked_where_they_are_wanted(follow_ups: bool) -> None:
    wanted = OralSpecification(follow_ups=follow_ups, topics=("lstm", "self-attention"))
    posed = pose_all(compose(wanted, EVERY, 3), wanted, 3)
    spoken = [p for p in posed if isinstance(p, PosedSpoken)]
    assert len(spoken) == 3
    assert {bool(p.follow_ups) for p in spoken} == {follow_ups}


def test_time_is_told_for_questions_follow_ups_and_the_board() -> None:
    wanted = asdict(OralSpecification(thinking=30, speaking=90))
    spoken = pose(next(q for q in EVERY if q.id == "lstm/explain"), 1)
    board = pose(next(q for q in EVERY if q.id == "next-sentence/parameters"), 1)
    assert allowed(wanted, spoken) == Allowed(30, 90)
    assert allowed(wanted, spoken, follow_up=True) == Allowed(0, 45)
    assert allowed(wanted, board) == Allowed(0, 90)
    # three follow-ups: 120 + 60 + 3 × (45 + 60) + 90 seconds
    assert minutes(wanted, [spoken, board]) == 10
    assert allowed({"thinking": "x", "speaking": -1}, spoken) == Allowed(60, 120)
    assert is_oral(wanted)
    assert not is_oral({"marks": 40})


def test_a_spoken_question_goes_through_its_stages() -> None:
    posed = pose(next(q for q in EVERY if q.id == "lstm/explain"), 1)
    assert isinstance(posed, PosedSpoken)
    answers: dict[str, Rows] = {}
    assert stage(posed, answers) == "waiting"
    answers[ASKED] = stamp(NOW)
    assert stage(posed, answers) == "answering"
    answers[PART] = single_cell(NONE)
    assert stage(posed, answers) == "ticking"
    answers[posed.rounds[1].part] = ((FOLLOWED, NOW.isoformat()),)
    assert stage(posed, answers) == "answering"
    answers[posed.rounds[1].part] = single_cell(NONE)
    assert stage(posed, answers) == "ticking"
    answers[CLOSED] = stamp(NOW)
    assert stage(posed, answers) == "closed"


def test_a_question_for_the_board_is_over_when_it_is_ended() -> None:
    posed = pose(next(q for q in EVERY if q.id == "next-sentence/parameters"), 1)
    answers: dict[str, Rows] = {ASKED: stamp(NOW), "number": single_cell("5")}
    assert stage(posed, answers) == "answering"
    assert stage(posed, {**answers, ENDED: stamp(NOW)}) == "ticking"


def at(seconds: float) -> Rows:
    return stamp(NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("early", "ended", "thought", "spoke"),
    [
        (None, 40, 40, 0),  # not yet speaking
        (None, 100, 60, 40),  # the time to think ran out
        (20, 100, 20, 80),  # began early
        (20, 300, 20, 280),  # over time
        (90, 100, 60, 40),  # pressed when the time to think was over already
        (-30, 50, 0, 50),  # the clock was set back
        (None, -50, 0, 0),
    ],
)
def test_time_spent(early: float | None, ended: float, thought: float, spoke: float) -> None:
    answers = {ASKED: at(0), ENDED: at(ended)} | ({} if early is None else {SPEAKING: at(early)})
    found = spent(answers, TIME, NOW)
    assert found is not None
    assert (found.thinking, found.speaking) == (thought, spoke)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-03-01T09:00:00", "9" * 400])
def test_a_time_that_cannot_be_read_is_none(text: str) -> None:
    assert moment_of({ASKED: single_cell(text)}, ASKED) is None
    assert spent({ASKED: single_cell(text)}, TIME, NOW) is None


def test_a_question_that_was_left_for_long_is_left_alone() -> None:
    limit = timedelta(seconds=180) + AWAY
    assert not left_alone(NOW, TIME, NOW + limit)
    assert left_alone(NOW, TIME, NOW + limit + timedelta(seconds=1))
    assert left_alone(NOW, TIME, NOW - AWAY - timedelta(seconds=1))
