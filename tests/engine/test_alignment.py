"""Bahdanau's and Luong's attention, word by word with PyTorch and against each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.engine.test_attention_torch import tensors, traced
from tests.oracle import torch

pytestmark = pytest.mark.torch


def attended(scores: list[torch.Tensor], H: torch.Tensor) -> torch.Tensor:
    """Σ α_i h_i, one word after the other."""
    weights = torch.softmax(torch.stack(scores), 0)
    return sum((a * h for a, h in zip(weights, H, strict=True)), torch.zeros(H.shape[1], dtype=H.dtype))


@pytest.mark.parametrize("biases", ["none", "one"])
def test_additive_attention_word_by_word(biases: str) -> None:
    trace = traced("additive_attention", {"k": 3, "m": 5, "d": 2, "u": 4}, biases=biases)
    t = tensors(dict(trace.arrays))
    b = t["b"][0] if biases == "one" else torch.zeros(4, dtype=torch.float64)
    scores = [t["v"][:, 0] @ torch.tanh(t["W_s"].T @ t["s"][0] + t["W_h"].T @ h + b) for h in t["H"]]
    np.testing.assert_allclose(trace["scores"][0], torch.stack(scores), rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["context"][0], attended(scores, t["H"]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("score", ["dot", "general", "concat"])
def test_luong_attention_word_by_word(score: str) -> None:
    trace = traced("luong_attention", {"k": 3, "m": 5, "u": 4}, score=score)
    t = tensors(dict(trace.arrays))
    s = t["s"][0]
    scores: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "dot": lambda h: s @ h,
        "general": lambda h: s @ t["W_a"] @ h,
        "concat": lambda h: torch.tanh(torch.cat([s, h]) @ t["W_a"]) @ t["v_a"][:, 0],
    }
    c = attended([scores[score](h) for h in t["H"]], t["H"])
    np.testing.assert_allclose(trace["context"][0], c, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["attended"][0], torch.tanh(torch.cat([c, s]) @ t["W_c"]), rtol=0, atol=1e-12)


def test_concatenating_is_adding() -> None:
    """[s, h] W_a = s W_s + h W_h, with W_a cut in two: Luong's concat score is Bahdanau's."""
    luong = traced("luong_attention", {"k": 3, "m": 5, "u": 4}, score="concat")
    parts = {"W_s": luong["W_a"][:3], "W_h": luong["W_a"][3:], "v": luong["v_a"], "s": luong["s"], "H": luong["H"]}
    additive = traced("additive_attention", {"k": 3, "m": 5, "d": 3, "u": 4}, parts)
    np.testing.assert_allclose(additive["context"], luong["context"], rtol=0, atol=1e-14)


def test_the_dot_score_is_unscaled_attention_with_the_states_as_keys_and_values() -> None:
    luong = traced("luong_attention", {"k": 3, "m": 5}, score="dot")
    inputs = {"Q": luong["s"], "K": luong["H"], "V": luong["H"]}
    product = traced("scaled_dot_product", {"n": 1, "m": 5, "d_k": 3, "d_v": 3}, inputs, scale="none")
    np.testing.assert_allclose(luong["context"], product["context"], rtol=0, atol=1e-14)


@pytest.mark.parametrize("mechanism", ["additive_attention", "luong_attention"])
def test_padding_is_as_good_as_a_shorter_sentence(mechanism: str) -> None:
    real = np.array([[1.0, 1.0, 1.0, 0.0]])
    padded = traced(mechanism, {"m": 4}, {"real": real}, mask="padding")
    inputs = {id: padded[id] for id in padded.program.inputs if id != "real"}
    shorter = traced(mechanism, {"m": 3}, {**inputs, "H": padded["H"][:3]})
    np.testing.assert_allclose(padded["context"], shorter["context"], rtol=0, atol=1e-14)
