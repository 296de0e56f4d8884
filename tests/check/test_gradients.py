"""Gradients of a program held against the backward pass: right ones, and some that people derive wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from check import check
from engine import MECHANISMS, InputError, run
from engine.arrays import Array
from engine.ids import gradient_id
from engine.readings.training import Loss, trained
from tests.check.broken import drawn

SIZES = {"n": 4, "d": 3, "d_k": 2, "d_v": 2}


def attention() -> dict[str, Any]:
    return drawn(MECHANISMS["self_attention"].build(None, SIZES), 5)


def by_hand(inputs: dict[str, Any], softmax_rule: str = "whole") -> dict[str, Array]:
    """Forward and backward pass of self-attention in plain NumPy, of the sum of all context vectors."""
    X, W_q, W_k, W_v = (np.asarray(inputs[name]) for name in ("X", "W_q", "W_k", "W_v"))
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    Z = Q @ K.T / np.sqrt(K.shape[1])
    A = np.exp(Z - Z.max(1, keepdims=True))
    A = A / A.sum(1, keepdims=True)
    g = np.ones((len(X), V.shape[1]))
    dA, dV = g @ V.T, A.T @ g
    dZ = A * (dA - (A * dA).sum(1, keepdims=True)) if softmax_rule == "whole" else A * (1 - A) * dA
    dS = dZ / np.sqrt(K.shape[1])
    dQ, dK = dS @ K, dS.T @ Q
    grads = {"W_q": X.T @ dQ, "W_k": X.T @ dK, "W_v": X.T @ dV, "X": dQ @ W_q.T + dK @ W_k.T + dV @ W_v.T}
    return {f"{name}.grad": x for name, x in grads.items()}


def test_right_gradients_are_equal_as_printed() -> None:
    inputs = attention()
    results = {name: x.round(4) for name, x in by_hand(inputs).items()}
    found = check("self_attention", inputs, {"mask": "none"}, results, 4, gradient_of="context")
    assert found.verdict == "equal"
    assert {step.step for step in found.steps} == {gradient_id(id) for id in ("X", "W_q", "W_k", "W_v")}


def test_the_softmax_taken_for_a_sigmoid_is_named_from_one_gradient() -> None:
    """Every weight's own derivative a(1 − a), as if the others did not change: printed is the gradient of W_q alone."""
    inputs = attention()
    results = {"W_q.grad": by_hand(inputs, "elementwise")["W_q.grad"].round(4)}
    found = check("self_attention", inputs, {"mask": "none"}, results, 4, gradient_of="context")
    assert found.verdict == "mistake"
    assert "softmax.elementwise" in {cause.id for cause in found.explanations[0].causes}
    assert found.explanations[0].first.steps == ("backward/scaled",)


@pytest.mark.parametrize(("loss", "factor"), [("squared", 1.0), ("mean_squared", 2 / 8)])
def test_the_chosen_loss_decides(loss: Loss, factor: float) -> None:
    inputs = attention()
    target = np.full((4, 2), 0.25)
    program = MECHANISMS["self_attention"].build(None, SIZES)
    context = np.asarray(run(program, inputs)["context"])
    upstream = factor * (context - target)
    back = trained(program, "context")
    truth = run(back, {**inputs, "backward/context": upstream})
    results = {"X.grad": np.asarray(truth["backward/X"]).round(6)}
    given = {**inputs, "loss/target": target}
    found = check("self_attention", given, {"mask": "none"}, results, 6, gradient_of="context", loss=loss)
    assert found.verdict == "equal"
    typed = {**inputs, "backward/context": upstream}
    assert check("self_attention", typed, {"mask": "none"}, results, 6, gradient_of="context").verdict == "equal"


@pytest.mark.exhaustive
@pytest.mark.torch
def test_what_autograd_prints_for_an_lstm_is_equal_in_pytorchs_layout() -> None:
    import torch

    mechanism = MECHANISMS["lstm"]
    options = mechanism.presets["pytorch"]
    program = mechanism.build(options, {"T": 3, "d": 2, "k": 2})
    inputs = drawn(program, 8)
    layer = torch.nn.LSTM(2, 2).double()
    names = {"weight_ih_l0": "W", "weight_hh_l0": "U", "bias_ih_l0": "b_x", "bias_hh_l0": "b_h"}
    with torch.no_grad():
        for name, id in names.items():
            getattr(layer, name).copy_(torch.from_numpy(np.asarray(inputs[id]).reshape(getattr(layer, name).shape)))
    x = torch.from_numpy(np.asarray(inputs["X"])).requires_grad_()
    start = tuple(torch.from_numpy(np.asarray(inputs[id])) for id in ("h_0", "c_0"))
    layer(x, start)[0].sum().backward()
    results = {f"{id}.grad": getattr(layer, name).grad.numpy().round(4) for name, id in names.items()}
    results["X.grad"] = x.grad.numpy().round(4)  # type: ignore[union-attr]
    found = check("lstm", inputs, options, results, 4, dict(program.dims), gradient_of="outputs")
    assert found.verdict in ("equal", "arranged"), found


def test_a_state_that_gets_no_gradient_through_time_is_told_apart_from_a_right_one() -> None:
    mechanism = MECHANISMS["rnn"]
    program = mechanism.build(None, {"T": 3})
    inputs = drawn(program, 2)
    back = trained(program, "outputs")
    right = run(back, {**inputs, "backward/outputs": np.ones(tuple(map(int, program.steps["outputs"].shape)))})
    wrong = np.asarray(right["backward/W"]) * 0.5
    found = check("rnn", inputs, None, {"W.grad": wrong.round(4)}, 4, gradient_of="outputs")
    assert found.verdict != "equal"
    assert found.begins == "backward/W"


def test_what_is_missing_or_unknown_is_one_sentence() -> None:
    inputs = attention()
    results = {"X.grad": np.zeros((4, 3))}
    with pytest.raises(InputError, match="loss/target is missing: enter a matrix of 4 × 2"):
        check("self_attention", inputs, None, results, gradient_of="context", loss="squared")
    with pytest.raises(InputError, match="There is no step called nothing here"):
        check("self_attention", inputs, None, results, gradient_of="nothing")
    with pytest.raises(InputError, match="There is no input called Y here"):
        check("self_attention", {**inputs, "Y": [[1.0]]}, None, results, gradient_of="context")


@pytest.mark.parametrize("head", [0, 1])
def test_one_head_alone_is_recognised(head: int) -> None:
    program = MECHANISMS["multi_head"].build(None, {})
    inputs = drawn(program, 6)
    weights = np.asarray(run(program, inputs)["weights"])[head].round(4)
    found = check("multi_head", inputs, None, {"weights": weights}, 4, dict(program.dims))
    assert found.verdict == "arranged"
    (step,) = found.steps
    assert step.arrangement is not None
    assert (step.arrangement.id, step.arrangement.element) == ("head", head)


def test_one_heads_wrong_numbers_are_held_against_the_nearest_head() -> None:
    program = MECHANISMS["multi_head"].build(None, {})
    inputs = drawn(program, 6)
    scores = np.asarray(run(program, inputs)["scores"])[1]
    wrong = np.where(np.arange(scores.size).reshape(scores.shape) == 0, scores + 0.5, scores).round(4)
    found = check("multi_head", inputs, None, {"scores": wrong}, 4, dict(program.dims))
    (step,) = found.steps
    assert step.arrangement is not None
    assert (step.arrangement.id, step.arrangement.element) == ("head", 1)
    assert step.largest is not None
    assert step.largest.index == (0, 0)
