"""Positions with bugs that a public thread reports; each was written before the check was run on any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.heads import split
from tests.check.programs.threads_attention import rotated

# ---- biases ----


def biased(Q: Any, K: Any, V: Any, h: int, bias: Any, scale: float = 1.0) -> Numbers:
    q, k, v = (split(x, h) for x in (Q, K, V))
    scores = q @ k.swapaxes(1, 2)
    logits = scores * scale + bias
    weights = softmax(np.where(np.tri(len(Q)) > 0, logits, -np.inf))
    return {"scores": scores, "biased": logits, "weights": weights, "context": weights @ v}


@broken("relative_bias", "step.left_out", "add.without_right", source="github.com/NVIDIA/Megatron-LM/issues/128")
def no_bias_at_all(Q: Any, K: Any, V: Any, T: Any) -> Numbers:
    return biased(Q, K, V, 2, 0.0)


def buckets(n: int, count: int, farthest: int) -> Any:
    far = np.maximum(np.arange(n)[:, None] - np.arange(n), 0)
    exact = count // 2
    with np.errstate(divide="ignore"):
        log = exact + np.floor(exact * np.log(np.maximum(far, 1) / exact) / np.log(farthest / exact))
    return np.where(far < exact, far, np.minimum(log, count - 1)).astype(int)


@broken(
    "relative_bias",
    "scale=sqrt_d_k",
    source="github.com/huggingface/transformers/issues/10221: T5 beside other attention",
)
def t5_scaled_too(Q: Any, K: Any, V: Any, T: Any) -> Numbers:
    return biased(Q, K, V, 2, T[buckets(len(Q), 8, 5)].transpose(2, 0, 1), 2**-0.5)


ALIBI = {"n": 5, "h": 2, "d_k": 3, "d_v": 3}


@broken("alibi", "slopes.from_zero", source="github.com/paiml/aprender/pull/2143", sizes=ALIBI)
def slopes_that_begin_at_one(Q: Any, K: Any, V: Any) -> Numbers:
    slopes = 2.0 ** (-8 * np.arange(2) / 2)
    far = np.arange(5) - np.arange(5)[:, None]
    return biased(Q, K, V, 2, slopes[:, None, None] * far, 3**-0.5)


# ---- rotations ----

TURNED = {"n": 5, "d_k": 4, "d_v": 3}


def attended(Q: Any, K: Any, V: Any) -> Numbers:
    scores = Q @ K.T
    weights = softmax(scores / np.sqrt(Q.shape[1]))
    return {"scores": scores, "weights": weights, "context": weights @ V}


@broken(
    "rope",
    "mixed.pairing.half_split",
    source="github.com/raiyanyahya/how-to-train-your-gpt/issues/6",
    sizes=TURNED,
)
def pairs_in_the_table_halves_in_the_turn(Q: Any, K: Any, V: Any) -> Numbers:
    angles = np.repeat(np.arange(5)[:, None] / 10000 ** (np.arange(0, 4, 2) / 4), 2, axis=1)

    def turned(x: Any) -> Any:
        return x * np.cos(angles) + np.concatenate([-x[:, 2:], x[:, :2]], 1) * np.sin(angles)

    return attended(turned(Q), turned(K), V)


@broken(
    "rope",
    "step.left_out",
    "variable.rotated_queries.Q",
    "rotation.left_out",
    source="github.com/Blaizzy/mlx-vlm/issues/1983",
    sizes=TURNED,
)
def every_query_at_position_0(Q: Any, K: Any, V: Any) -> Numbers:
    return attended(Q, rotated(K), V)


# ---- sines, and tables ----

SINES = {"n": 5, "d": 6}


def sines(X: Any, rates: Any) -> Numbers:
    angles = np.arange(len(X))[:, None] * rates
    table = np.zeros(X.shape)
    table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    return {"positions": table, "embedded": X + table}


@broken("sinusoidal", "div.power_turned", source="github.com/ivanvovk/WaveGrad/issues/12", sizes=SINES)
def base_and_exponent_exchanged(X: Any) -> Numbers:
    exponents = np.arange(0, 6, 2) / 6
    return sines(X, exponents**1e-4)


@broken(
    "sinusoidal",
    "positions.exponent_doubled",
    source="github.com/SamLynnEvans/Transformer/issues/25: the cosine as proposed there",
    sizes=SINES,
)
def twice_an_index_that_counts_by_twos(X: Any) -> Numbers:
    return sines(X, np.array([10000 ** (-(2 * i) / 6) for i in range(0, 6, 2)]))


@broken("sinusoidal", source="github.com/zju3dv/LoFTR/issues/41", sizes=SINES)
def divided_downwards(X: Any) -> Numbers:
    return sines(X, np.exp(np.arange(0, 6, 2) * (-np.log(10000.0) / 6 // 2)))


@broken("sinusoidal", "div.multiplied", source="github.com/hkproj/pytorch-transformer/issues/2", sizes=SINES)
def multiplied_by_the_power(X: Any) -> Numbers:
    return sines(X, 10000 ** (np.arange(0, 6, 2) / 6))


@broken("sinusoidal", "power.rounded_down", source="github.com/codertimo/BERT-pytorch/issues/18", sizes=SINES)
def exponents_of_whole_numbers(X: Any) -> Numbers:
    return sines(X, np.array([10000.0 ** -(k // 6) for k in range(0, 6, 2)]))


@broken(
    "learned_positions", "part.shifted", source="github.com/dmlc/gluon-nlp/issues/1015", sizes={"n": 4, "m": 8, "d": 4}
)
def positions_that_begin_too_late(X: Any, T: Any) -> Numbers:
    heads = 3  # a length read off the wrong axis
    positions = T[heads : heads + len(X)]
    return {"positions": positions, "embedded": X + positions}
