"""Attention in several heads, on one sequence or from one to another (Vaswani et al. 2017, section 3.2.2)."""

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
    """Three projections or one that is cut in three, with biases or without, and the mask."""

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
    """Biases or none, and the mask; how many heads share keys and values is the size g."""

    mask: Literal["none", "causal", "padding", "causal_and_padding"] = "none"
    biases: Literal["none", "one"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "llama": {"mask": "causal", "weights": "out_in"}}


@dataclass(frozen=True)
class CrossOptions(MaskOptions):
    """Biases or none, and which source positions may be looked at."""

    mask: Literal["none", "padding", "custom"] = "none"
    biases: Literal["none", "one"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {}, "pytorch": {"biases": "one", "weights": "out_in"}}


Projected = tuple[Node, Node, Node]
Wrong = dict[str, Node]  # mistakes by id


def linear(p: Program, X: Node, letter: str, sizes: str, biases: str, units: Units) -> Node:
    """X W^letter, plus b^letter where there are biases; `sizes` are those of W, such as "d h*d_k".

    What is trained is added to `units` under the letter.
    """
    (W,) = p.weights(**{f"W_{letter}": f"W^{{{letter.upper()}}}: {sizes}"})
    units[letter] = [W]
    if biases == "none":
        return X @ W
    (b,) = p.biases(**{f"b_{letter}": f"b^{{{letter.upper()}}}: 1 {sizes.split()[1]}"})
    units[letter].append(b)
    return X @ W + b


def separate(p: Program, X: Node, memory: Node, biases: str, units: Units, heads: str = "h") -> Projected:
    """A matrix each for queries (of X), keys and values (of the memory, for so many heads)."""
    return (
        sourced(p, "queries", "Q", linear(p, X, "q", "d h*d_k", biases, units), X, memory),
        sourced(p, "keys", "K", linear(p, memory, "k", f"d {heads}*d_k", biases, units), memory, X),
        sourced(p, "values", "V", linear(p, memory, "v", f"d {heads}*d_v", biases, units), memory, X),
    )


def sourced(p: Program, name: str, symbol: str, expr: Node, source: Node, other: Node) -> Node:
    """A projection as a step; where there are two sequences, the other one may be projected by mistake."""
    wrong = {} if source is other else {"source.other_sequence": substituted(expr, {source.params[0]: other})}
    return p.step(name, symbol, expr, wrong)


def fused(p: Program, X: Node, memory: Node, biases: str, units: Units, heads: str = "h") -> Projected:
    """One product, its columns cut into queries, keys and values, as in GPT-2 and nn.MultiheadAttention."""
    widths = ["h*d_k", f"{heads}*d_k", f"{heads}*d_v"]
    P = p.step("projected", "P", linear(p, X, "qkv", f"d {'+'.join(widths)}", biases, units))
    Q, K, V = pieces(P, *map(p.size, widths))
    return p.step("queries", "Q", Q), p.step("keys", "K", K), p.step("values", "V", V)


PROJECTION: dict[str, Callable[..., Projected]] = {"separate": separate, "fused": fused}


def in_heads(p: Program, projected: Projected, q: str = "Q") -> Projected:
    """Each cut into h heads: (n, h·w) → (h, n, w). `q` is the queries' symbol."""
    h = p.size("h")
    Q, K, V = (split_heads(x, h) for x in projected)
    return _named_heads(p, (Q, K, V), (q, "K", "V"), "hhh")


def in_groups(p: Program, projected: Projected, q: str = "Q") -> Projected:
    """g heads of keys and values, each for h/g heads of queries: cells are (group, head in it, row, column).

    Raises ShapeError where h is no multiple of g.
    """
    h, g = p.size("h"), p.size("g")
    if h % g:
        raise ShapeError("{h} query heads cannot share {g} key-value heads equally.", h=int(h), g=int(g))
    Q, K, V = projected
    heads = split_heads(split_heads(Q, g), h // g), shared(split_heads(K, g)), shared(split_heads(V, g))
    return _named_heads(p, heads, (q, "K", "V"), "hgg")


def _named_heads(p: Program, heads: Projected, symbols: tuple[str, ...], counts: str) -> Projected:
    Q, K, V = (
        p.step(f"{name}_heads", f"{symbol}^{{({count})}}", x)
        for name, symbol, count, x in zip(("query", "key", "value"), symbols, counts, heads, strict=True)
    )
    return Q, K, V


def heads_merged(C: Node) -> tuple[Node, Wrong]:
    """The heads side by side, (h, n, w) → (n, h·w); and their mean, taken by mistake."""
    return merge_heads(C), {"heads.averaged": merge_heads(mean(C, -3))}


def groups_merged(C: Node) -> tuple[Node, Wrong]:
    """The heads of every group side by side."""
    return merge_heads(merge_heads(C)), {}


def attend_heads(
    p: Program, X: Node, memory: Node, mask: Mask, projection: str = "separate", biases: str = "none"
) -> Node:
    """Project, split into h heads, attend in each, put the heads side by side, project with W^O. (n×d, m×d) → n×d."""
    units: Units = {}
    Q, K, V = in_heads(p, PROJECTION[projection](p, X, memory, biases, units))
    C = attend(p, Q, K, V, mask, sqrt(p.size("d_k")), d_model=p.size("d"))
    return projected_back(p, p.step("merged", "H", *heads_merged(C)), biases, units)


def attend_groups(p: Program, X: Node, memory: Node, mask: Mask, biases: str = "none") -> Node:
    """As attend_heads, with g key-value heads: cells are (group, head within the group, row, column)."""
    units: Units = {}
    Q, K, V = in_groups(p, separate(p, X, memory, biases, units, "g"))
    C = attend(p, Q, K, V, mask, sqrt(p.size("d_k")), d_model=p.size("d"))
    return projected_back(p, p.step("merged", "H", *groups_merged(C)), biases, units)


def projected_back(p: Program, H: Node, biases: str, units: Units) -> Node:
    """H W^O: what the heads found, as wide as the tokens again. `units` are the projections before it."""
    result = p.step("output", "O", linear(p, H, "o", "h*d_v d", biases, units))
    p.alike(**units)
    return result


@mechanism(HeadOptions, n=axes.tokens(3), d=4, h=axes.heads(2), d_k=2, d_v=2)
def multi_head(p: Program, o: HeadOptions) -> None:
    """Every token asks every token, in h heads side by side: O = concat(head_1, …, head_h) W^O."""
    (X,) = p.given(X="n d")
    attend_heads(p, X, X, masking(p, o, "n", "n", over=1), o.projection, o.biases)


@mechanism(GroupedOptions, n=axes.tokens(3), d=4, h=axes.heads(4), g=axes.heads(2), d_k=2, d_v=2)
def grouped_query(p: Program, o: GroupedOptions) -> None:
    """h query heads share g key-value heads (Ainslie et al. 2023): g = h is multi-head, g = 1 is multi-query."""
    (X,) = p.given(X="n d")
    attend_groups(p, X, X, masking(p, o, "n", "n", over=2), o.biases)


@mechanism(CrossOptions, n=axes.tokens(2), m=axes.source(3), d=4, h=axes.heads(2), d_k=2, d_v=2)
def cross_attention(p: Program, o: CrossOptions) -> None:
    """Queries from the decoder's X, keys and values from the encoder's output E."""
    X, E = p.given(X="n d", E="m d")
    attend_heads(p, X, E, masking(p, o, "n", "m", over=1), biases=o.biases)
