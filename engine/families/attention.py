"""Attention: softmax(QKᵀ/√d_k)V and what is built from it (Vaswani et al. 2017, section 3.2)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine.mechanism import mechanism
from engine.node import Node
from engine.options import Options, Presets
from engine.program import Program
from engine.words import causal, exp, largest, softmax, sqrt, total, where


@dataclass(frozen=True)
class AttentionOptions(Options):
    """The scale, who may look at whom, what a masked score becomes, and whether softmax is one step or three."""

    scale: Literal["sqrt_d_k", "none", "constant"] = "sqrt_d_k"
    constant: float = field(default=3.0, metadata={"when": {"scale": ("constant",)}})
    mask: Literal["none", "causal", "padding", "causal_and_padding"] = "none"
    mask_value: Literal["minus_infinity", "minus_1e9"] = field(
        default="minus_infinity",
        metadata={"convention": True, "when": {"mask": ("causal", "padding", "causal_and_padding")}},
    )
    softmax: Literal["one_step", "in_steps"] = "one_step"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "pytorch": {"weights": "out_in"}, "gpt2": {"mask_value": "minus_1e9"}}


SCALE: dict[str, Callable[[Node, AttentionOptions], Node | float]] = {
    "sqrt_d_k": lambda K, o: sqrt(K.width),
    "constant": lambda K, o: o.constant,
}
MASK_VALUE = {"minus_infinity": -math.inf, "minus_1e9": -1e9}
SOFTMAX: dict[str, Callable[[Program, Node], Node]] = {
    "one_step": lambda p, Z: softmax(Z),
    "in_steps": lambda p, Z: softmax_in_steps(p, Z),
}


def softmax_in_steps(p: Program, Z: Node) -> Node:
    """The same shares by hand: less the row's largest (which changes nothing), e to the power, over the row's sum."""
    m = p.step("row_max", "m", largest(Z))
    E = p.step("exponentials", "E", exp(Z - m))
    return E / p.step("row_sum", "s", total(E))


def keep(p: Program, o: AttentionOptions, queries: str, keys: str) -> Node | None:
    """1 where a query may look at a key; None when every query sees every key."""
    n, m = p.size(queries), p.size(keys)
    if o.mask == "none":
        return None
    if o.mask == "causal":
        return causal(n, m)
    real = p.input("real", f"1 {keys}", "mask")
    return real if o.mask == "padding" else causal(n, m) * real


def attend(p: Program, Q: Node, K: Node, V: Node, seen: Node | None, o: AttentionOptions) -> Node:
    """softmax(QKᵀ/√d_k)V over the last two axes; axes before them are heads."""
    S = p.step("scores", "S", Q @ K.T)
    Z = S if o.scale == "none" else p.step("scaled", "S'", S / SCALE[o.scale](K, o))
    M = Z if seen is None else p.step("masked", "Z", where(seen, Z, MASK_VALUE[o.mask_value]))
    A = p.step("weights", "A", SOFTMAX[o.softmax](p, M))
    return p.step("context", "C", A @ V)


@mechanism(AttentionOptions, n=6, d=3, d_k=2, d_v=2)
def self_attention(p: Program, o: AttentionOptions) -> None:
    """Every token asks every token: Q = XW^Q, K = XW^K, V = XW^V."""
    (X,) = p.given(X="n d")
    W_q, W_k, W_v = p.weights(W_q="W^Q: d d_k", W_k="W^K: d d_k", W_v="W^V: d d_v")
    Q = p.step("queries", "Q", X @ W_q)
    K = p.step("keys", "K", X @ W_k)
    V = p.step("values", "V", X @ W_v)
    attend(p, Q, K, V, keep(p, o, "n", "n"), o)
