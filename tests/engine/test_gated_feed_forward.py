"""Gated feed-forward networks held to PyTorch: F.glu, F.silu, F.gelu and F.relu, and LLaMA's block as published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Options, Trace, option_sets, run
from engine.readings.cost import cost, total
from tests.engine.cases import draw
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch

GATED = MECHANISMS["gated_feed_forward"]
SIZES = {"n": 3, "d": 4, "f": 5}


def activation(name: str) -> Callable[[Any], Any]:
    table: dict[str, Callable[[Any], Any]] = {
        "swish": functional.silu,
        "sigmoid": torch.sigmoid,
        "relu": torch.relu,
        "gelu_exact": functional.gelu,
        "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"),
        "none": lambda x: x,
    }
    return table[name]


def drawn(options: Options, seed: int = 3) -> Trace:
    program = GATED.build(options, SIZES)
    return run(program, draw(program, seed))


def by_pytorch(trace: Trace, options: Any) -> Any:
    def linear(x: Any, name: str) -> Any:
        bias = torch.tensor(trace[f"b_{name}"]) if options.biases == "one" else None
        return functional.linear(x, torch.tensor(trace[f"W_{name}"]).T, bias)

    x = torch.tensor(trace["X"])
    if options.projection == "fused":
        first, second = linear(x, "gu").chunk(2, dim=-1)
        gate, values = (first, second) if options.order == "gate_first" else (second, first)
    else:
        gate, values = linear(x, "g"), linear(x, "u")
    return linear(activation(options.activation)(gate) * values, "d").numpy()


@pytest.mark.parametrize("options", list(option_sets(GATED.options, tokens="rows", weights="in_out")), ids=str)
def test_it_is_what_pytorch_computes(options: Options) -> None:
    trace = drawn(options)
    np.testing.assert_allclose(trace["output"], by_pytorch(trace, options), rtol=0, atol=1e-12)


def test_the_pytorch_preset_is_f_glu() -> None:
    trace = drawn(replace(GATED.presets["pytorch"], weights="in_out"))
    glu = functional.glu(torch.tensor(trace["projected"]), dim=-1)
    np.testing.assert_allclose(trace["gated"], glu.numpy(), rtol=0, atol=1e-12)


def test_the_llama_preset_is_w2_of_silu_w1_times_w3() -> None:
    """Weights as nn.Linear stores them, (out, in): self.w2(F.silu(self.w1(x)) * self.w3(x))."""
    trace = drawn(GATED.presets["llama"])
    x, w1, w3, w2 = (torch.tensor(trace[name]) for name in ("X", "W_g", "W_u", "W_d"))
    linear = functional.linear
    block = linear(functional.silu(linear(x, w1)) * linear(x, w3), w2)
    np.testing.assert_allclose(trace["output"], block.numpy(), rtol=0, atol=1e-12)


def test_two_thirds_of_the_width_make_the_counts_equal() -> None:
    ordinary = MECHANISMS["feed_forward"]
    plain = ordinary.build(ordinary.choose(biases="none"), {"d": 768, "f": 3072})
    gated = GATED.build(sizes={"d": 768, "f": 2048})
    weights = {int(total(cost(program).parameters.values())) for program in (plain, gated)}
    multiply_adds = {int(cost(program).whole.multiply_adds) for program in (plain, gated)}
    assert weights == {8 * 768**2}
    assert multiply_adds == {2 * 8 * 768**2}  # of the two tokens that are there by default
