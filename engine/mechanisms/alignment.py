"""Attention before the Transformer: a decoder state looks at the encoder's states (Bahdanau 2015, Luong 2015)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import concat, repeated, softmax, tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import Mask, MaskOptions, masking
from engine.options import Presets
from engine.program import Program, Units


@dataclass(frozen=True)
class AdditiveOptions(MaskOptions):
    """A bias inside the tanh or none, and whether padded source words are masked."""

    mask: Literal["none", "padding"] = "none"
    biases: Literal["none", "one"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {}}


@dataclass(frozen=True)
class LuongOptions(MaskOptions):
    """How a decoder state and a source state are compared, and whether padded source words are masked."""

    score: Literal["dot", "general", "concat"] = "dot"
    mask: Literal["none", "padding"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {"score": "general"}}


def align(p: Program, e: Node, H: Node, mask: Mask) -> Node:
    """One score for each source word to weights, and the weights to the mean of the states they point at."""
    Z = e if mask.seen is None else p.step("masked", "Z", mask.on(e))
    a = p.step("weights", r"\alpha", softmax(Z))
    return p.step("context", "c", a @ H)


def additive_scores(p: Program, s: Node, K: Node, W_s: Node, v: Node, b: Node | None = None) -> Node:
    """e_i = v · tanh(s W_s + k_i), with k_i = h_i W_h worked out once for all decoder steps. (1×k, m×u) → 1×m."""
    q = p.step("query_part", "q", s @ W_s if b is None else s @ W_s + b)
    U = p.step("activations", "U", tanh(q + K))
    return p.step("scores", "e", (U @ v).T)


@mechanism(AdditiveOptions, k=2, m=axes.source(4), d=3, u=2)
def additive_attention(p: Program, o: AdditiveOptions) -> None:
    """A small network with one hidden layer scores each source state h_i against the decoder's state s_{t−1}."""
    H, s = p.given(H="m d", s="s_{t-1}: 1 k")
    W_s, W_h, v = p.weights(W_s="k u", W_h="d u", v="u 1")
    p.alike(s=[W_s], h=[W_h])
    b = None if o.biases == "none" else p.biases(b="1 u")[0]
    K = p.step("key_parts", "K", H @ W_h)
    align(p, additive_scores(p, s, K, W_s, v, b), H, masking(p, o, "1", "m"))


def dot(p: Program, s: Node, H: Node, units: Units) -> Node:
    """e_i = s · h_i: nothing to learn."""
    return s @ H.T


def general(p: Program, s: Node, H: Node, units: Units) -> Node:
    """e_i = s W_a · h_i: one matrix between the two."""
    (W_a,) = units["a"] = p.weights(W_a="k k")
    return p.step("query_part", "q", s @ W_a) @ H.T


def concatenated(p: Program, s: Node, H: Node, units: Units) -> Node:
    """e_i = v_a · tanh([s, h_i] W_a): both side by side through one layer."""
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
    """The decoder's new state s_t looks at the source states; what it finds is joined to it: s̃ = tanh([c, s_t] W_c)."""
    H, s = p.given(H="m k", s="s_t: 1 k")
    units: Units = {}
    e = p.step("scores", "e", SCORE[o.score](p, s, H, units))
    c = align(p, e, H, masking(p, o, "1", "m"))
    (W_c,) = p.weights(W_c="k+k k")
    p.alike(**units, c=[W_c])
    J = p.step("joined", "j", concat(c, s, axis=-1))
    p.step("attended", r"\tilde s", tanh(J @ W_c))
