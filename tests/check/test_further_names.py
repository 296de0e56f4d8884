"""Mistakes that a program made in one word: a whole matrix normalised, tokens added to the output, another base."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from check import Findings, check
from engine import MECHANISMS, run
from engine.arrays import Array
from presentation.check.check_words import report
from presentation.translate import speaking
from tests.check.broken import drawn

WIDE = {"n": 4, "h": 2, "d": 4, "d_k": 2, "d_v": 2}


def said(found: Findings, language: str) -> str:
    with speaking(language):
        return "\n".join(report(found))


def first(found: Findings) -> str:
    (only,) = found.explanations
    return only.first.id


@pytest.mark.parametrize("variance", ["over_d", "over_d_minus_1"])
@pytest.mark.parametrize("step", ["normalised", "rescaled"])
def test_a_matrix_normalised_as_a_whole_is_named(variance: str, step: str) -> None:
    """F.layer_norm(x, x.shape), and x.mean() and x.std() without an axis."""
    kind = MECHANISMS["layer_norm"]
    options = kind.choose(variance=variance)
    inputs = drawn(kind.build(options), 2)
    X = inputs["X"]
    spread = X.var(ddof=int(variance == "over_d_minus_1"))
    normalised = (X - X.mean()) / np.sqrt(spread + 1e-5)
    results = {"normalised": normalised, "rescaled": normalised * inputs["gamma"] + inputs["beta"]}
    found = check(kind, inputs, options, {step: results[step].round(4)}, 4)
    assert first(found) == "normalised.over_all"
    assert "One mean and deviation for the whole matrix" in said(found, "en")
    assert "整个矩阵共用一个均值和标准差" in said(found, "zh")


@pytest.mark.parametrize("mechanism", ["multi_head", "cross_attention", "grouped_query"])
def test_tokens_added_to_the_output_are_named(mechanism: str) -> None:
    kind = MECHANISMS[mechanism]
    sizes: Mapping[str, int] = WIDE | ({"g": 1} if mechanism == "grouped_query" else {})
    program = kind.build(None, sizes)
    inputs = drawn(program, 1)
    output = np.asarray(run(program, inputs)["output"]) + inputs["X"]
    found = check(kind, inputs, None, {"output": output.round(4)}, 4, dict(program.dims))
    assert first(found) == "output.residual_added"
    assert "The tokens added to the output" in said(found, "en")
    assert "输出加上了词元自身" in said(found, "zh")


def test_a_block_adds_the_tokens_and_is_not_accused() -> None:
    program = MECHANISMS["encoder_block"].build()
    assert not any(id == "output.residual_added" for step in program.steps.values() for id, _ in step.wrong)


@pytest.mark.parametrize("base", [1000, 100_000, 500_000, 1_000_000])
@pytest.mark.parametrize(
    ("mechanism", "sizes", "step"),
    [("rope", {"n": 6, "d_k": 8}, "scores"), ("sinusoidal", {"n": 6, "d": 8}, "positions")],
)
def test_another_base_of_the_angles_is_named(mechanism: str, sizes: Mapping[str, int], step: str, base: int) -> None:
    kind = MECHANISMS[mechanism]
    program = kind.build(None, sizes)
    inputs = drawn(program, 1)
    other: Array = np.asarray(run(kind.build(kind.choose(base=float(base)), sizes), inputs)[step])
    found = check(kind, inputs, None, {step: other.round(4)}, 4, dict(program.dims))
    assert first(found) == f"power.base_{base}"
    assert f"Base {base:,} instead of the one given" in said(found, "en")
    assert f"底数用成了 {base}" in said(found, "zh")


def test_the_base_of_the_papers_is_named_where_another_is_given() -> None:
    kind = MECHANISMS["rope"]
    options = kind.choose(base=500_000.0)
    program = kind.build(options, {"n": 6, "d_k": 8})
    inputs = drawn(program, 1)
    usual = np.asarray(run(kind.build(None, program.dims), inputs)["scores"])
    found = check(kind, inputs, options, {"scores": usual.round(4)}, 4, dict(program.dims))
    told = found.explanations[0]
    assert (found.verdict, told.first.values) == ("convention", (("base", "10000.0"),))
    assert "power.base_10000" in {cause.id for causes in told.also for cause in causes}
