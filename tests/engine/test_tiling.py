"""Attention block by block against plain attention, PyTorch, and the published algorithms in plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, ShapeError, run
from engine.readings.gradient import gradient
from tests.oracle import functional, torch

TILED = MECHANISMS["tiled_attention"]
SIZES = {"n": 5, "m": 11, "b": 3, "d_k": 4, "d_v": 2}


def numbers(seed: int = 0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    shapes = {"Q": ("n", "d_k"), "K": ("m", "d_k"), "V": ("m", "d_v")}
    return {name: rng.normal(scale=3, size=[SIZES[size] for size in shape]) for name, shape in shapes.items()}


def online(scores: Any) -> tuple[float, float]:
    """Maximum and denominator of a softmax in one pass over single scores (Milakov & Gimelshein, algorithm 3)."""
    m, d = -np.inf, 0.0
    for x in scores:
        new = max(m, x)
        d = d * np.exp(m - new) + np.exp(x - new)
        m = new
    return m, d


def flash(Q: Any, K: Any, V: Any, b: int) -> tuple[Any, Any, Any]:
    """FlashAttention's algorithm 1, one block of queries: output normalised in every block, maximum, denominator."""
    output, below, top = np.zeros((len(Q), V.shape[1])), np.zeros(len(Q)), np.full(len(Q), -np.inf)
    for start in range(0, len(K), b):
        S = Q @ K[start : start + b].T / np.sqrt(Q.shape[1])
        P = np.exp(S - S.max(axis=1, keepdims=True))
        highest = np.maximum(top, S.max(axis=1))
        before, now = np.exp(top - highest), np.exp(S.max(axis=1) - highest)
        both = before * below + now * P.sum(axis=1)
        output = ((below * before)[:, None] * output + now[:, None] * (P @ V[start : start + b])) / both[:, None]
        below, top = both, highest
    return output, top, below


@pytest.mark.parametrize("normalised", ["at_end", "each_block"])
@pytest.mark.parametrize("mask", ["none", "causal"])
@pytest.mark.parametrize("b", [1, 2, 3, 4, 11, 20])
def test_the_output_is_that_of_plain_attention(b: int, mask: str, normalised: str) -> None:
    given = numbers()
    sizes = {**SIZES, "b": b}
    tiled = run(TILED.build(TILED.choose(mask=mask, normalised=normalised), sizes), given)
    plain = MECHANISMS["scaled_dot_product"]
    whole = run(plain.build(plain.choose(mask=mask), {k: v for k, v in SIZES.items() if k != "b"}), given)
    np.testing.assert_allclose(tiled["output"], whole["context"], rtol=1e-12)


@pytest.mark.torch
def test_the_output_and_its_gradients_are_pytorchs() -> None:
    given = numbers(1)
    program = gradient(TILED.build(None, SIZES), "output")
    received = np.random.default_rng(2).normal(size=(SIZES["n"], SIZES["d_v"]))
    ours = run(program, {**given, "backward/output": received})
    Q, K, V = (torch.tensor(given[name], requires_grad=True) for name in "QKV")
    output = functional.scaled_dot_product_attention(Q, K, V)
    output.backward(torch.tensor(received))  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(ours["output"], output.detach().numpy(), rtol=1e-12)
    for name, x in (("Q", Q), ("K", K), ("V", V)):
        np.testing.assert_allclose(ours[f"backward/{name}"], np.asarray(x.grad), rtol=1e-9, atol=1e-12)


def test_every_block_is_as_in_the_first_paper() -> None:
    given = numbers(3)
    ours = run(TILED.build(TILED.choose(normalised="each_block"), SIZES), given)
    for blocks in range(1, 5):
        keys = SIZES["b"] * blocks
        output, top, below = flash(given["Q"], given["K"][:keys], given["V"][:keys], SIZES["b"])
        np.testing.assert_allclose(ours[f"block={blocks}/running_output"], output, rtol=1e-12)
        np.testing.assert_allclose(ours[f"block={blocks}/running_max"][:, 0], top, rtol=1e-12)
        np.testing.assert_allclose(ours[f"block={blocks}/running_sum"][:, 0], below, rtol=1e-12)


def test_blocks_of_one_key_are_the_online_softmax() -> None:
    given = numbers(4)
    ours = run(TILED.build(None, {**SIZES, "b": 1}), given)
    scores = given["Q"] @ given["K"].T / 2
    for row in range(SIZES["n"]):
        m, d = online(scores[row])
        assert ours["block=11/running_max"][row, 0] == pytest.approx(m, rel=1e-12)
        assert ours["block=11/running_sum"][row, 0] == pytest.approx(d, rel=1e-12)
        assert ours["log_sum_exp"][row, 0] == pytest.approx(np.log(np.exp(scores[row]).sum()), rel=1e-12)


def test_blocks_that_every_query_may_see_are_not_masked() -> None:
    causal = TILED.build(TILED.choose(mask="causal"), SIZES)
    assert [step for step in causal.steps if step.endswith("/masked")] == ["block=3/masked", "block=4/masked"]


def test_fewer_keys_than_queries_cannot_be_causal() -> None:
    with pytest.raises(ShapeError, match="5 queries and 3 keys"):
        TILED.build(TILED.choose(mask="causal"), {**SIZES, "m": 3})
