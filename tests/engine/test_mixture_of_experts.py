"""Mixture of experts held to loops over tokens with torch.topk, and to the published losses that balance the load."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Options, Trace, option_sets, run
from engine.readings.gradient import gradient
from tests.engine.cases import draw
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch

EXPERTS = MECHANISMS["mixture_of_experts"]
SIZES = {"n": 6, "d": 4, "e": 5, "f": 3}
PLAIN = {"tokens": "rows", "weights": "in_out"}


def drawn(options: Options, seed: int = 3) -> Trace:
    program = EXPERTS.build(options, SIZES)
    return run(program, draw(program, seed))


def by_token(a: dict[str, Any], options: Any) -> Any:
    """Token by token: the k best experts alone are computed."""
    rows = []
    for x in a["X"]:
        logits = x @ a["W_r"]
        best = torch.topk(torch.tensor(logits), options.k)
        weights = {
            "softmax_of_kept": best.values.softmax(-1),
            "softmax_first": torch.tensor(logits).softmax(-1)[best.indices],
            "renormalised": functional.normalize(torch.tensor(logits).softmax(-1)[best.indices], p=1, dim=-1),
        }[options.gating]
        rows.append(
            sum(
                float(w) * np.maximum(x @ a[f"expert={i + 1}/W_u"], 0) @ a[f"expert={i + 1}/W_d"]
                for w, i in zip(weights, best.indices.tolist(), strict=True)
            )
        )
    return np.array(rows)


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("options", list(option_sets(EXPERTS.options, **PLAIN)), ids=str)
def test_the_output_is_that_of_the_chosen_experts_alone(options: Any, k: int) -> None:
    chosen = EXPERTS.choose(**{**vars(options), "k": k})
    trace = drawn(chosen)
    np.testing.assert_allclose(trace["combined"], by_token(dict(trace.arrays), chosen), rtol=0, atol=1e-12)


def test_the_switch_preset_balances_as_published() -> None:
    """Fedus et al. 2022, equations 4 to 6: α N Σ f_i P_i, f_i the part of tokens whose largest probability is i."""
    options = EXPERTS.presets["switch"]
    trace = drawn(options)
    probabilities = torch.tensor(trace["X"] @ trace["W_r"]).softmax(-1)
    part = functional.one_hot(probabilities.argmax(-1), 5).double().mean(0)
    expected = 0.01 * 5 * float((part * probabilities.mean(0)).sum())
    np.testing.assert_allclose(trace["balance"], [[expected]], rtol=0, atol=1e-12)


def test_the_mixtral_preset_balances_as_hugging_face() -> None:
    """load_balancing_loss_func: the mean over the tokens of each of the k choices, summed."""
    trace = drawn(EXPERTS.presets["mixtral"])
    probabilities = torch.tensor(trace["X"] @ trace["W_r"]).softmax(-1)
    mask = functional.one_hot(torch.topk(probabilities, 2, dim=-1).indices, 5).double()
    expected = 0.01 * 5 * float((mask.mean(0) * probabilities.mean(0)[None]).sum())
    np.testing.assert_allclose(trace["balance"], [[expected]], rtol=0, atol=1e-12)


def test_of_equal_logits_the_first_is_chosen() -> None:
    program = EXPERTS.build(EXPERTS.choose(k=2), {"n": 1, "d": 1, "e": 4, "f": 1})
    inputs = {**draw(program), "X": np.ones((1, 1)), "W_r": np.array([[1.0, 2.0, 2.0, 2.0]])}
    assert run(program, inputs)["chosen"].tolist() == [[0, 1, 1, 0]]


def test_a_single_gate_of_the_chosen_logit_alone_teaches_the_router_nothing() -> None:
    for gating, silent in (("softmax_of_kept", True), ("softmax_first", False)):
        program = gradient(EXPERTS.build(EXPERTS.choose(k=1, gating=gating), SIZES), "combined", ["W_r"])
        inputs = draw(program, 2)
        assert (np.abs(run(program, inputs)["backward/W_r"]).max() < 1e-12) == silent


def test_with_fewer_experts_than_k_all_are_chosen() -> None:
    few = EXPERTS.build(EXPERTS.choose(k=4, balance="shown"), {"e": 3})
    all_of_them = EXPERTS.build(EXPERTS.choose(k=3, balance="shown"), {"e": 3})
    traces = [run(program, draw(program, 5)) for program in (few, all_of_them)]
    assert traces[0]["chosen"].all()
    for step in ("combined", "load", "balance"):
        np.testing.assert_array_equal(traces[0][step], traces[1][step])
