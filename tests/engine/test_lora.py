"""LoRA held to its paper's columns, to PyTorch's linear layer with the weights merged, and to autograd at the start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Options, Trace, option_sets, run
from engine.readings.cost import cost, total
from engine.readings.gradient import gradient
from tests.engine.cases import draw
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch

LORA = MECHANISMS["lora"]
SIZES = {"n": 3, "d": 5, "d_o": 4, "r": 2}
PLAIN = {"tokens": "rows", "weights": "in_out"}


def drawn(options: Options, seed: int = 3) -> Trace:
    program = LORA.build(options, SIZES)
    return run(program, draw(program, seed))


@pytest.mark.parametrize("options", list(option_sets(LORA.options, **PLAIN)), ids=str)
def test_it_is_the_equation_of_the_paper(options: Any) -> None:
    """Hu et al. 2022, equation 3: h = W₀ x + ΔW x = W₀ x + (α/r) B A x, with columns, token by token."""
    trace = drawn(options)
    W_0, A, B = trace["W_0"].T, trace["A"].T, trace["B"].T
    scale = options.alpha / (2 if options.scale == "alpha_over_r" else math.sqrt(2))
    expected = np.stack([W_0 @ x + scale * (B @ (A @ x)) for x in trace["X"]])
    np.testing.assert_allclose(trace["output"], expected, rtol=0, atol=1e-12)


def test_the_peft_preset_is_a_linear_layer_with_the_change_merged() -> None:
    """Weights as nn.Linear and PEFT keep them: lora_A (r, in), lora_B (out, r), weight + scaling · lora_B @ lora_A."""
    trace = drawn(LORA.presets["peft"])
    weight, lora_A, lora_B = (torch.tensor(trace[name]) for name in ("W_0", "A", "B"))
    merged = functional.linear(torch.tensor(trace["X"]), weight + 8 / 2 * lora_B @ lora_A)
    np.testing.assert_allclose(trace["output"], merged.numpy(), rtol=0, atol=1e-12)


def test_only_the_thin_matrices_are_trained() -> None:
    trained = cost(LORA.build(sizes={"d": 4096, "d_o": 4096, "r": 8})).parameters
    assert set(trained) == {"A", "B"}
    assert int(total(trained.values())) == 65_536


def test_at_the_start_the_output_is_that_of_the_frozen_layer_and_only_b_gets_a_gradient() -> None:
    program = gradient(LORA.build(sizes=SIZES), "output", ["A", "B"])
    inputs = draw(program, 4)
    trace = run(program, {**inputs, "B": np.zeros((2, 4))})
    np.testing.assert_array_equal(trace["output"], trace["base"])
    assert not trace["backward/A"].any()
    expected = 4 / 2 * (inputs["X"] @ inputs["A"]).T @ inputs["backward/output"]
    np.testing.assert_allclose(trace["backward/B"], expected, rtol=0, atol=1e-12)


def test_with_both_at_zero_nothing_is_ever_learned() -> None:
    program = gradient(LORA.build(sizes=SIZES), "output", ["A", "B"])
    trace = run(program, {**draw(program, 4), "A": np.zeros((5, 2)), "B": np.zeros((2, 4))})
    assert not trace["backward/A"].any()
    assert not trace["backward/B"].any()
