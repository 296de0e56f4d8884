"""True or false, and why: both parts marked, the reason only with the verdict that it speaks for."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from content import JudgeQuestion, Question, questions
from quiz.kinds import judge
from quiz.kinds.judge import REASON, VERDICT, PosedJudge

ASKED = [q for q in questions() if isinstance(q, JudgeQuestion)]


def marked(posed: PosedJudge, verdict: str, reason: str) -> tuple[float, list[str]]:
    marking = posed.mark({VERDICT: ((verdict,),), REASON: ((reason,),)})
    return marking.points / posed.possible, [step.status for step in marking.steps]


def test_there_are_true_and_false_ones() -> None:
    assert {q.true for q in ASKED} == {True, False}


@pytest.mark.parametrize("question", ASKED, ids=lambda q: q.id)
def test_half_for_the_verdict_and_half_for_its_reason(question: JudgeQuestion) -> None:
    posed = judge.pose(question, 1)
    other = {"true": "false", "false": "true"}[posed.verdict]
    wrong = next(name for name in posed.names if name != posed.reason)
    assert marked(posed, posed.verdict, posed.reason) == (1, ["right", "right"])
    assert marked(posed, posed.verdict, wrong) == (0.5, ["right", "wrong"])
    assert marked(posed, posed.verdict, "") == (0.5, ["right", "blank"])
    assert marked(posed, other, posed.reason) == (0, ["wrong", "wrong"])
    assert marked(posed, "", posed.reason) == (0, ["blank", "wrong"])
    assert marked(posed, "", "") == (0, ["blank", "blank"])


def test_every_order_is_drawn_and_kept_and_a_changed_reason_is_noticed() -> None:
    question = ASKED[0]
    assert len({judge.pose(question, seed).order for seed in range(60)}) > 5
    posed = judge.pose(question, 7)
    again = judge.pose(question, 99, json.loads(json.dumps(posed.drawn)))
    assert (again.order, again.names) == (posed.order, posed.names)
    fewer = question.model_copy(update={"reasons": question.reasons[:-1]})
    with pytest.raises(LookupError):
        judge.pose(fewer, 7, posed.drawn)


@pytest.mark.parametrize(("right", "said"), [(0, "has 0 right reasons"), (2, "has 2 right reasons")])
def test_exactly_one_reason_is_right(right: int, said: str) -> None:
    words = {"en": "A", "zh": "甲"}
    reasons = [{"text": words, "reason": words, "correct": k < right} for k in range(3)]
    asked = {"kind": "judge", "id": "gru/judge", "title": words, "prompt": words, "difficulty": 1}
    with pytest.raises(ValidationError, match=said):
        TypeAdapter(Question).validate_python({**asked, "statement": words, "true": True, "reasons": reasons})
