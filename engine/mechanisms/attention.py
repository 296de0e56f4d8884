"""Scaled dot-product attention softmax(QKᵀ/√d_k)V, its masks and its softmax (Vaswani et al. 2017, section 3.2)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.errors import OptionError
from engine.expression.functions import (
    causal,
    constant,
    exp,
    greater,
    largest,
    mean,
    part,
    shared,
    softmax,
    sqrt,
    square,
    total,
    where,
)
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.options import NOT_0, Options, Presets, number, switch
from engine.program import Program, Role

MASKED = ("causal", "padding", "causal_and_padding", "custom")
AHEAD = ("causal", "causal_and_padding")  # the masks that hide what comes later
SoftmaxStyle = Literal["one_step", "in_steps", "exponentials", "masked_after", "by_sum"]


@dataclass(frozen=True)
class ScaleOptions(Options):
    """Option for scaling: what the scores are divided by before the softmax."""

    scale: Literal["sqrt_d_k", "none", "constant"] = switch("sqrt_d_k", apart=True)
    constant: float = number(3.0, NOT_0, {"scale": ("constant",)})


@dataclass(frozen=True)
class MaskOptions(Options):
    """Options for masking: which keys a query may attend to, and how a score is masked.

    A masked score is replaced by the mask's value, or the value is added to it: −10000 is what BERT's first code and
    older Hugging Face models add, −1e9 what the Annotated Transformer puts in place. `notation` is how a mask that is
    given is written: 1 = look (scaled_dot_product_attention), 1 = ignore (nn.MultiheadAttention), or numbers that are
    added to the scores (a float attn_mask, T5's bias).
    """

    mask: Literal["none", "causal", "padding", "causal_and_padding", "custom"] = "none"
    mask_value: Literal["minus_infinity", "minus_1e9", "minus_10000"] = switch(
        "minus_infinity", convention=True, apart=True, when={"mask": MASKED}
    )
    masking: Literal["replaced", "added"] = switch("replaced", convention=True, apart=True, when={"mask": MASKED})
    notation: Literal["one_is_look", "one_is_ignore", "added_numbers"] = switch(
        "one_is_look", apart=True, when={"mask": ("padding", "causal_and_padding", "custom")}
    )


@dataclass(frozen=True)
class SoftmaxOptions(MaskOptions):
    """Options of a softmax over masked scores: in one step, with its parts as steps, or another way of weighing.

    "in_steps" subtracts the row's maximum, "exponentials" does not, as on paper; "masked_after" takes the softmax of
    all scores, then leaves the masked ones out and divides by the rest; "by_sum" divides scores by their sum, a first
    form that some courses teach.
    """

    softmax: SoftmaxStyle = switch("one_step", apart=True)

    def check(self) -> None:
        """Raise OptionError where a mask cannot act as asked: two ways leave cells out instead of lowering scores."""
        if self.softmax not in ("masked_after", "by_sum"):
            return
        if self.softmax == "masked_after" and self.mask == "none":
            raise OptionError("Masking after the softmax needs a mask.")
        if (self.mask_value, self.masking) != ("minus_infinity", "replaced") or self.notation == "added_numbers":
            raise OptionError("Where cells are left out of the weights, no number is put in their place or added.")


@dataclass(frozen=True)
class AttentionOptions(SoftmaxOptions, ScaleOptions):
    """Options of self-attention: scale, mask, and the softmax."""

    mask: Literal["none", "causal", "padding", "causal_and_padding"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "pytorch": {"weights": "out_in"}, "gpt2": {"mask_value": "minus_1e9"}}


@dataclass(frozen=True)
class ProductOptions(SoftmaxOptions, ScaleOptions):
    """Options of scaled dot-product attention: scale, mask, softmax, alignment of a causal mask that is not square.

    "bottom_right": the last query attends to every key, as in decoding with a cache and in FlashAttention since 2.1;
    "top_left": the first query attends to the first key only, as in PyTorch's
    scaled_dot_product_attention(is_causal=True).
    """

    alignment: Literal["bottom_right", "top_left"] = switch("bottom_right", convention=True, when={"mask": AHEAD})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"alignment": "top_left"},
        "gpt2": {"mask_value": "minus_1e9"},
    }


@dataclass(frozen=True)
class ScoreOptions(SoftmaxOptions):
    """Options for given scores: scale, mask, and the softmax."""

    mask: Literal["causal", "padding", "causal_and_padding", "custom"] = "causal"
    scale: Literal["none", "constant"] = "none"
    constant: float = number(4.0, NOT_0, {"scale": ("constant",)})

    PRESETS: ClassVar[Presets] = {"textbook": {}, "gpt2": {"mask_value": "minus_1e9"}}


class Mask(NamedTuple):
    """Attention mask.

    `seen` is 1 where a query may attend to a key, else 0 (None: everywhere); `value` replaces masked scores. `added` is
    a matrix of numbers to add to the scores instead.
    """

    seen: Node | None = None
    value: float = -math.inf
    added: Node | None = None

    @property
    def there(self) -> bool:
        """True if there is a mask at all."""
        return self.seen is not None or self.added is not None

    def on(self, Z: Node) -> Node:
        """The scores with masked ones replaced by `value`, or with the mask added."""
        if self.added is not None:
            return Z + self.added
        return Z if self.seen is None else where(self.seen, Z, self.value)

    def step(self, p: Program, Z: Node) -> Node:
        """The masked scores as a step; the scores themselves without a mask."""
        wrong = {"mask.ones_added": Z + self.seen} if self.seen is not None else {}
        return p.step("masked", "Z", self.on(Z), wrong) if self.there else Z

    def on_weights(self, A: Node) -> Node:
        """Numbers with those of masked keys set to 0."""
        return A if self.seen is None else where(self.seen, A, 0)


Shares = Callable[[Program, Node, Mask], tuple[Node, Node | None]]  # scores → weights, and where they are defined

SCALE: dict[str, Callable[[Program, float], Node | float | None]] = {
    "sqrt_d_k": lambda p, constant: sqrt(p.size("d_k")),
    "constant": lambda p, constant: constant,
    "none": lambda p, constant: None,
}
MASK_VALUE = {"minus_infinity": -math.inf, "minus_1e9": -1e9, "minus_10000": -1e4}
SOFTMAX: dict[str, Shares] = {
    "one_step": lambda p, Z, mask: (softmax(mask.step(p, Z)), None),
    "in_steps": lambda p, Z, mask: softmax_in_steps(p, mask.step(p, Z), mask),
    "exponentials": lambda p, Z, mask: by_exponentials(p, mask.step(p, Z), mask),
    "masked_after": lambda p, Z, mask: masked_after(p, Z, mask),
    "by_sum": lambda p, Z, mask: by_sum(p, Z, mask),
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
    defined = greater(m, -math.inf) if mask.there else None
    E = p.step("exponentials", "Ã", exp(Z - m), defined=defined)
    return E / p.step("row_sum", "s", total(E)), defined


def by_exponentials(p: Program, Z: Node, mask: Mask) -> tuple[Node, Node | None]:
    """Softmax as on paper: exponentiate, divide by the row's sum; 0 by definition in a fully masked row."""
    E = p.step("exponentials", "Ã", exp(Z))
    s = p.step("row_sum", "s", total(E))
    return E / s, greater(s, 0) if mask.there else None


def masked_after(p: Program, Z: Node, mask: Mask) -> tuple[Node, Node | None]:
    """Softmax of all scores, masked weights set to 0, divided by what is left: the same weights as with −∞."""
    A = p.step("unmasked_weights", "A^0", softmax(Z))
    kept = p.step("kept_weights", "A^1", mask.on_weights(A))
    s = p.step("row_sum", "s", total(kept))
    return kept / s, greater(s, 0)


def by_sum(p: Program, Z: Node, mask: Mask) -> tuple[Node, Node | None]:
    """Scores divided by the row's sum, masked ones counted as 0; weights may be negative, and a sum of 0 has none."""
    kept = p.step("kept_scores", "Z", mask.on_weights(Z)) if mask.there else Z
    s = p.step("row_sum", "s", total(kept))
    return kept / s, greater(square(s), 0)


class PaddingInput(NamedTuple):
    """Name and symbol of the input that says which keys are padding."""

    name: str = "real"
    symbol: str = "r"


def masking(
    p: Program,
    o: MaskOptions,
    queries: str,
    keys: str,
    alignment: str = "bottom_right",
    over: int = 0,
    given: PaddingInput | None = None,
) -> Mask:
    """Mask for the given options; declares the inputs it needs: `real` (1 × keys) or `allowed` (queries × keys).

    `queries` and `keys` name the sizes. `over` is the number of head axes in front of the scores, which share the mask.
    """
    if o.mask == "none":
        return Mask()
    value, numbers = MASK_VALUE[o.mask_value], o.notation == "added_numbers"
    ahead = ALIGNMENT[alignment](p.size(queries), p.size(keys)) if o.mask in AHEAD else None
    read = _read(p, queries, keys, given or PaddingInput(), o) if o.mask != "causal" else None
    if read is not None and numbers:
        return Mask(added=shared(read if ahead is None else where(ahead, read, value), over))
    seen = reduce(mul, [x for x in (ahead, read) if x is not None])
    if o.masking == "added":
        return Mask(added=shared(p.step("mask", "M", where(seen, 0, value)), over))
    across = [x for x in (ahead, None if read is None else shared(read, over)) if x is not None]
    return Mask(reduce(mul, across), value)


def _read(p: Program, queries: str, keys: str, given: PaddingInput, o: MaskOptions) -> Node:
    """The mask that is given, cell by cell or for the keys, as 1 = look; numbers to be added as they are."""
    name, declared = (
        ("allowed", f"B: {queries} {keys}") if o.mask == "custom" else (given.name, f"{given.symbol}: 1 {keys}")
    )
    read = p.input(name, declared, ROLE[o.notation])
    return greater(constant(1), read) if o.notation == "one_is_ignore" else read


ROLE: dict[str, Role] = {"one_is_look": "mask", "one_is_ignore": "ignore_mask", "added_numbers": "added_mask"}


def weigh(p: Program, S: Node, mask: Mask, divisor: Node | float | None, shares: Shares, d_model: int = 0) -> Node:
    """Attention weights from scores S, of the same shape: scaled, masked, softmax over the keys.

    `divisor` is the scale (None for none); `d_model` other than 0 adds the mistake of dividing by √d_model.
    """
    Z, after = S, {}
    if divisor is not None:
        Z = p.step("scaled", "S′", S / divisor, {"scale.d_model": S / sqrt(d_model)} if d_model else None)
        after = {"scale.after_softmax": softmax(mask.on(S)) / divisor}
    A, defined = shares(p, Z, mask)
    return p.attention(p.step("weights", "A", A, after, defined))


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
    heads = len(A.shape) == 3 and A.shape[-3] > 1
    return p.step("context", "C", A @ V, {"weights.averaged": mean(A, -3) @ V} if heads else None)


@mechanism(ProductOptions, n=axes.tokens(3), m=axes.source(4), d_k=2, d_v=3)
def scaled_dot_product(p: Program, o: ProductOptions) -> None:
    """Scaled dot-product attention of n queries on m keys and values (Vaswani et al. 2017, equation 1)."""
    Q, K, V = p.given(Q="n d_k", K="m d_k", V="m d_v")
    mask = masking(p, o, "n", "m", o.alignment)
    attend(p, Q, K, V, mask, SCALE[o.scale](p, o.constant), SOFTMAX[o.softmax])


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
