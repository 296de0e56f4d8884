"""What draws must not leave open: a head that is never tested, a wrong version that any numbers would fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from content import question
from engine import MECHANISMS
from quiz.exercises.certificate import StepCertificate
from quiz.exercises.sheet import Sheet
from quiz.exercises.untested_heads import untested_heads
from quiz.exercises.variant import Exercise, certificate, degenerate
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from tests.quiz.learners import printed

Keys = list[list[float]]


def drawn(id: str, seed: int) -> Sheet:
    posed = pose(question(id), seed)
    assert isinstance(posed, PosedSteps)
    return posed.sheet


def attention(K: Keys) -> Sheet:
    asked = ("scores", "scaled", "weights", "context")
    chosen = MECHANISMS["scaled_dot_product"].choose()
    exercise = Exercise("scaled_dot_product", chosen, {"n": 1, "m": 4, "d_k": 2, "d_v": 2}, asked)
    values = np.array([[1.0, 2], [0, 1], [2, -1], [1, 1]])
    return exercise.sheet({"Q": np.array([[1.0, 0]]), "K": np.array(K), "V": values})


BALANCED: Keys = [[1.0, 0], [2, 0], [-3, 0], [0.01, 0]]  # whose scores add up to nearly nothing
UNEVEN: Keys = [[1.0, 0], [2, 0], [-1, 0], [3, 0]]


def of_weights(paper: Sheet) -> StepCertificate:
    return certificate(paper, "weights")


def test_scores_over_a_sum_of_nearly_nothing_prove_nothing() -> None:
    assert ("softmax.no_exp",) in of_weights(attention(BALANCED)).vague
    assert not of_weights(attention(BALANCED)).complete
    assert not any("softmax.no_exp" in ids for ids in of_weights(attention(UNEVEN)).vague)


@pytest.mark.parametrize(
    "row", [["0.11", "0.22", "0.33", "0.34"], ["0.90", "0.05", "0.04", "0.01"], ["5", "9", "-2", "7"]]
)
def test_and_are_named_by_no_marker(row: list[str]) -> None:
    paper = attention(BALANCED)
    typed = {step: printed(paper.truth[step], 2) for step in paper.asked}
    typed["weights"] = [row]
    assert mark(paper, typed)["weights"].misconceptions == ()


def test_but_scores_over_an_honest_sum_are() -> None:
    paper = attention(UNEVEN)
    scaled = paper.truth["scaled"]
    typed = {step: printed(paper.truth[step], 2) for step in paper.asked}
    typed["weights"] = printed(scaled / scaled.sum(), 2)
    assert mark(paper, typed)["weights"].misconceptions == ("softmax.no_exp",)


@pytest.mark.parametrize("id", ["kv-cache/one-more-token", "luong-attention/concat"])
def test_no_draw_has_such_a_sum(id: str) -> None:
    """Half a unit in every score moves no share of the sum by more than a few units."""
    for seed in range(1, 50):
        paper = drawn(id, seed)
        last = [step for step in paper.asked if step.endswith(("scaled", "scores"))][-1]
        scores = paper.truth[last]
        whole = abs(float(scores.sum()))
        reach = paper.half * (1 / whole + np.abs(scores).max() * scores.size / whole**2)
        assert reach < 12 * paper.half, seed


def test_every_head_is_tested() -> None:
    for seed in range(1, 80):
        W_o = np.asarray(drawn("multi-head/merge-and-project", seed).inputs["W_o"])
        assert W_o[:2].any(), seed
        assert W_o[2:].any(), seed


def test_a_head_that_is_multiplied_by_zeros_is_refused() -> None:
    paper = drawn("multi-head/merge-and-project", 1)
    assert not untested_heads(paper)
    W_o = np.array(paper.inputs["W_o"])
    W_o[2:] = 0
    idle = replace(paper, inputs={**paper.inputs, "W_o": W_o})
    assert untested_heads(idle)
    assert degenerate(idle)


def test_a_bias_of_one_easy_number_says_nothing_of_a_bias_taken_alone() -> None:
    paper = drawn("lstm/one-step", 1)
    flat = {**paper.inputs, "b_f": np.ones_like(paper.inputs["b_f"])}
    same = replace(paper, inputs=flat)
    assert any("add.without_left" in ids for ids in certificate(same, "forget_preactivation").vague)
