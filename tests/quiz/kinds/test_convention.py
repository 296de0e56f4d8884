"""Whose result is it: each convention gives its own, and what is given does not tell which is which."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest

from content import ConventionQuestion, questions
from quiz.answers.write import written
from quiz.kinds import convention
from quiz.kinds.convention import PART, PosedConvention
from tests.quiz.kinds.samples import CONVENTION
from tests.quiz.learners import sigmoid
from tests.sweeps import exhaustive

REAL = [q for q in questions() if isinstance(q, ConventionQuestion)]


def holds(posed: PosedConvention) -> None:
    count = len(posed.question.among)
    shown = [written(posed.array(k), posed.question.decimals) for k in range(count)]
    assert all(a != b for a, b in combinations(shown, 2))
    assert sorted(posed.order) == list(range(count))
    assert not any(np.isnan(posed.array(k)).any() for k in range(count))
    for k in range(count):
        sheet = posed.sheet_of(k)
        assert np.array_equal(sheet.truth[posed.question.step], posed.array(k))
        for given in sheet.given:
            assert np.array_equal(sheet.truth[given], posed.trace(0)[given])
    for text in (posed.prompt.en, posed.prompt.zh):
        assert "{name}" not in text
    assert posed.name.en in posed.prompt.en
    assert posed.name.zh in posed.prompt.zh


@pytest.mark.parametrize("question", CONVENTION, ids=lambda q: q.id)
def test_every_convention_gives_its_own_and_each_is_asked_for(question: ConventionQuestion) -> None:
    wanted = set()
    for seed in range(40):
        posed = convention.pose(question, seed)
        holds(posed)
        wanted.add(posed.wanted)
        again = convention.pose(question, seed, json.loads(json.dumps(posed.drawn)))
        assert again.prompt == posed.prompt
        assert np.array_equal(again.array(0), posed.array(0))
    assert wanted == set(range(len(question.among)))


@pytest.mark.parametrize("seeds", [range(1), exhaustive(range(1, 3))], ids=["one draw", "other draws"])
@pytest.mark.parametrize("question", REAL, ids=lambda q: q.id)
def test_so_it_is_in_the_content(question: ConventionQuestion, seeds: range) -> None:
    for seed in seeds:
        holds(convention.pose(question, seed))


def test_the_gru_of_keras_by_hand() -> None:
    posed = convention.pose(CONVENTION[0], 3)
    a = posed.inputs
    z, r = (sigmoid(a["x"] @ a[f"W_{g}"] + a["h_prev"] @ a[f"U_{g}"] + a[f"b_{g}"]) for g in "zr")
    after = np.tanh(a["x"] @ a["W_h"] + a["b_h"] + r * (a["h_prev"] @ a["U_h"]))
    before = np.tanh(a["x"] @ a["W_h"] + a["b_h"] + (r * a["h_prev"]) @ a["U_h"])
    assert np.allclose(posed.array(0), z * a["h_prev"] + (1 - z) * after)
    assert np.allclose(posed.array(1), z * a["h_prev"] + (1 - z) * before)
    assert np.allclose(posed.array(2), (1 - z) * a["h_prev"] + z * before)


def test_a_step_on_which_conventions_disagree_is_not_given() -> None:
    posed = convention.pose(CONVENTION[0], 1)
    assert posed.question.given == ("update_gate", "reset_gate", "candidate")
    assert {posed.sheet_of(k).given for k in range(3)} == {("update_gate", "reset_gate")}


def test_the_prompt_names_what_is_asked_for_with_spaces_as_each_language_has_them() -> None:
    keras = next(p for p in (convention.pose(CONVENTION[0], seed) for seed in range(40)) if p.wanted == 0)
    assert keras.prompt.en == "A Keras of the tests"
    assert keras.prompt.zh == "测试用的 Keras"
    cho = next(p for p in (convention.pose(CONVENTION[0], seed) for seed in range(40)) if p.wanted == 1)
    assert cho.prompt.zh == "测试用的赵的"


def test_another_convention_is_said_to_be_one() -> None:
    posed = convention.pose(CONVENTION[0], 1)
    other = next(k for k in posed.order if k != posed.wanted)
    assert posed.mark({PART: ((posed.names[other],),)})[PART].status == "convention"
    assert posed.mark({PART: ((posed.names[other],),)}).points == 0
    assert posed.mark({PART: ((posed.names[posed.wanted],),)}).points == 3
    assert posed.mark({PART: (("9",),)})[PART].cells == (("unreadable",),)
