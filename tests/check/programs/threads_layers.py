"""Layers with bugs that a public thread reports; each was written before the check was run on any of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.lstm import sigmoid

# ---- norms ----

ROWS = {"n": 4, "d": 5}


@broken("rms_norm", "sqrt.twice", source="github.com/pytorch/pytorch/issues/144659", sizes=ROWS)
def root_of_the_root(X: Any, gamma: Any) -> Numbers:
    rms = np.sqrt(np.sqrt((X**2).mean(1, keepdims=True)) + 1e-6)
    return {"normalised": X / rms, "rescaled": X / rms * gamma}


@broken("rms_norm", "div.multiplied", source="github.com/mosaicml/llm-foundry/issues/371", sizes=ROWS)
def divided_by_the_reciprocal(X: Any, gamma: Any) -> Numbers:
    reciprocal = 1 / np.sqrt((X**2).mean(1, keepdims=True) + 1e-6)
    return {"normalised": X / reciprocal, "rescaled": X / reciprocal * gamma}


@broken("rms_norm", "mean.over_tokens", source="github.com/kyegomez/zeta/issues/180", sizes=ROWS)
def along_the_tokens(X: Any, gamma: Any) -> Numbers:
    rms = np.sqrt((X**2).mean(0, keepdims=True) + 1e-6)
    return {"normalised": X / rms, "rescaled": X / rms * gamma}


@broken("layer_norm", "sqrt.twice", source="github.com/hyunwoongko/transformer/issues/7", sizes=ROWS)
def root_of_the_deviation(X: Any, gamma: Any, beta: Any) -> Numbers:
    mean, deviation = X.mean(1, keepdims=True), X.std(1, keepdims=True)
    normalised = (X - mean) / np.sqrt(deviation + 1e-5)
    return {"mean": mean, "normalised": normalised, "rescaled": normalised * gamma + beta}


# ---- gated networks ----

GATED = {"n": 4, "d": 4, "f": 5}


def silu(x: Any) -> Any:
    return x * sigmoid(x)


@broken("gated_feed_forward", source="github.com/Nijikadesu/breakdown-minimind/issues/3", sizes=GATED)
def activated_behind_the_product(X: Any, W_g: Any, W_u: Any, W_d: Any) -> Numbers:
    gated = silu((X @ W_g) * (X @ W_u))
    return {"gate_preactivation": X @ W_g, "values": X @ W_u, "gated": gated, "output": gated @ W_d}


@broken(
    "gated_feed_forward",
    "gate.other_half",
    source="github.com/ml-explore/mlx-lm/pull/767",
    sizes=GATED,
)
def the_other_branch_activated(X: Any, W_g: Any, W_u: Any, W_d: Any) -> Numbers:
    gate, up = X @ W_g, X @ W_u
    gated = silu(up) * gate
    return {"gate_preactivation": gate, "values": up, "gated": gated, "output": gated @ W_d}


@broken(
    "gated_feed_forward",
    "mul.without_right",
    "step.left_out",
    source="github.com/google-research/timesfm/issues/493",
    sizes=GATED,
)
def no_values_at_all(X: Any, W_g: Any, W_u: Any, W_d: Any) -> Numbers:
    return {"gated": silu(X @ W_g), "output": silu(X @ W_g) @ W_d}


# ---- experts ----

EXPERTS = {"n": 4, "d": 3, "e": 3, "f": 3}


def combined(X: Any, gates: Any, w: Numbers) -> Numbers:
    parts = [np.maximum(X @ w[f"expert={k}__W_u"], 0) @ w[f"expert={k}__W_d"] for k in (1, 2, 3)]
    return {"gates": gates, "combined": sum(gates[:, k : k + 1] * part for k, part in enumerate(parts))}


def best(logits: Any, k: int) -> Any:
    return (-logits).argsort(1).argsort(1) < k


@broken("mixture_of_experts", "gating=softmax_first", source="github.com/pytorch/torchtitan/issues/1448", sizes=EXPERTS)
def weights_not_normalised_again(X: Any, W_r: Any, **w: Any) -> Numbers:
    logits = X @ W_r
    return {"router_logits": logits, **combined(X, softmax(logits) * best(logits, 2), w)}


@broken("mixture_of_experts", "softmax.sigmoid", source="github.com/MetaX-MACA/vLLM-metax/issues/270", sizes=EXPERTS)
def sigmoid_router(X: Any, W_r: Any, **w: Any) -> Numbers:
    logits = X @ W_r
    return {"router_logits": logits, **combined(X, sigmoid(logits) * best(logits, 2), w)}


@broken(
    "mixture_of_experts",
    "sum.over_all",
    source="github.com/databricks/megablocks/pull/87",
    sizes=EXPERTS,
    gating="renormalised",
    k=1,
)
def weights_normalised_over_the_tokens(X: Any, W_r: Any, **w: Any) -> Numbers:
    logits = X @ W_r
    kept = softmax(logits) * best(logits, 1)
    return {"router_logits": logits, **combined(X, kept / kept.sum(), w)}


# ---- adapters ----

ADAPTED = {"n": 4, "d": 3, "d_o": 3, "r": 3}


def adapted(X: Any, W_0: Any, update: Any, factor: float) -> Numbers:
    return {"base": X @ W_0, "update": update, "output": X @ W_0 + factor * update}


@broken("lora", "div.not_divided", source="github.com/Blaizzy/mlx-vlm/issues/841", sizes={**ADAPTED, "r": 2})
def alpha_without_the_rank(X: Any, W_0: Any, A: Any, B: Any) -> Numbers:
    return adapted(X, W_0, X @ A @ B, 4.0)


@broken(
    "lora",
    "scale=alpha_over_r",
    source="github.com/NVIDIA/TensorRT-LLM/issues/1668",
    sizes={**ADAPTED, "r": 2},
    scale="alpha_over_root_r",
)
def rank_without_its_root(X: Any, W_0: Any, A: Any, B: Any) -> Numbers:
    return adapted(X, W_0, X @ A @ B, 4.0 / 2)


@broken("lora", "matmul.right_transposed", source="github.com/paiml/aprender/pull/2138", sizes=ADAPTED)
def adapters_as_they_are_stored(X: Any, W_0: Any, A: Any, B: Any) -> Numbers:
    return adapted(X, W_0, X @ A.T @ B.T, 4.0 / 3)
