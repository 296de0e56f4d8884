"""Answers held against key points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import SpokenQuestion, questions
from quiz.kinds import put_again, spoken, worth
from quiz.kinds.spoken import ASKED, FOLLOW_UP, NONE, PART, WRITTEN, PosedSpoken
from quiz.posed import Rows, single_cell
from tests.made import made


def posed() -> PosedSpoken:
    question = made("spoken")[0]
    assert isinstance(question, SpokenQuestion)
    return spoken.pose(question, 1)


@given(made_=st.sets(st.integers(0, 2)), text=st.text(max_size=80))
def test_each_point_brings_its_marks_and_the_text_none(made_: set[int], text: str) -> None:
    put = posed()
    answers = {PART: (tuple(put.names[k] for k in made_) or (NONE,),), WRITTEN: single_cell(text)}
    marking = put.mark(answers)
    assert marking.points == sum(put.question.points[k].marks for k in made_)
    assert marking[PART].status == ("right" if len(made_) == 3 else "wrong")


@pytest.mark.exhaustive
@given(rows=st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=3))
def test_whatever_is_handed_in_is_marked(rows: list[list[str]]) -> None:
    put = posed()
    assert 0 <= put.mark({PART: rows, WRITTEN: rows}).points <= put.possible


def test_what_is_only_written_is_not_marked() -> None:
    put = posed()
    assert put.possible == 3.5
    assert put.mark({WRITTEN: single_cell("It keeps the variance.")})[PART].status == "blank"
    assert set(put.solution()) == set(put.parts) == {PART, WRITTEN}
    assert put.mark(put.solution()).points == pytest.approx(3.5)


# ---- follow-ups ----


def with_follow_ups() -> PosedSpoken:
    question = made("spoken")[1]
    assert isinstance(question, SpokenQuestion)
    return spoken.pose(question, 1)


def test_follow_ups_are_asked_and_marked_one_after_another() -> None:
    put = with_follow_ups()
    first, second = (one.part for one in put.rounds[1:])
    assert put.parts == (PART, WRITTEN, first, second)
    assert first.startswith(FOLLOW_UP)
    assert worth(put.question) == put.possible == 3 + 1 + 2.5
    answers: dict[str, Rows] = {PART: ((put.names[1],),)}
    assert put.open_round(answers) == 0
    assert put.mark(answers)[first].status == "blank"
    answers[first] = single_cell(ASKED)
    assert put.open_round(answers) == 1
    assert not put.rounds[1].shown(answers)
    assert put.mark(answers)[first].status == "blank"
    answers[first] = single_cell(NONE)
    assert put.rounds[1].shown(answers)
    assert put.mark(answers)[first].status == "wrong"
    answers[second] = ((put.rounds[2].names[0],),)
    assert put.open_round(answers) == 2
    assert [step.points for step in put.mark(answers).steps] == [2, 0, 1.5]
    assert put.mark(put.solution()).points == put.possible


def test_a_stored_instance_has_the_follow_ups_it_was_asked_with() -> None:
    put = with_follow_ups()
    assert put_again(put.question, 1, put.drawn) == put
    alone = put.without_follow_ups()
    assert alone.drawn == {"points": list(put.names)}
    assert put_again(put.question, 1, alone.drawn) == alone
    assert alone.possible == spoken.worth_alone(put.question) == 3
    gone = {**put.drawn, "follow_ups": [["f-that-is-gone", ["f-1"]]]}
    assert put_again(put.question, 1, gone) is None
    changed = {**put.drawn, "follow_ups": [[put.follow_ups[0][0].text.key, ["f-other-points"]]]}
    assert put_again(put.question, 1, changed) is None


def test_what_is_read_out_has_no_formulas() -> None:
    put = with_follow_ups()
    assert [one.aloud.en for one in put.rounds] == ["And then?", "What if it is one?", "Who divides otherwise?"]
    for question in questions():
        if isinstance(question, SpokenQuestion):
            for one in spoken.pose(question, 1).rounds:
                assert "$" not in one.aloud.en + one.aloud.zh, question.id


def test_three_topics_have_two_or_three_follow_ups_to_each_spoken_question() -> None:
    for topic in ("self-attention", "lstm", "multi-head"):
        for question in questions(topic):
            if isinstance(question, SpokenQuestion):
                assert 2 <= len(question.follow_ups) <= 3, question.id
