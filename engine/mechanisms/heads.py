"""Multi-head, grouped-query and cross-attention (Vaswani et al. 2017, section 3.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import mean, merge_heads, pieces, shared, split_heads
from engine.expression.node import Node, apply, substituted
from engine.mechanism import mechanism
from engine.mechanisms.attention import (
    SCALE,
    SOFTMAX,
    Mask,
    ScaleOptions,
    SoftmaxOptions,
    attend,
    masking,
)
from engine.options import Presets, switch
from engine.program import Program, Units


@dataclass(frozen=True)
class SharedOptions(SoftmaxOptions, ScaleOptions):
    """Options of every attention with heads: scale, mask, softmax, biases."""

    biases: Literal["none", "one"] = "none"


@dataclass(frozen=True)
class OutputOptions(SharedOptions):
    """Options of attention whose heads are concatenated and projected.

    `averaged` adds the weights averaged over the heads, which nn.MultiheadAttention returns; `output` is the width that
    W^O leads to, that of the tokens or another.
    """

    averaged: Literal["none", "shown"] = switch("none", apart=True)
    output: Literal["same_width", "other_width"] = switch("same_width", apart=True)


@dataclass(frozen=True)
class HeadOptions(OutputOptions):
    """Options of multi-head attention: separate or fused projections, and those of every attention with heads."""

    projection: Literal["separate", "fused"] = "separate"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {},
        "pytorch": {"projection": "fused", "biases": "one", "weights": "out_in"},
        "keras": {"biases": "one"},
        "gpt2": {"projection": "fused", "biases": "one", "mask": "causal", "mask_value": "minus_1e9"},
    }


@dataclass(frozen=True)
class GroupedOptions(SharedOptions):
    """Options of grouped-query attention; the number of key-value heads is the size g.

    `inputs` may be given queries, keys and values, which need not be of one length, instead of tokens to project.
    """

    inputs: Literal["projected", "given"] = switch("projected", apart=True)
    biases: Literal["none", "one"] = switch("none", when={"inputs": ("projected",)})
    alignment: Literal["bottom_right", "top_left"] = switch(
        "bottom_right",
        convention=True,
        apart=True,
        when={"inputs": ("given",), "mask": ("causal", "causal_and_padding")},
    )

    PRESETS: ClassVar[Presets] = {"textbook": {}, "llama": {"mask": "causal", "weights": "out_in"}}


@dataclass(frozen=True)
class CrossOptions(OutputOptions):
    """Options of cross-attention: biases, the mask on the source positions, and where keys and values come from.

    One memory as wide as the tokens; one of another width (kdim and vdim of nn.MultiheadAttention); or keys and values
    from two sequences of equal length, each of a width of its own.
    """

    mask: Literal["none", "padding", "custom"] = "none"
    memory: Literal["same_width", "other_width", "keys_and_values"] = switch("same_width", apart=True)

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


class ProjectedSequence(NamedTuple):
    """Sequence that is projected, and the name of its width."""

    X: Node
    width: str = "d"


class Sources(NamedTuple):
    """Where queries, keys and values come from."""

    queries: ProjectedSequence
    keys: ProjectedSequence
    values: ProjectedSequence


def one_source(X: Node) -> Sources:
    """Self-attention: all three from one sequence."""
    return Sources(ProjectedSequence(X), ProjectedSequence(X), ProjectedSequence(X))


def two_sources(X: Node, memory: Node, width: str = "d") -> Sources:
    """Cross-attention: queries from one sequence, keys and values from another."""
    return Sources(ProjectedSequence(X), ProjectedSequence(memory, width), ProjectedSequence(memory, width))


def separate(p: Program, sources: Sources, biases: str, units: Units, heads: str = "h") -> Projected:
    """Projections with separate matrices.

    `heads` names the number of key-value heads. → n×h·d_k, m×heads·d_k, m×heads·d_v.
    """
    sizes = ("h*d_k", f"{heads}*d_k", f"{heads}*d_v")
    Q, K, V = (
        sourced(p, name, linear(p, source.X, name[0], f"{source.width} {size}", biases, units), source.X, sources)
        for name, source, size in zip(("queries", "keys", "values"), sources, sizes, strict=True)
    )
    return Q, K, V


def sourced(p: Program, name: str, expr: Node, source: Node, sources: Sources) -> Node:
    """A projection as a step; with several sequences, projecting another one is listed as a mistake if it fits."""
    other = next((x.X for x in sources if x.X is not source and x.X.width == source.width), None)
    wrong = {} if other is None else {"source.other_sequence": substituted(expr, {source.params[0]: other})}
    return p.step(name, name[0].upper(), expr, wrong)


def fused(p: Program, sources: Sources, biases: str, units: Units, heads: str = "h") -> Projected:
    """Projections with one matrix whose columns are split into Q, K and V, as in GPT-2 and nn.MultiheadAttention."""
    widths = ["h*d_k", f"{heads}*d_k", f"{heads}*d_v"]
    X = sources.queries.X
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
    p: Program,
    sources: Sources,
    mask: Mask,
    o: OutputOptions | None = None,
    projection: str = "separate",
    alone: bool = False,
) -> Node:
    """Multi-head attention: project, split into h heads, attend, concatenate, project with W^O. n×d on m×d → n×d.

    `alone` says that no block stands around it, which would add the tokens to its result.
    """
    o = o or OutputOptions()
    units: Units = {}
    Q, K, V = in_heads(p, PROJECTION[projection](p, sources, o.biases, units))
    C = attended(p, Q, K, V, mask, o)
    if o.averaged == "shown":
        averaged(p)
    H = p.step("merged", "H", *heads_merged(C))
    tokens = sources.queries.X if alone else None
    return projected_back(p, H, o.biases, units, "d" if o.output == "same_width" else "d_o", tokens)


def averaged(p: Program) -> Node:
    """Attention weights averaged over the heads, (h, n, m) → n×m: what nn.MultiheadAttention returns by default."""
    A = p.ref(next(step.id for step in reversed(p.steps.values()) if step.meaning == "attention"))
    return p.step("averaged_weights", "Ā", apply("reshape", mean(A, -3), params=((1, *A.shape[-2:]), A.shape[-2:])))


def attended(p: Program, Q: Node, K: Node, V: Node, mask: Mask, o: SharedOptions) -> Node:
    """Attention of every head under these options; the mistake of √d_model where tokens are projected."""
    return attend(p, Q, K, V, mask, SCALE[o.scale](p, o.constant), SOFTMAX[o.softmax], p.size("d"))


def attend_groups(p: Program, X: Node, mask: Mask, o: GroupedOptions) -> Node:
    """Grouped-query attention: as `attend_heads`, with g key-value heads. n×d → n×d."""
    units: Units = {}
    Q, K, V = in_groups(p, separate(p, one_source(X), o.biases, units, "g"))
    C = attended(p, Q, K, V, mask, o)
    return projected_back(p, p.step("merged", "H", *groups_merged(C)), o.biases, units, tokens=X)


def attend_given(p: Program, o: GroupedOptions) -> Node:
    """Grouped-query attention on given queries (n×h·d_k), keys (m×g·d_k) and values (m×g·d_v) → n×h·d_v."""
    Q, K, V = p.given(Q="n h*d_k", K="m g*d_k", V="m g*d_v")
    grouped = in_groups(p, (Q, K, V))
    mask = masking(p, o, "n", "m", o.alignment, over=2)
    C = attend(p, *grouped, mask, SCALE[o.scale](p, o.constant), SOFTMAX[o.softmax])
    return p.step("output", "O", *groups_merged(C))


def projected_back(
    p: Program, H: Node, biases: str, units: Units, width: str = "d", tokens: Node | None = None
) -> Node:
    """Output projection H W^O: n×h·d_v → n×width. `units` holds the parameters of the other projections.

    With the `tokens` that attend, adding them is listed as a mistake: the residual connection is the block's.
    """
    expr = linear(p, H, "o", f"h*d_v {width}", biases, units)
    added = tokens is not None and tuple(map(int, tokens.shape)) == tuple(map(int, expr.shape))
    result = p.step("output", "O", expr, {"output.residual_added": tokens + expr} if tokens and added else None)
    p.alike(**units)
    return result


@mechanism(HeadOptions, n=axes.tokens(3), d=4, h=axes.heads(2), d_k=2, d_v=2, d_o=3)
def multi_head(p: Program, o: HeadOptions) -> None:
    """Multi-head self-attention O = concat(head_1, …, head_h) W^O."""
    (X,) = p.given(X="n d")
    attend_heads(p, one_source(X), masking(p, o, "n", "n", over=1), o, o.projection, alone=True)


@mechanism(GroupedOptions, n=axes.tokens(3), m=axes.source(4), d=4, h=axes.heads(4), g=axes.heads(2), d_k=2, d_v=2)
def grouped_query(p: Program, o: GroupedOptions) -> None:
    """Grouped-query attention (Ainslie et al. 2023): h query heads share g key-value heads.

    g = h is multi-head attention, g = 1 is multi-query attention.
    """
    if o.inputs == "given":
        attend_given(p, o)
        return
    (X,) = p.given(X="n d")
    attend_groups(p, X, masking(p, o, "n", "n", over=2), o)


@mechanism(CrossOptions, n=axes.tokens(2), m=axes.source(3), d=4, h=axes.heads(2), d_k=2, d_v=2, e=3, e_v=2, d_o=3)
def cross_attention(p: Program, o: CrossOptions) -> None:
    """Multi-head cross-attention: queries from the decoder's X (n×d), keys and values from the encoder output E."""
    (X,) = p.given(X="n d")
    attend_heads(p, MEMORY[o.memory](p, X), masking(p, o, "n", "m", over=1), o, alone=True)


def _keys_and_values(p: Program, X: Node) -> Sources:
    K, V = p.given(E_k="E^K: m e", E_v="E^V: m e_v")
    return Sources(ProjectedSequence(X), ProjectedSequence(K, "e"), ProjectedSequence(V, "e_v"))


MEMORY: dict[str, Callable[[Program, Node], Sources]] = {
    "same_width": lambda p, X: two_sources(X, p.given(E="m d")[0]),
    "other_width": lambda p, X: two_sources(X, p.given(E="m e")[0], "e"),
    "keys_and_values": _keys_and_values,
}
