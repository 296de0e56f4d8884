"""Attention with T5's relative position bias: a trained number per bucket of distances and head.

Raffel et al. 2020 (section 2.1); the buckets are those of the published code, relative_position_bucket in
mesh_tensorflow and in Hugging Face Transformers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import (
    causal,
    constant,
    count,
    floor,
    greater,
    larger,
    log,
    relu,
    softmax,
    split_heads,
    take,
    where,
)
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import SCALE, Mask, ScaleOptions
from engine.options import Domain, Presets, number, switch
from engine.program import Program

FARTHEST = Domain("{option} is {value}; it must be a number above 1.", 1, closed=False)


@dataclass(frozen=True)
class RelativeOptions(ScaleOptions):
    """Options of T5's bias: direction, the distance from which one bucket holds all, and the scale.

    "causal" is the decoder: later keys are masked and all buckets serve earlier ones. In "both", the encoder, half of
    the buckets serve each side. T5 does not divide the scores; its first weights are drawn smaller instead.
    """

    direction: Literal["causal", "both"] = "causal"
    scale: Literal["none", "sqrt_d_k", "constant"] = switch("none", convention=True, apart=True)
    max_distance: float = number(5.0, FARTHEST)

    PRESETS: ClassVar[Presets] = {"textbook": {"max_distance": 128.0}, "paper": {"max_distance": 128.0}}


@mechanism(RelativeOptions, n=axes.tokens(9), h=axes.heads(2), b=8, d_k=2, d_v=2)
def relative_bias(p: Program, o: RelativeOptions) -> None:
    """Attention with a trained bias for each bucket of distances: n×h·d_k, n×h·d_k, n×h·d_v → h×n×d_v.

    Raises ShapeError where there are too few buckets to tell two distances apart on each side, or where the far
    distance is one of those with a bucket of their own.
    """
    Q, K, V = p.given(Q="n h*d_k", K="n h*d_k", V="n h*d_v")
    (T,) = p.biases(T="b h")
    h, n = p.size("h"), p.size("n")
    B = buckets(p, o)
    bias = p.step("bias", "R", take(split_heads(T, h).T, B))
    Q = p.step("query_heads", "Q^(h)", split_heads(Q, h))
    K = p.step("key_heads", "K^(h)", split_heads(K, h))
    V = p.step("value_heads", "V^(h)", split_heads(V, h))
    S = p.step("scores", "S", Q @ K.T)
    divisor = SCALE[o.scale](p, o.constant)
    Z = S if divisor is None else p.step("scaled", "S′", S / divisor)
    L = p.step("biased", "L", Z + bias)
    mask = Mask(causal(n, n)) if o.direction == "causal" else Mask()
    A = p.attention(p.step("weights", "A", softmax(mask.step(p, L))))
    p.step("context", "C", A @ V)


def buckets(p: Program, o: RelativeOptions) -> Node:
    """The bucket of each pair of query and key, from 0: near distances one each, further ones by their logarithm."""
    n, sides = p.size("n"), 2 if o.direction == "both" else 1
    own = p.dims["b"] // sides  # buckets of one side
    exact = own // 2
    checked(p, o, exact)
    D = p.step("distances", "D", count(n).T - count(n))
    d = p.step("how_far", "d", relu(-D) if sides == 1 else relu(-D) + relu(D))
    share = log(larger(d, 1) / exact) / log(constant(o.max_distance / exact))
    G = p.step("far_bucket", "G", exact + floor((own - exact) * share))
    far = where(greater(G, own - 1), own - 1, G)
    near = where(greater(constant(exact), d), d, far)
    return p.step("buckets", "β", near if sides == 1 else near + own * greater(D, 0))


def checked(p: Program, o: RelativeOptions, exact: int) -> None:
    """Raise ShapeError where the buckets cannot be told apart by the rule."""
    multiple = 4 if o.direction == "both" else 2
    if exact < 1 or p.dims["b"] % multiple:
        raise ShapeError(
            "b is {value}; it must be a multiple of {multiple}: half of each side's buckets hold single distances.",
            value=p.dims["b"],
            multiple=multiple,
        )
    if o.max_distance <= exact:
        raise ShapeError(
            "The far distance is {far}; it must be above {exact}, since nearer ones have buckets of their own.",
            far=o.max_distance,
            exact=exact,
        )
