"""Multi-head, grouped-query and cross-attention (Vaswani et al. 2017, section 3.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import mean, merge_heads, pieces, shared, split_heads, sqrt
from engine.expression.node import Node, substituted
from engine.mechanism import mechanism
from engine.mechanisms.attention import Mask, MaskOptions, attend, masking
from engine.options import Presets
from engine.program import Program, Units


@dataclass(frozen=True)
class HeadOptions(MaskOptions):
    """Options of multi-head attention: separate or fused projections, biases, and the mask."""

    projection: Literal["separate", "fused"] = "separate"
    biases: Literal["none", "one"] = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {},
        "pytorch": {"projection": "fused", "biases": "one", "weights": "out_in"},
        "keras": {"biases": "one"},
        "gpt2": {"projection": "fused", "biases": "one", "mask": "causal", "mask_value": "minus_1e9"},
    }


@dataclass(frozen=True)
class GroupedOptions(MaskOptions):
    """Options of grouped-query attention: biases and the mask; the number of key-value heads is the size g."""

    mask: Literal["none", "causal", "padding", "causal_and_padding"] = "none"
    biases: Literal["none", "one"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "llama": {"mask": "causal", "weights": "out_in"}}


@dataclass(frozen=True)
class CrossOptions(MaskOptions):
    """Options of cross-attention: biases, and the mask on the source positions."""

    mask: Literal["none", "padding", "custom"] = "none"
    biases: Literal["none", "one"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {}, "pytorch": {"biases": "one", "weights": "out_in"}}


Projected = tuple[Node, Node, Node]
WrongVersions = dict[str, Node]  # wrong versions by misconception id


def linear(p: Program, X: Node, letter: str, sizes: str, biases: str, units: Units) -> Node:
    """Linear layer X W^letter, plus bias b^letter unless `biases` is "none"; `sizes` are W's, such as "d h*d_k".

    Its parameters are added to `units` under the letter.
    """
    (W,) = p.weights(**{f"W_{letter}": f"W^{letter.upper()}: {sizes}"})
    units[letter] = [W]
    if biases == "none":
        return X @ W
    (b,) = p.biases(**{f"b_{letter}": f"b^{letter.upper()}: 1 {sizes.split()[1]}"})
    units[letter].append(b)
    return X @ W + b


def separate(p: Program, X: Node, memory: Node, biases: str, units: Units, heads: str = "h") -> Projected:
    """Projections with separate matrices: queries from X (n×d), keys and values from `memory` (m×d).

    `heads` names the number of key-value heads. → n×h·d_k, m×heads·d_k, m×heads·d_v.
    """
    return (
        sourced(p, "queries", "Q", linear(p, X, "q", "d h*d_k", biases, units), X, memory),
        sourced(p, "keys", "K", linear(p, memory, "k", f"d {heads}*d_k", biases, units), memory, X),
        sourced(p, "values", "V", linear(p, memory, "v", f"d {heads}*d_v", biases, units), memory, X),
    )


def sourced(p: Program, name: str, symbol: str, expr: Node, source: Node, other: Node) -> Node:
    """A projection as a step; with two sequences, projecting the other one is listed as a mistake."""
    wrong = {} if source is other else {"source.other_sequence": substituted(expr, {source.params[0]: other})}
    return p.step(name, symbol, expr, wrong)


def fused(p: Program, X: Node, memory: Node, biases: str, units: Units, heads: str = "h") -> Projected:
    """Projections with one matrix whose columns are split into Q, K and V, as in GPT-2 and nn.MultiheadAttention."""
    widths = ["h*d_k", f"{heads}*d_k", f"{heads}*d_v"]
    P = p.step("projected", "P", linear(p, X, "qkv", f"d {'+'.join(widths)}", biases, units))
    Q, K, V = pieces(P, *map(p.size, widths))
    return p.step("queries", "Q", Q), p.step("keys", "K", K), p.step("values", "V", V)


PROJECTION: dict[str, Callable[..., Projected]] = {"separate": separate, "fused": fused}


def in_heads(p: Program, projected: Projected, q: str = "Q") -> Projected:
    """Queries, keys and values split into h heads: (n, h·w) → (h, n, w). `q` is the symbol of the queries."""
    h = p.size("h")
    Q, K, V = (split_heads(x, h) for x in projected)
    return _named_heads(p, (Q, K, V), (q, "K", "V"), "hhh")


def in_groups(p: Program, projected: Projected, q: str = "Q") -> Projected:
    """Queries, keys and values split into g groups of h/g query heads: axes are (group, head in group, row, column).

    Keys and values have one head per group. Raises ShapeError where h is not a multiple of g.
    """
    h, g = p.size("h"), p.size("g")
    if h % g:
        raise ShapeError(
            "The number of query heads, {h}, is no multiple of that of key-value heads, {g}.", h=int(h), g=int(g)
        )
    Q, K, V = projected
    heads = split_heads(split_heads(Q, g), h // g), shared(split_heads(K, g)), shared(split_heads(V, g))
    return _named_heads(p, heads, (q, "K", "V"), "hgg")


def _named_heads(p: Program, heads: Projected, symbols: tuple[str, ...], counts: str) -> Projected:
    Q, K, V = (
        p.step(f"{name}_heads", f"{symbol}^({count})", x)
        for name, symbol, count, x in zip(("query", "key", "value"), symbols, counts, heads, strict=True)
    )
    return Q, K, V


def heads_merged(C: Node) -> tuple[Node, WrongVersions]:
    """Heads concatenated, (h, n, w) → (n, h·w); with the mistake of averaging them."""
    return merge_heads(C), {"heads.averaged": merge_heads(mean(C, -3))}


def groups_merged(C: Node) -> tuple[Node, WrongVersions]:
    """Heads of all groups concatenated: (g, h/g, n, w) → (n, h·w)."""
    return merge_heads(merge_heads(C)), {}


def attend_heads(
    p: Program, X: Node, memory: Node, mask: Mask, projection: str = "separate", biases: str = "none"
) -> Node:
    """Multi-head attention: project, split into h heads, attend, concatenate, project with W^O. n×d on m×d → n×d."""
    units: Units = {}
    Q, K, V = in_heads(p, PROJECTION[projection](p, X, memory, biases, units))
    C = attend(p, Q, K, V, mask, sqrt(p.size("d_k")), d_model=p.size("d"))
    return projected_back(p, p.step("merged", "H", *heads_merged(C)), biases, units)


def attend_groups(p: Program, X: Node, memory: Node, mask: Mask, biases: str = "none") -> Node:
    """Grouped-query attention: as `attend_heads`, with g key-value heads. n×d on m×d → n×d."""
    units: Units = {}
    Q, K, V = in_groups(p, separate(p, X, memory, biases, units, "g"))
    C = attend(p, Q, K, V, mask, sqrt(p.size("d_k")), d_model=p.size("d"))
    return projected_back(p, p.step("merged", "H", *groups_merged(C)), biases, units)


def projected_back(p: Program, H: Node, biases: str, units: Units) -> Node:
    """Output projection H W^O: n×h·d_v → n×d. `units` holds the parameters of the other projections."""
    result = p.step("output", "O", linear(p, H, "o", "h*d_v d", biases, units))
    p.alike(**units)
    return result


@mechanism(HeadOptions, n=axes.tokens(3), d=4, h=axes.heads(2), d_k=2, d_v=2)
def multi_head(p: Program, o: HeadOptions) -> None:
    """Multi-head self-attention O = concat(head_1, …, head_h) W^O."""
    (X,) = p.given(X="n d")
    attend_heads(p, X, X, masking(p, o, "n", "n", over=1), o.projection, o.biases)


@mechanism(GroupedOptions, n=axes.tokens(3), d=4, h=axes.heads(4), g=axes.heads(2), d_k=2, d_v=2)
def grouped_query(p: Program, o: GroupedOptions) -> None:
    """Grouped-query attention (Ainslie et al. 2023): h query heads share g key-value heads.

    g = h is multi-head attention, g = 1 is multi-query attention.
    """
    (X,) = p.given(X="n d")
    attend_groups(p, X, X, masking(p, o, "n", "n", over=2), o.biases)


@mechanism(CrossOptions, n=axes.tokens(2), m=axes.source(3), d=4, h=axes.heads(2), d_k=2, d_v=2)
def cross_attention(p: Program, o: CrossOptions) -> None:
    """Multi-head cross-attention: queries from the decoder's X (n×d), keys and values from the encoder output E."""
    X, E = p.given(X="n d", E="m d")
    attend_heads(p, X, E, masking(p, o, "n", "m", over=1), biases=o.biases)
