"""Answers held against key points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import SpokenQuestion
from quiz.kinds import spoken
from quiz.kinds.spoken import NONE, PART, WRITTEN, PosedSpoken
from quiz.posed import single_cell
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
