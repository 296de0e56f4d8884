"""What alone shows nowhere: a mask's constant, and NaN of a row in which everything is masked."""

from __future__ import annotations

import numpy as np
import pytest

from check import Findings, check
from engine import MECHANISMS, run
from engine.arrays import Array
from tests.check.broken import drawn, labels

SOFTMAX = MECHANISMS["masked_softmax"]


def told(found: Findings) -> list[set[str]]:
    return [labels(explanation) for explanation in found.explanations]


def weights_of(scores: Array, look: Array, constant: float) -> Array:
    with np.errstate(invalid="ignore"):
        masked = np.where(look == 1, scores, constant)
        powers = np.exp(masked - masked.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True)).round(4)


@pytest.mark.parametrize("constant", [-np.inf, -1e9, -1e4])
def test_a_mask_that_hides_a_row_is_named_whatever_its_constant(constant: float) -> None:
    options = SOFTMAX.choose(mask="causal")
    scores = drawn(SOFTMAX.build(options), 5)["S"]
    look = np.tril(np.ones(scores.shape), -1)
    found = check(SOFTMAX, {"S": scores}, options, {"weights": weights_of(scores, look, constant)}, 4)
    assert told(found) == [{"causal.diagonal_too"}]


def test_nan_where_everything_is_masked_is_said_to_be_all_that_differs() -> None:
    options = SOFTMAX.choose(mask="custom")
    scores = drawn(SOFTMAX.build(options), 5)["S"]
    look = np.tril(np.ones(scores.shape))
    look[1] = 0
    found = check(SOFTMAX, {"S": scores, "allowed": look}, options, {"weights": weights_of(scores, look, -np.inf)}, 4)
    assert told(found) == [{"softmax.no_number"}]


def test_nan_anywhere_else_accuses_nobody() -> None:
    kind = MECHANISMS["self_attention"]
    options = kind.choose(mask="causal")
    program = kind.build(options)
    inputs = drawn(program, 5)
    context = np.asarray(run(program, inputs)["context"]).round(4)
    context[2] = np.nan
    found = check(kind, inputs, options, {"context": context}, 4)
    assert (found.verdict, told(found)) == ("unknown", [])
    assert found.clue is not None
    assert found.clue.id == "no_number"
