"""Composing papers: the marks wanted, spread, the same again for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import questions
from quiz.kinds.spoken import PosedSpoken
from quiz.paper import (
    GRACE,
    LARGEST_SHARE,
    PAPER_KINDS,
    PaperSpecification,
    compose,
    ends,
    pose_all,
    remaining,
    suitable,
    too_late,
    worth,
)
from tests.examples import examples
from tests.sweeps import first_of_each

EVERY = questions()


@pytest.mark.parametrize("marks", [20, 40, 60, 100])
def test_the_marks_are_met_and_topics_and_kinds_are_spread(marks: int) -> None:
    for seed in range(5):
        chosen = compose(PaperSpecification(marks=marks), EVERY, seed)
        assert marks - 1 <= sum(map(worth, chosen)) <= marks
        assert len({q.id for q in chosen}) == len(chosen)
        assert max(Counter(q.topic for q in chosen).values()) <= 2
        assert len({q.kind for q in chosen}) >= min(4, len(chosen))
        assert [q.difficulty for q in chosen] == sorted(q.difficulty for q in chosen)


@pytest.mark.parametrize("marks", [20, 30, 40, 60, 100])
def test_no_question_is_nearly_the_whole_paper(marks: int) -> None:
    for seed in range(12):
        chosen = compose(PaperSpecification(marks=marks), EVERY, seed)
        assert max(map(worth, chosen)) <= LARGEST_SHARE * marks
        assert len({q.kind for q in chosen}) >= 4


def test_a_question_may_have_the_largest_share_itself() -> None:
    papers = [compose(PaperSpecification(marks=30), EVERY, seed) for seed in range(20)]
    assert LARGEST_SHARE * 30 in {worth(q) for paper in papers for q in paper}


@examples(20)
@given(st.sampled_from(sorted({q.topic for q in EVERY})), st.sampled_from([5, 17, 20, 33]), st.integers(0, 999))
def test_marks_are_missed_only_where_no_choice_has_them(topic: str, marks: int, seed: int) -> None:
    wanted = PaperSpecification(marks, topics=(topic,))
    reached = {0.0}
    for q in suitable(wanted, EVERY):
        reached |= {points + worth(q) for points in reached}
    assert sum(map(worth, compose(wanted, EVERY, seed))) == max(points for points in reached if points <= marks)


def test_a_large_question_is_taken_where_there_is_nothing_else() -> None:
    largest = max((q for q in EVERY if q.kind == "steps"), key=worth)
    chosen = compose(PaperSpecification(worth(largest), kinds=("steps",)), [largest], 1)
    assert chosen == (largest,)


wishes = st.builds(
    PaperSpecification,
    marks=st.integers(1, 120),
    topics=st.sets(st.sampled_from(sorted({q.topic for q in EVERY})), max_size=4).map(tuple),
    kinds=st.sets(st.sampled_from(PAPER_KINDS), min_size=1).map(tuple),
    easiest=st.integers(1, 3),
    hardest=st.integers(2, 5),
)


@examples(25)
@given(wishes, st.integers(0, 2**31 - 1))
def test_whatever_is_wished_for_is_kept(wanted: PaperSpecification, seed: int) -> None:
    chosen = compose(wanted, EVERY, seed)
    assert {q.id for q in chosen} <= {q.id for q in suitable(wanted, EVERY)}
    assert sum(map(worth, chosen)) <= wanted.marks
    assert bool(chosen) == bool(suitable(wanted, EVERY))
    assert chosen == compose(wanted, EVERY, seed)
    assert all(q.kind != "spoken" and (not wanted.topics or q.topic in wanted.topics) for q in chosen)


def test_spoken_questions_are_in_a_paper_that_wants_them_without_follow_ups() -> None:
    wanted = PaperSpecification(40, topics=("lstm", "self-attention"), kinds=(*PAPER_KINDS, "spoken"))
    papers = [compose(wanted, EVERY, seed) for seed in range(6)]
    assert all(any(q.kind == "spoken" for q in paper) for paper in papers)
    for paper in papers:
        posed = pose_all(paper, 1)
        assert sum(p.possible for p in posed) == sum(map(worth, paper)) <= 40
        assert not any(p.follow_ups for p in posed if isinstance(p, PosedSpoken))


def test_other_seeds_give_other_papers_and_other_numbers() -> None:
    papers = {tuple(q.id for q in compose(PaperSpecification(), EVERY, seed)) for seed in range(6)}
    assert len(papers) == 6
    chosen = compose(PaperSpecification(), EVERY, 1)
    assert [p.drawn for p in pose_all(chosen, 1)] == [p.drawn for p in pose_all(chosen, 1)]
    assert [p.drawn for p in pose_all(chosen, 1)] != [p.drawn for p in pose_all(chosen, 2)]


@pytest.mark.parametrize("question", first_of_each(lambda q: q.kind, EVERY[::9], lambda q: q.id))
def test_what_a_question_is_worth_is_what_it_is_marked_out_of(question: object) -> None:
    (posed,) = pose_all([question], 3)  # type: ignore[list-item]
    assert worth(posed.question) == pytest.approx(posed.possible)


def test_the_time_runs_out() -> None:
    began = datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert remaining(began, 45, began) == 45 * 60
    assert remaining(began, 45, began + timedelta(minutes=44, seconds=30)) == 30
    assert remaining(began, 45, began + timedelta(hours=2)) == 0
    end = began + timedelta(minutes=45)
    assert ends(began, 45) == end
    assert not too_late(began, 45, end + timedelta(seconds=GRACE))
    assert too_late(began, 45, end + timedelta(seconds=GRACE + 1))
