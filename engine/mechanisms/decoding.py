"""Decoding with a KV cache: keys and values of earlier tokens are stored (Shazeer 2019, section 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.expression.functions import concat, sqrt
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import Mask, attend
from engine.mechanisms.heads import Projected, WrongVersions, groups_merged, heads_merged, in_groups, in_heads
from engine.options import Options, Presets
from engine.program import Program


@dataclass(frozen=True)
class CacheOptions(Options):
    """Options of decoding: an empty cache or one filled by a prompt, and the heads.

    "one" head ends with the context vector; "several" (h heads) and "grouped" (h query heads on g key-value heads,
    Ainslie et al. 2023) concatenate the heads and project them with W^O.
    """

    prefix: Literal["none", "given"] = "none"
    heads: Literal["one", "several", "grouped"] = "one"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"weights": "out_in"},
        "gpt2": {"heads": "several"},
        "llama": {"heads": "grouped", "weights": "out_in"},
    }


class Heads(NamedTuple):
    """Head layout: size names for query and key-value heads, the function that splits, and the one that merges."""

    queries: str
    keys: str
    cut: Callable[[Program, Projected, str], Projected]
    merged: Callable[[Node], tuple[Node, WrongVersions]]


HEADS = {"several": Heads("h", "h", in_heads, heads_merged), "grouped": Heads("h", "g", in_groups, groups_merged)}


def appended(p: Program, name: str, symbol: str, cache: Node | None, new: Node) -> Node:
    """The cache with a new row appended; without a cache, the new row alone."""
    return p.step(name, symbol, new if cache is None else concat(cache, new, axis=-2))


@mechanism(CacheOptions, unrolls="n", n=axes.tokens(3), m=2, d=3, h=axes.heads(2), g=axes.heads(1), d_k=2, d_v=2)
def kv_cache(p: Program, o: CacheOptions) -> None:
    """Decoding with a KV cache, one token at a time: row t of causal attention from cached keys and values."""
    heads = HEADS.get(o.heads)
    of_queries, of_keys = (f"{heads.queries}*", f"{heads.keys}*") if heads else ("", "")
    (X,) = p.given(X="n d")
    kept = {"K_past": f"K_0: m {of_keys}d_k", "V_past": f"V_0: m {of_keys}d_v"}
    K, V = p.states(**kept) if o.prefix == "given" else (None, None)
    W_q, W_k, W_v = p.weights(W_q=f"W^Q: d {of_queries}d_k", W_k=f"W^K: d {of_keys}d_k", W_v=f"W^V: d {of_keys}d_v")
    W_o = p.weights(W_o="W^O: h*d_v d") if heads else []
    p.alike(q=[W_q], k=[W_k], v=[W_v], **({"o": W_o} if heads else {}))
    rows = []
    for x in p.unroll("token", X, "token"):
        q = p.step("query", "q", x @ W_q)
        K = appended(p, "key_cache", "K", K, p.step("key", "k", x @ W_k))
        V = appended(p, "value_cache", "V", V, p.step("value", "v", x @ W_v))
        Q_h, K_h, V_h = heads.cut(p, (q, K, V), "q") if heads else (q, K, V)
        C = attend(p, Q_h, K_h, V_h, Mask(), sqrt(p.size("d_k")), d_model=p.size("d"))
        rows.append(p.step("output", "o", p.step("merged", "c", *heads.merged(C)) @ W_o[0]) if heads else C)
    p.step("outputs", "O" if heads else "C", concat(*rows, axis=-2))
