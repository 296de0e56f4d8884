"""Encoder-decoder attention before the Transformer: additive (Bahdanau et al. 2015), Luong's (Luong et al. 2015)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import concat, repeated, softmax, tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import Mask, MaskOptions, masking
from engine.options import Presets, switch
from engine.program import Program, Units


@dataclass(frozen=True)
class AdditiveOptions(MaskOptions):
    """Options of additive attention: a bias inside the tanh, a padding mask on the source, values of their own."""

    mask: Literal["none", "padding"] = "none"
    biases: Literal["none", "one"] = "none"
    values: Literal["keys", "own"] = switch("keys", apart=True)

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {}}


@dataclass(frozen=True)
class LuongOptions(MaskOptions):
    """Options of Luong attention: the scoring function, and a padding mask on the source tokens."""

    score: Literal["dot", "general", "concat"] = "dot"
    mask: Literal["none", "padding"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {"score": "general"}}


def align(p: Program, e: Node, H: Node, mask: Mask, over: int | None = None) -> Node:
    """Context vector (1×d) from scores e (1×m): attention weights by softmax, weighted sum of the states H (m×d).

    `over` is the size m with its name, where the states were joined from rows and do not say it.
    """
    a = p.attention(p.step("weights", "α", softmax(mask.step(p, e))), over)
    return p.step("context", "c", a @ H)


def additive_scores(p: Program, s: Node, K: Node, W_s: Node, v: Node, b: Node | None = None) -> Node:
    """Additive scores e_i = v · tanh(s W_s + k_i) for one decoder state s (1×k) and m keys K (m×u) → 1×m.

    The keys k_i = h_i W_h are computed once for all decoder steps.
    """
    q = p.step("query_part", "q", s @ W_s if b is None else s @ W_s + b)
    U = p.step("activations", "U", tanh(q + K))
    return p.step("scores", "e", (U @ v).T)


@mechanism(AdditiveOptions, k=2, m=axes.source(4), d=3, u=2, d_v=2)
def additive_attention(p: Program, o: AdditiveOptions) -> None:
    """Additive attention (Bahdanau et al. 2015): a one-layer network scores each source state h_i against s_{t−1}."""
    H, s = p.given(H="m d", s="s_t-1: 1 k")
    W_s, W_h, v = p.weights(W_s="k u", W_h="d u", v="u 1")
    p.alike(s=[W_s], h=[W_h])
    b = None if o.biases == "none" else p.biases(b="1 u")[0]
    K = p.step("key_parts", "K", H @ W_h)
    V = H if o.values == "keys" else p.given(V="m d_v")[0]
    align(p, additive_scores(p, s, K, W_s, v, b), V, masking(p, o, "1", "m"))


def dot(p: Program, s: Node, H: Node, units: Units) -> Node:
    """Dot-product scores e_i = s · h_i, without parameters."""
    return s @ H.T


def general(p: Program, s: Node, H: Node, units: Units) -> Node:
    """Bilinear scores e_i = s W_a · h_i (Luong's "general")."""
    (W_a,) = units["a"] = p.weights(W_a="k k")
    return p.step("query_part", "q", s @ W_a) @ H.T


def concatenated(p: Program, s: Node, H: Node, units: Units) -> Node:
    """Scores e_i = v_a · tanh([s, h_i] W_a) of a one-layer network on both states (Luong's "concat")."""
    W_a, v_a = p.weights(W_a="k+k u", v_a="u 1")
    units["a"] = [W_a]
    J = p.step("pairs", "J", concat(repeated(s, p.size("m")), H, axis=-1))
    U = p.step("activations", "U", tanh(J @ W_a))
    return (U @ v_a).T


SCORE: dict[str, Callable[[Program, Node, Node, Units], Node]] = {
    "dot": dot,
    "general": general,
    "concat": concatenated,
}


@mechanism(LuongOptions, m=axes.source(3), k=2, u=2)
def luong_attention(p: Program, o: LuongOptions) -> None:
    """Luong attention (Luong et al. 2015): context vector c_t, then attentional state s̃_t = tanh([c_t, s_t] W_c)."""
    H, s = p.given(H="m k", s="s_t: 1 k")
    units: Units = {}
    e = p.step("scores", "e", SCORE[o.score](p, s, H, units))
    c = align(p, e, H, masking(p, o, "1", "m"))
    (W_c,) = p.weights(W_c="k+k k")
    p.alike(**units, c=[W_c])
    J = p.step("joined", "j", concat(c, s, axis=-1))
    p.step("attended", "s̃", tanh(J @ W_c))
