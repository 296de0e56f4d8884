"""Attention: softmax(QKᵀ/√d_k)V and what is built from it (Vaswani et al. 2017, section 3.2)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import mul
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.expression.functions import causal, exp, greater, largest, part, shared, softmax, sqrt, total, where
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.options import Options, Presets
from engine.program import Program


@dataclass(frozen=True)
class ScaleOptions(Options):
    """What the scores are divided by before the softmax."""

    scale: Literal["sqrt_d_k", "none", "constant"] = "sqrt_d_k"
    constant: float = field(default=3.0, metadata={"when": {"scale": ("constant",)}})


@dataclass(frozen=True)
class MaskOptions(Options):
    """Who may look at whom, and what a score becomes where looking is forbidden."""

    mask: Literal["none", "causal", "padding", "causal_and_padding", "custom"] = "none"
    mask_value: Literal["minus_infinity", "minus_1e9"] = field(
        default="minus_infinity",
        metadata={"convention": True, "when": {"mask": ("causal", "padding", "causal_and_padding", "custom")}},
    )


@dataclass(frozen=True)
class AttentionOptions(MaskOptions, ScaleOptions):
    """The scale, the mask, and whether the softmax is one step or three."""

    mask: Literal["none", "causal", "padding", "causal_and_padding"] = "none"
    softmax: Literal["one_step", "in_steps"] = "one_step"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "pytorch": {"weights": "out_in"}, "gpt2": {"mask_value": "minus_1e9"}}


@dataclass(frozen=True)
class ProductOptions(MaskOptions, ScaleOptions):
    """The scale, the mask, and which end of a causal mask is lined up when queries and keys differ in number.

    "bottom_right": the last query sees every key, as in decoding with a cache and FlashAttention since 2.1;
    "top_left": the first query sees the first key only, as PyTorch's scaled_dot_product_attention(is_causal=True).
    """

    alignment: Literal["bottom_right", "top_left"] = field(
        default="bottom_right", metadata={"convention": True, "when": {"mask": ("causal", "causal_and_padding")}}
    )

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"alignment": "top_left"},
        "gpt2": {"mask_value": "minus_1e9"},
    }


@dataclass(frozen=True)
class ScoreOptions(MaskOptions):
    """For scores that are given: divided first or not, the mask, and whether the softmax is one step or three."""

    mask: Literal["causal", "padding", "causal_and_padding", "custom"] = "causal"
    scale: Literal["none", "constant"] = "none"
    constant: float = field(default=4.0, metadata={"when": {"scale": ("constant",)}})
    softmax: Literal["one_step", "in_steps"] = "one_step"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "gpt2": {"mask_value": "minus_1e9"}}


class Mask(NamedTuple):
    """Where a query may look (1, else 0; None is everywhere), and what a forbidden score becomes."""

    seen: Node | None = None
    value: float = -math.inf

    def on(self, Z: Node) -> Node:
        """The scores with the forbidden ones replaced."""
        return Z if self.seen is None else where(self.seen, Z, self.value)


Shares = Callable[[Program, Node, Mask], tuple[Node, Node | None]]  # the shares, and where they are defined

SCALE: dict[str, Callable[[Program, float], Node | float | None]] = {
    "sqrt_d_k": lambda p, constant: sqrt(p.size("d_k")),
    "constant": lambda p, constant: constant,
    "none": lambda p, constant: None,
}
MASK_VALUE = {"minus_infinity": -math.inf, "minus_1e9": -1e9}
SOFTMAX: dict[str, Shares] = {
    "one_step": lambda p, Z, mask: (softmax(Z), None),
    "in_steps": lambda p, Z, mask: softmax_in_steps(p, Z, mask),
}
ALIGNMENT: dict[str, Callable[[int, int], Node]] = {
    "bottom_right": causal,
    "top_left": lambda n, m: part(part(causal(max(n, m), max(n, m)), -2, 0, n), -1, 0, m) if n != m else causal(n, m),
}


def softmax_in_steps(p: Program, Z: Node, mask: Mask) -> tuple[Node, Node | None]:
    """The same shares by hand: less the row's largest (which changes nothing), e to the power, over the row's sum.

    A row in which everything is masked has none: −∞ − (−∞) and 0/0. It is 0 by definition, as in one step.
    """
    m = p.step("row_max", "m", largest(Z))
    defined = None if mask.seen is None else greater(m, -math.inf)
    E = p.step("exponentials", "E", exp(Z - m), defined=defined)
    return E / p.step("row_sum", "s", total(E)), defined


def masking(
    p: Program, o: MaskOptions, queries: str, keys: str, alignment: str = "bottom_right", over: int = 0
) -> Mask:
    """The mask that the options ask for, with the inputs it needs: `real` (1 × keys) or `allowed` (queries × keys).

    `over` is how many axes of heads the scores have in front: all of them share the mask.
    """
    if o.mask == "none":
        return Mask()
    if o.mask == "custom":
        return Mask(shared(p.input("allowed", f"B: {queries} {keys}", "mask"), over), MASK_VALUE[o.mask_value])
    seen = [] if o.mask == "padding" else [ALIGNMENT[alignment](p.size(queries), p.size(keys))]
    seen += [] if o.mask == "causal" else [shared(p.input("real", f"r: 1 {keys}", "mask"), over)]
    return Mask(reduce(mul, seen), MASK_VALUE[o.mask_value])


def weigh(p: Program, S: Node, mask: Mask, divisor: Node | float | None, shares: Shares, d_model: int = 0) -> Node:
    """Scores to weights: divided, masked, each row turned into shares that sum to 1."""
    Z, after = S, {}
    if divisor is not None:
        Z = p.step("scaled", "S'", S / divisor, {"scale.d_model": S / sqrt(d_model)} if d_model else None)
        after = {"scale.after_softmax": softmax(mask.on(S)) / divisor}
    M = Z if mask.seen is None else p.step("masked", "Z", mask.on(Z))
    A, defined = shares(p, M, mask)
    return p.step("weights", "A", A, after, defined)


def attend(
    p: Program,
    Q: Node,
    K: Node,
    V: Node,
    mask: Mask,
    divisor: Node | float | None,
    shares: Shares = SOFTMAX["one_step"],
    d_model: int = 0,
) -> Node:
    """softmax(QKᵀ/√d_k)V over the last two axes; axes before them are heads.

    `d_model`, where it is another size than d_k, is what the scores are divided by the root of by mistake.
    """
    S = p.step("scores", "S", Q @ K.T)
    A = weigh(p, S, mask, divisor, shares, d_model if d_model != p.size("d_k") else 0)
    return p.step("context", "C", A @ V)


@mechanism(ProductOptions, n=axes.tokens(3), m=axes.source(4), d_k=2, d_v=3)
def scaled_dot_product(p: Program, o: ProductOptions) -> None:
    """softmax(QKᵀ/√d_k)V, with n queries on m keys and values, as the paper's equation 1."""
    Q, K, V = p.given(Q="n d_k", K="m d_k", V="m d_v")
    attend(p, Q, K, V, masking(p, o, "n", "m", o.alignment), SCALE[o.scale](p, o.constant))


@mechanism(ScoreOptions, n=axes.tokens(4), m=axes.source(4))
def masked_softmax(p: Program, o: ScoreOptions) -> None:
    """From given scores to weights: what masking is, without the products in front of it."""
    (S,) = p.given(S="n m")
    weigh(p, S, masking(p, o, "n", "m"), SCALE[o.scale](p, o.constant), SOFTMAX[o.softmax])


@mechanism(AttentionOptions, n=axes.tokens(6), d=3, d_k=2, d_v=2)
def self_attention(p: Program, o: AttentionOptions) -> None:
    """Every token asks every token: Q = XW^Q, K = XW^K, V = XW^V."""
    (X,) = p.given(X="n d")
    W_q, W_k, W_v = p.weights(W_q="W^Q: d d_k", W_k="W^K: d d_k", W_v="W^V: d d_v")
    Q = p.step("queries", "Q", X @ W_q)
    K = p.step("keys", "K", X @ W_k)
    V = p.step("values", "V", X @ W_v)
    p.alike(q=[W_q], k=[W_k], v=[W_v])
    mask, divisor = masking(p, o, "n", "n"), SCALE[o.scale](p, o.constant)
    attend(p, Q, K, V, mask, divisor, SOFTMAX[o.softmax], p.size("d"))
