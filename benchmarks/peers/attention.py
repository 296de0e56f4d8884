"""Attention by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

Arrays = Mapping[str, Any]
Kept = dict[str, Any]


def by_numpy(x: Arrays) -> Callable[[], Kept]:
    """softmax(QKᵀ/√d_k)V, stable, every step kept."""
    X, W_q, W_k, W_v = x["X"], x["W_q"], x["W_k"], x["W_v"]

    def work() -> Kept:
        Q, K, V = X @ W_q, X @ W_k, X @ W_v
        S = Q @ K.T
        scaled = S / math.sqrt(K.shape[1])
        A = np.exp(scaled - scaled.max(-1, keepdims=True))
        A /= A.sum(-1, keepdims=True)
        return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": scaled, "weights": A, "context": A @ V}

    return work


def by_torch(x: Arrays) -> Callable[[], Kept]:
    """The same in PyTorch, without gradients."""
    t = tensors(x)

    def work() -> Kept:
        with torch.no_grad():
            return forward(t)

    return work


def forward(t: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Every step of scaled dot-product self-attention of X (n×d), by the engine's ids."""
    Q, K, V = t["X"] @ t["W_q"], t["X"] @ t["W_k"], t["X"] @ t["W_v"]
    S = Q @ K.T
    scaled = S / math.sqrt(K.shape[1])
    A = torch.softmax(scaled, -1)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": scaled, "weights": A, "context": A @ V}


def by_autograd(x: Arrays) -> Callable[[], Kept]:
    """Forward and backward: the gradients of the three weights."""
    t = tensors(x, trained=True)
    upstream = t.pop("backward/context").detach()
    trained = [t["W_q"], t["W_k"], t["W_v"]]

    def work() -> Kept:
        found = torch.autograd.grad(forward(t)["context"], trained, upstream)
        return dict(zip(("backward/W_q", "backward/W_k", "backward/W_v"), found, strict=True))

    return work


def heads_by_torch(x: Arrays, h: int) -> Callable[[], Kept]:
    """Causal multi-head attention with biases, every step kept; the mask is made once."""
    t = tensors(x)
    n = t["X"].shape[0]
    unseen = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)

    def split(y: torch.Tensor) -> torch.Tensor:
        return y.view(n, h, -1).transpose(0, 1)

    def work() -> Kept:
        with torch.no_grad():
            Q, K, V = (t["X"] @ t[f"W_{k}"] + t[f"b_{k}"] for k in "qkv")
            Q_h, K_h, V_h = split(Q), split(K), split(V)
            S = Q_h @ K_h.mT
            scaled = S / math.sqrt(K_h.shape[-1])
            Z = scaled.masked_fill(unseen, -math.inf)
            A = torch.softmax(Z, -1)
            C = A @ V_h
            merged = C.transpose(0, 1).reshape(n, -1)
            output = merged @ t["W_o"] + t["b_o"]
        return {"Q": Q, "K": K, "V": V, "Q_h": Q_h, "K_h": K_h, "V_h": V_h, "S": S, "scaled": scaled} | {
            "Z": Z,
            "A": A,
            "C": C,
            "merged": merged,
            "output": output,
        }

    return work


def products(x: Arrays, h: int) -> Callable[[], Kept]:
    """Nothing but the matrix products of multi-head attention, in NumPy."""
    X = x["X"]
    n, width = X.shape[0], x["W_q"].shape[1] // h
    Q_h = np.ones((h, n, width), X.dtype)
    A = np.ones((h, n, n), X.dtype)
    merged = np.ones((n, h * width), X.dtype)

    def work() -> Kept:
        kept = {k: X @ x[f"W_{k}"] for k in "qkv"}
        return kept | {"S": Q_h @ Q_h.mT, "C": A @ Q_h, "output": merged @ x["W_o"]}

    return work


def tensors(x: Arrays, trained: bool = False) -> dict[str, torch.Tensor]:
    """The inputs as tensors that share memory with the arrays, or as leaves whose gradients are wanted."""
    if not trained:
        return {id: torch.from_numpy(array) for id, array in x.items()}
    return {id: torch.tensor(array, requires_grad=id != "X") for id, array in x.items()}
