"""Multi-head latent attention (MLA): keys and values of all heads come from one compressed vector per token.

DeepSeek-V2 (DeepSeek-AI 2024, section 2.1): low-rank joint compression of keys and values, decoupled rotary key, and
the weight absorption that makes the compressed vectors the only thing that is cached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.expression.functions import cos, shared, sin, split_heads, sqrt
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import SOFTMAX, MaskOptions, masking, weigh
from engine.mechanisms.heads import heads_merged
from engine.mechanisms.positions import PAIRED, Pairing, rates, rotated, turning
from engine.options import ABOVE_0, Presets, number, switch
from engine.program import Program


@dataclass(frozen=True)
class LatentOptions(MaskOptions):
    """Options of latent attention: how keys are used, whether queries are compressed too, positions, mask.

    "expanded" computes keys and values of every head; "absorbed" multiplies the queries by the key matrices and the
    weighted sums by the value matrices instead, as in decoding: the same results from the compressed vectors alone.
    """

    mask: Literal["none", "causal"] = "none"
    form: Literal["expanded", "absorbed"] = "expanded"
    queries: Literal["projected", "compressed"] = switch("projected", apart=True)
    positions: Literal["rotary", "none"] = "rotary"
    pairing: Pairing = switch("interleaved", convention=True, apart=True, when={"positions": ("rotary",)})
    base: float = number(10000.0, ABOVE_0, {"positions": ("rotary",)})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "deepseek": {"mask": "causal", "queries": "compressed", "form": "absorbed", "weights": "out_in"},
    }


class Up(NamedTuple):
    """Matrices from the compressed vector to keys (d_c×h·d_k) and values (d_c×h·d_v) of all heads."""

    keys: Node
    values: Node


@mechanism(LatentOptions, n=axes.tokens(2), d=3, h=axes.heads(2), d_c=2, d_q=2, d_k=2, d_r=4, d_v=2)
def latent_attention(p: Program, o: LatentOptions) -> None:
    """Multi-head latent attention: C = XW^DKV is cached, keys and values are CW^UK and CW^UV. n×d → n×d."""
    (X,) = p.given(X="n d")
    (W_dkv,) = p.weights(W_dkv="W^DKV: d d_c")
    C = p.step("latent", "C", X @ W_dkv)
    source, width = query_source(p, X, o)
    (W_uq,) = p.weights(W_uq=f"W^UQ: {width} h*d_k")
    W_uk, W_uv = p.weights(W_uk="W^UK: d_c h*d_k", W_uv="W^UV: d_c h*d_v")
    p.alike(q=[W_uq], k=[W_uk], v=[W_uv])
    Q = p.step("queries", "Q", source @ W_uq)
    Q = p.step("query_heads", "Q^(h)", split_heads(Q, p.size("h")))
    up = Up(W_uk, W_uv)
    S = scores(p, Q, C, up, o)
    if o.positions == "rotary":
        S = p.step("scores", "S", S + position_scores(p, X, source, width, o))
    mask, alone = masking(p, o, "n", "n", over=1), int(p.size("d_k")) if o.positions == "rotary" else 0
    A = weigh(p, S, mask, sqrt(score_width(p, o)), SOFTMAX["one_step"], alone)
    H = p.step("merged", "H", *heads_merged(SUMMED[o.form](p, A, C, up)))
    (W_o,) = p.weights(W_o="W^O: h*d_v d")
    p.step("output", "O", H @ W_o)


def query_source(p: Program, X: Node, o: LatentOptions) -> tuple[Node, str]:
    """What queries are projected from, and the name of its width: the tokens, or a compressed vector of its own."""
    if o.queries == "projected":
        return X, "d"
    (W_dq,) = p.weights(W_dq="W^DQ: d d_q")
    return p.step("query_latent", "C^Q", X @ W_dq), "d_q"


def score_width(p: Program, o: LatentOptions) -> int:
    """Width of what a score is a dot product of: d_k, plus d_r for the rotary part."""
    return p.size("d_k+d_r" if o.positions == "rotary" else "d_k")


def scores(p: Program, Q: Node, C: Node, up: Up, o: LatentOptions) -> Node:
    """Scores by content: a step of their own where positions are added, else all there is. h×n×n."""
    name, symbol = ("content_scores", "S^C") if o.positions == "rotary" else ("scores", "S")
    return p.step(name, symbol, CONTENT[o.form](p, Q, C, up))


def with_keys(p: Program, Q: Node, C: Node, up: Up) -> Node:
    """Queries times the keys of every head, which are computed from the compressed vectors."""
    K = p.step("keys", "K", C @ up.keys)
    return Q @ p.step("key_heads", "K^(h)", split_heads(K, p.size("h"))).T


def without_keys(p: Program, Q: Node, C: Node, up: Up) -> Node:
    """Queries times each head's key matrix, then times the compressed vectors: Q (C W)ᵀ = (Q Wᵀ) Cᵀ."""
    absorbed = p.step("absorbed_queries", "Q^A", Q @ split_heads(up.keys, p.size("h")).T)
    return absorbed @ shared(C).T


def of_values(p: Program, A: Node, C: Node, up: Up) -> Node:
    """Weighted sums of the values of every head."""
    V = p.step("values", "V", C @ up.values)
    V = p.step("value_heads", "V^(h)", split_heads(V, p.size("h")))
    return p.step("context", "O^(h)", A @ V)


def of_latents(p: Program, A: Node, C: Node, up: Up) -> Node:
    """Weighted sums of the compressed vectors, then times each head's value matrix: A (C W) = (A C) W."""
    summed = p.step("latent_context", "A^C", A @ shared(C))
    return p.step("context", "O^(h)", summed @ split_heads(up.values, p.size("h")))


CONTENT: dict[str, Callable[[Program, Node, Node, Up], Node]] = {"expanded": with_keys, "absorbed": without_keys}
SUMMED: dict[str, Callable[[Program, Node, Node, Up], Node]] = {"expanded": of_values, "absorbed": of_latents}


def position_scores(p: Program, X: Node, source: Node, width: str, o: LatentOptions) -> Node:
    """Scores by position: rotated queries of every head with one rotated key that all heads share. h×n×n."""
    W_qr, W_kr = p.weights(W_qr=f"W^QR: {width} h*d_r", W_kr="W^KR: d d_r")
    angles, weave = turning(p, rates(p, "d_r", o.base)), PAIRED[o.pairing]
    cosines, sines = p.step("cosines", "c", weave(cos, cos, angles)), p.step("sines", "s", weave(sin, sin, angles))
    Q = p.step("rotary_query_heads", "Q^R", split_heads(source @ W_qr, p.size("h")))
    Q = rotated(p, "queries", Q, shared(cosines), shared(sines), o.pairing)
    K = rotated(p, "key", p.step("rotary_key", "K^R", X @ W_kr), cosines, sines, o.pairing)
    return p.step("position_scores", "S^R", Q @ shared(K).T)
