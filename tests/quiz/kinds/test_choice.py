"""Choices in a drawn order, marked by what was ticked."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from content import ChoiceQuestion
from quiz.kinds import choice
from quiz.kinds.choice import PART, PosedChoice
from tests.made import made


def posed(name: str, seed: int = 1, drawn: dict[str, object] | None = None) -> PosedChoice:
    question = next(q for q in made("choice") if q.id.endswith(name))
    assert isinstance(question, ChoiceQuestion)
    return choice.pose(question, seed, drawn)


def points(put: PosedChoice, *ticked: int) -> float:
    return put.mark({PART: (tuple(put.names[k] for k in ticked),)}).points


def test_one_choice_is_right_or_not() -> None:
    put = posed("choice")
    assert [points(put, k) for k in range(3)] == [3, 0, 0]


def test_of_several_each_wrong_tick_takes_back_what_a_right_one_brings() -> None:
    put = posed("choices")
    assert points(put, 0, 3) == 3
    assert points(put, 0) == 1.5
    assert points(put, 0, 3, 1) == 1.5
    assert points(put, 0, 1) == points(put, 0, 1, 2, 3) == points(put, 1) == 0


def test_every_order_is_drawn_and_kept() -> None:
    drawn = {posed("choice", seed).order for seed in range(60)}
    assert len(drawn) == 6
    for seed in range(10):
        put = posed("choices", seed)
        again = posed("choices", 99, json.loads(json.dumps(put.drawn)))
        assert again.order == put.order
        assert again.mark(put.solution()).points == put.possible


@given(rows=st.lists(st.lists(st.text(max_size=8) | st.integers().map(str), max_size=5), max_size=3))
def test_whatever_is_handed_in_is_marked(rows: list[list[str]]) -> None:
    put = posed("choices")
    assert 0 <= put.mark({PART: rows}).points <= put.possible


def test_what_is_no_tick_is_passed_over() -> None:
    put = posed("choices")
    assert put.ticked({PART: ((put.names[1], "x", "", "²", "9" * 5000, "-1", "2", put.names[2]),)}) == {1, 2}
