"""Decoding one token at a time: keys and values are kept, queries are not (Shazeer 2019, section 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.families.attention import Mask, attend
from engine.mechanism import mechanism
from engine.node import Node
from engine.options import Options, Presets
from engine.program import Program
from engine.words import concat, sqrt


@dataclass(frozen=True)
class CacheOptions(Options):
    """Whether decoding starts from nothing or from the keys and values of a prompt that was read before."""

    prefix: Literal["none", "given"] = "none"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "pytorch": {"weights": "out_in"}}


def appended(p: Program, name: str, symbol: str, cache: Node | None, new: Node) -> Node:
    """The cache with one more row; the first row is the cache."""
    return p.step(name, symbol, new if cache is None else concat(cache, new, axis=-2))


@mechanism(CacheOptions, n=3, m=2, d=3, d_k=2, d_v=2)
def kv_cache(p: Program, o: CacheOptions) -> None:
    """For each new token q, k, v; K and V grow by a row, and q looks at all of K: row t of causal attention."""
    (X,) = p.given(X="n d")
    K, V = p.states(K_past="K_0: m d_k", V_past="V_0: m d_v") if o.prefix == "given" else (None, None)
    W_q, W_k, W_v = p.weights(W_q="W^Q: d d_k", W_k="W^K: d d_k", W_v="W^V: d d_v")
    contexts = []
    for x in p.unroll("token", X):
        q = p.step("query", "q", x @ W_q)
        K = appended(p, "key_cache", "K", K, p.step("key", "k", x @ W_k))
        V = appended(p, "value_cache", "V", V, p.step("value", "v", x @ W_v))
        contexts.append(attend(p, q, K, V, Mask(), sqrt(p.size("d_k")), d_model=p.size("d")))
    p.step("outputs", "C", concat(*contexts, axis=-2))
