"""Options that are not stated with a question: no value of theirs changes an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from content import question, questions, topics
from engine import EngineError, choices
from engine.execution.run import evaluate
from engine.expression.node import names
from engine.options import matters
from quiz.exercises.irrelevant_options import undecided
from quiz.exercises.sheet import Sheet, computation, spelled_out
from quiz.kinds import pose

SHEETS = [q for topic in topics() for q in questions(topic.id) if q.kind in ("steps", "find", "result")]


def sheet(asked: Any) -> Sheet:
    posed: Any = pose(asked, 3)
    found: Sheet = posed.sheet
    return found


def answers(of: Sheet, option: str, value: Any) -> list[Any]:
    """The asked steps under another value of an option, computed from what the sheet shows; none where it cannot be."""
    try:
        program = computation(of.mechanism, replace(of.options, **{option: value}), of.sizes, begun=of.begun)
    except (EngineError, KeyError):
        return []
    hidden = tuple(id for id in reversed(program.steps) if id not in {*of.asked, *of.given})
    formulas = [spelled_out(program, id, hidden) for id in of.asked]
    known = {*of.program.inputs, *of.program.steps}
    assert {name for formula in formulas for name in names(formula)} <= known, (option, value)
    arrays = {name: of.truth[name] for name in known}
    return [evaluate(formula, arrays) for formula in formulas]


@pytest.mark.parametrize("asked", SHEETS, ids=lambda q: q.id)
def test_no_value_of_an_option_that_is_not_stated_changes_an_answer(asked: Any) -> None:
    of = sheet(asked)
    for option in () if of.gradient_of else undecided(of):
        for value in choices(type(of.options))[option]:
            for id, found in zip(of.asked, answers(of, option, value), strict=False):
                np.testing.assert_allclose(found, of.truth[id], err_msg=f"{option} = {value}: {id}")


def stated(id: str) -> list[str]:
    of = sheet(question(id))
    return [name for name in choices(type(of.options)) if matters(of.options, name) and name not in undecided(of)]


@pytest.mark.parametrize(
    ("id", "names"),
    [
        ("multi-head/split-and-score", ["tokens"]),
        ("scaled-dot-product/by-hand", ["tokens", "scale", "mask", "softmax"]),
        ("self-attention/from-the-tokens", ["tokens", "weights", "scale", "mask", "softmax"]),
        ("self-attention/score-and-scale", ["tokens", "scale"]),
        ("mixture-of-experts/combine", ["tokens"]),
    ],
)
def test_what_can_change_an_answer_is_stated(id: str, names: list[str]) -> None:
    assert stated(id) == names
