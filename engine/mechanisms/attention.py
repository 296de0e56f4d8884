"""Scaled dot-product attention softmax(QKᵀ/√d_k)V, its masks and its softmax (Vaswani et al. 2017, section 3.2)."""

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
from engine.options import NOT_0, Options, Presets, number
from engine.program import Program


@dataclass(frozen=True)
class ScaleOptions(Options):
    """Option for scaling: what the scores are divided by before the softmax."""

    scale: Literal["sqrt_d_k", "none", "constant"] = "sqrt_d_k"
    constant: float = number(3.0, NOT_0, {"scale": ("constant",)})


@dataclass(frozen=True)
class MaskOptions(Options):
    """Options for masking: which keys a query may attend to, and the value that replaces a masked score."""

    mask: Literal["none", "causal", "padding", "causal_and_padding", "custom"] = "none"
    mask_value: Literal["minus_infinity", "minus_1e9"] = field(
        default="minus_infinity",
        metadata={"convention": True, "when": {"mask": ("causal", "padding", "causal_and_padding", "custom")}},
    )


@dataclass(frozen=True)
class AttentionOptions(MaskOptions, ScaleOptions):
    """Options of self-attention: scale, mask, and the softmax as one step or as three."""

    mask: Literal["none", "causal", "padding", "causal_and_padding"] = "none"
    softmax: Literal["one_step", "in_steps"] = "one_step"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "pytorch": {"weights": "out_in"}, "gpt2": {"mask_value": "minus_1e9"}}


@dataclass(frozen=True)
class ProductOptions(MaskOptions, ScaleOptions):
    """Options of scaled dot-product attention: scale, mask, and alignment of a causal mask that is not square.

    "bottom_right": the last query attends to every key, as in decoding with a cache and in FlashAttention since 2.1;
    "top_left": the first query attends to the first key only, as in PyTorch's
    scaled_dot_product_attention(is_causal=True).
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
    """Options for given scores: scale, mask, and the softmax as one step or as three."""

    mask: Literal["causal", "padding", "causal_and_padding", "custom"] = "causal"
    scale: Literal["none", "constant"] = "none"
    constant: float = number(4.0, NOT_0, {"scale": ("constant",)})
    softmax: Literal["one_step", "in_steps"] = "one_step"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "gpt2": {"mask_value": "minus_1e9"}}


class Mask(NamedTuple):
    """Attention mask.

    `seen` is 1 where a query may attend to a key, else 0 (None: everywhere); `value` replaces masked scores.
    """

    seen: Node | None = None
    value: float = -math.inf

    def on(self, Z: Node) -> Node:
        """The scores with masked ones replaced by `value`."""
        return Z if self.seen is None else where(self.seen, Z, self.value)


Shares = Callable[[Program, Node, Mask], tuple[Node, Node | None]]  # attention weights, and where they are defined

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
    """Softmax in three steps: subtract the row's maximum (for stability), exponentiate, divide by the row's sum.

    A fully masked row has no value (−∞ − (−∞), then 0/0) and is 0 by definition, as with the one-step softmax.
    """
    m = p.step("row_max", "m", largest(Z))
    defined = None if mask.seen is None else greater(m, -math.inf)
    E = p.step("exponentials", "E", exp(Z - m), defined=defined)
    return E / p.step("row_sum", "s", total(E)), defined


def masking(
    p: Program, o: MaskOptions, queries: str, keys: str, alignment: str = "bottom_right", over: int = 0
) -> Mask:
    """Mask for the given options; declares the inputs it needs: `real` (1 × keys) or `allowed` (queries × keys).

    `queries` and `keys` name the sizes. `over` is the number of head axes in front of the scores, which share the mask.
    """
    if o.mask == "none":
        return Mask()
    if o.mask == "custom":
        return Mask(shared(p.input("allowed", f"B: {queries} {keys}", "mask"), over), MASK_VALUE[o.mask_value])
    seen = [] if o.mask == "padding" else [ALIGNMENT[alignment](p.size(queries), p.size(keys))]
    seen += [] if o.mask == "causal" else [shared(p.input("real", f"r: 1 {keys}", "mask"), over)]
    return Mask(reduce(mul, seen), MASK_VALUE[o.mask_value])


def weigh(p: Program, S: Node, mask: Mask, divisor: Node | float | None, shares: Shares, d_model: int = 0) -> Node:
    """Attention weights from scores S, of the same shape: scaled, masked, softmax over the keys.

    `divisor` is the scale (None for none); `d_model` other than 0 adds the mistake of dividing by √d_model.
    """
    Z, after = S, {}
    if divisor is not None:
        Z = p.step("scaled", "S′", S / divisor, {"scale.d_model": S / sqrt(d_model)} if d_model else None)
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
    """Context vectors softmax(QKᵀ/√d_k)V: Q (…, n, d_k), K (…, m, d_k), V (…, m, d_v) → (…, n, d_v).

    Leading axes are heads. `divisor` is the scale (None for none); a `d_model` other than d_k adds the mistake of
    dividing by its root.
    """
    S = p.step("scores", "S", Q @ K.T)
    A = weigh(p, S, mask, divisor, shares, d_model if d_model != p.size("d_k") else 0)
    return p.step("context", "C", A @ V)


@mechanism(ProductOptions, n=axes.tokens(3), m=axes.source(4), d_k=2, d_v=3)
def scaled_dot_product(p: Program, o: ProductOptions) -> None:
    """Scaled dot-product attention of n queries on m keys and values (Vaswani et al. 2017, equation 1)."""
    Q, K, V = p.given(Q="n d_k", K="m d_k", V="m d_v")
    attend(p, Q, K, V, masking(p, o, "n", "m", o.alignment), SCALE[o.scale](p, o.constant))


@mechanism(ScoreOptions, n=axes.tokens(4), m=axes.source(4))
def masked_softmax(p: Program, o: ScoreOptions) -> None:
    """Masked softmax: attention weights from given scores (n×m)."""
    (S,) = p.given(S="n m")
    weigh(p, S, masking(p, o, "n", "m"), SCALE[o.scale](p, o.constant), SOFTMAX[o.softmax])


@mechanism(AttentionOptions, n=axes.tokens(6), d=3, d_k=2, d_v=2)
def self_attention(p: Program, o: AttentionOptions) -> None:
    """Single-head self-attention on token vectors X (n×d): Q = XW^Q, K = XW^K, V = XW^V; context vectors n×d_v."""
    (X,) = p.given(X="n d")
    W_q, W_k, W_v = p.weights(W_q="W^Q: d d_k", W_k="W^K: d d_k", W_v="W^V: d d_v")
    Q = p.step("queries", "Q", X @ W_q)
    K = p.step("keys", "K", X @ W_k)
    V = p.step("values", "V", X @ W_v)
    p.alike(q=[W_q], k=[W_k], v=[W_v])
    mask, divisor = masking(p, o, "n", "n"), SCALE[o.scale](p, o.constant)
    attend(p, Q, K, V, mask, divisor, SOFTMAX[o.softmax], p.size("d"))
