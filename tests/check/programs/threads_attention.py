"""Attention with bugs that a public thread reports; each was written before the check was run on any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.heads import split

# ---- scores and weights ----


@broken(
    "multi_head", "softmax.left_out", source="github.com/flexflow/flexflow-train/issues/467", sizes={"n": 5, "h": 2}
)
def softmax_commented_out(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    q, k, v = (split(X @ w, 2) for w in (W_q, W_k, W_v))
    attention = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])
    context = attention @ v
    merged = context.swapaxes(0, 1).reshape(len(X), -1)
    return {"query_heads": q, "weights": attention, "context": context, "output": merged @ W_o}


def masked_from_itself_on(X: Any, W_q: Any, W_k: Any, W_v: Any, masked: float) -> Numbers:
    """triu without its diagonal=1, so that the first query has nothing left to see."""
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    scaled = Q @ K.T / np.sqrt(K.shape[1])
    with np.errstate(invalid="ignore"):
        weights = softmax(np.where(np.triu(np.ones(scaled.shape)) == 1, masked, scaled))
    return {"scaled": scaled, "weights": weights, "context": weights @ V}


@broken("self_attention", "causal.diagonal_too", source="github.com/pbloem/former/issues/10", mask="causal")
def nothing_to_see_with_minus_infinity(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    return masked_from_itself_on(X, W_q, W_k, W_v, -np.inf)


@broken("self_attention", "causal.diagonal_too", source="github.com/pbloem/former/issues/10, −1e9", mask="causal")
def nothing_to_see_with_minus_1e9(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    return masked_from_itself_on(X, W_q, W_k, W_v, -1e9)


@broken("scaled_dot_product", source="github.com/karpathy/llama2.c/issues/59", sizes={"n": 4, "m": 5})
def one_more_in_the_denominator(Q: Any, K: Any, V: Any) -> Numbers:
    e = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    weights = e / (1 + e.sum(1, keepdims=True))
    return {"weights": weights, "context": weights @ V}


@broken(
    "additive_attention",
    "where.not_masked",
    "mask=none",
    source="github.com/mead-ml/mead-baseline/pull/679",
    sizes={"m": 5, "d_v": 3},
    mask="padding",
)
def masked_fill_not_assigned(H: Any, s: Any, W_s: Any, W_h: Any, v: Any, real: Any) -> Numbers:
    u = np.tanh(s @ W_s + H @ W_h)
    scores = (u @ v).T
    np.where(real > 0, scores, -1e9)  # out of place: its result is lost
    weights = softmax(scores)
    return {"activations": u, "scores": scores, "weights": weights, "context": weights @ H}


# ---- in blocks ----


def in_blocks(Q: Any, K: Any, V: Any, size: int, correct: Any, summed: Any) -> Numbers:
    """Online softmax; `correct` is the factor of what was kept, `summed` the new sum."""
    found: Numbers = {}
    m = np.full((len(Q), 1), -np.inf)
    total, out = np.zeros((len(Q), 1)), np.zeros((len(Q), V.shape[1]))
    for j, start in enumerate(range(0, len(K), size), 1):
        s = Q @ K[start : start + size].T / np.sqrt(Q.shape[1])
        new = np.maximum(m, s.max(1, keepdims=True))
        e = np.exp(s - new)
        c = correct(m, new) if j > 1 else np.zeros_like(m)
        total, out, m = summed(c, total, e), c * out + e @ V[start : start + size], new
        found |= {f"block={j}/running_max": m, f"block={j}/exponentials": e, f"block={j}/running_sum": total}
        found[f"block={j}/running_output"] = out
    return {**found, "output": out / total}


def plain(c: Any, total: Any, e: Any) -> Any:
    return c * total + e.sum(1, keepdims=True)


@broken(
    "tiled_attention",
    "sub.turned",
    source="github.com/deepseek-ai/FlashMLA/pull/177",
    sizes={"n": 3, "m": 6, "b": 2, "d_k": 3, "d_v": 3},
)
def correction_with_the_other_sign(Q: Any, K: Any, V: Any) -> Numbers:
    return in_blocks(Q, K, V, 2, lambda old, new: np.exp(new - old), plain)


@broken(
    "tiled_attention",
    "stale.running_max",
    source="github.com/Dao-AILab/flash-attention/pull/2174",
    sizes={"n": 3, "m": 6, "b": 2, "d_k": 3, "d_v": 3},
)
def largest_overwritten_before_it_is_used(Q: Any, K: Any, V: Any) -> Numbers:
    return in_blocks(Q, K, V, 2, lambda old, new: np.exp(new - new), plain)


@broken(
    "tiled_attention",
    "add.without_right",
    source="github.com/PaddleJitLab/CUDATutorial/issues/69",
    sizes={"n": 3, "m": 6, "b": 2, "d_k": 3, "d_v": 3},
)
def sum_without_the_new_block(Q: Any, K: Any, V: Any) -> Numbers:
    def kept(c: Any, total: Any, e: Any) -> Any:
        return c * total if total.any() else e.sum(1, keepdims=True)

    return in_blocks(Q, K, V, 2, lambda old, new: np.exp(old - new), kept)


# ---- windows ----


def in_a_window(Q: Any, K: Any, V: Any, allowed: Any) -> Numbers:
    n = len(Q)
    i, j = np.arange(n)[:, None], np.arange(n)
    scaled = Q @ K.T / np.sqrt(Q.shape[1])
    weights = softmax(np.where(allowed(i, j), scaled, -np.inf))
    return {"scaled": scaled, "weights": weights, "context": weights @ V}


@broken("windowed_attention", "counted=own_apart", source="github.com/huggingface/transformers/pull/26792")
def one_key_too_many(Q: Any, K: Any, V: Any) -> Numbers:
    return in_a_window(Q, K, V, lambda i, j: (j <= i) & (j >= i - 2))


@broken("windowed_attention", "window.both_sides", source="github.com/huggingface/transformers/issues/39408")
def window_to_both_sides(Q: Any, K: Any, V: Any) -> Numbers:
    return in_a_window(Q, K, V, lambda i, j: abs(i - j) < 2)


@broken("windowed_attention", "mul.without_left", source="github.com/proger/hippogriff/issues/7")
def window_that_does_not_limit(Q: Any, K: Any, V: Any) -> Numbers:
    return in_a_window(Q, K, V, lambda i, j: j <= i)


# ---- compressed keys and values ----

LATENT = {"n": 4, "d": 5, "h": 2, "d_k": 3, "d_v": 3, "d_r": 4, "d_c": 3}


def rotated(x: Any, halves: bool = False) -> Any:
    n, d = x.shape[-2:]
    angles = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    if halves:
        z = (x[..., : d // 2] + 1j * x[..., d // 2 :]) * np.exp(1j * angles)
        return np.concatenate([z.real, z.imag], -1)
    z = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * angles)
    return np.stack([z.real, z.imag], -1).reshape(x.shape)


def latent(X: Any, w: Numbers, scale: float, halves: bool = False) -> Numbers:
    c = X @ w["W_dkv"]
    q, k, v = split(X @ w["W_uq"], 2), split(c @ w["W_uk"], 2), split(c @ w["W_uv"], 2)
    q_r, k_r = rotated(split(X @ w["W_qr"], 2), halves), rotated(X @ w["W_kr"], halves)
    scaled = (q @ k.swapaxes(1, 2) + q_r @ k_r.T) * scale
    weights = softmax(scaled)
    context = weights @ v
    found = {"latent": c, "rotated_queries": q_r, "rotated_key": k_r, "scaled": scaled, "weights": weights}
    return {**found, "output": context.swapaxes(0, 1).reshape(len(X), -1) @ w["W_o"]}


@broken(
    "latent_attention",
    "size.d_k",
    source="github.com/onnxruntime/mobius/pull/548; the scale of the whole score",
    sizes=LATENT,
)
def scaled_without_the_rotary_part(X: Any, **w: Any) -> Numbers:
    return latent(X, w, 3**-0.5)


@broken("latent_attention", "pairing=half_split", source="github.com/huggingface/optimum-intel/pull/1877", sizes=LATENT)
def rotated_in_halves(X: Any, **w: Any) -> Numbers:
    return latent(X, w, 7**-0.5, halves=True)
