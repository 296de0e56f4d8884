"""Every question of the content, of whatever kind: put, kept, put again, answered rightly, wrongly and not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import Question, questions
from quiz.kinds import pose
from quiz.posed import Posed

ONE_OF_EACH = list({(q.kind, q.topic): q for q in questions()}.values())
DRAWN = ("steps", "find", "order", "choice", "result", "convention")
typed = st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=4)


@pytest.mark.parametrize("question", questions(), ids=lambda q: q.id)
def test_the_solution_earns_full_marks_also_when_put_again(question: Question) -> None:
    for seed in (1, 2, 3):
        posed = pose(question, seed)
        assert posed.possible > 0
        assert set(posed.solution()) == set(posed.parts)
        again = pose(question, seed, json.loads(json.dumps(posed.drawn)))
        assert again.drawn == posed.drawn
        for one in (posed, again):
            marking = one.mark(posed.solution())
            assert {step.status for step in marking.steps} == {"right"}
            assert marking.points == pytest.approx(one.possible)
            assert marking.possible == pytest.approx(one.possible)
            assert {step.step for step in marking.steps} <= set(one.parts)


@pytest.mark.parametrize("question", questions(), ids=lambda q: q.id)
def test_nothing_earns_nothing(question: Question) -> None:
    marking = pose(question, 4).mark({})
    assert {step.status for step in marking.steps} == {"blank"}
    assert marking.points == 0


@pytest.mark.parametrize("question", ONE_OF_EACH[::7], ids=lambda q: q.id)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_is_marked(question: Question, data: st.DataObject) -> None:
    posed: Posed[Question] = pose(question, 5)
    answers = data.draw(st.dictionaries(st.sampled_from([*posed.parts, "no such part"]), typed))
    marking = posed.mark(answers)
    assert 0 <= marking.points <= posed.possible
    assert all(step.points <= step.possible for step in marking.steps)
    assert all(step.points == 0 for step in marking.steps if step.status == "blank")


@pytest.mark.parametrize("question", [q for q in ONE_OF_EACH if q.kind in DRAWN], ids=lambda q: q.id)
def test_other_seeds_give_other_numbers(question: Question) -> None:
    assert len({json.dumps(pose(question, seed).drawn) for seed in range(8)}) > 1
