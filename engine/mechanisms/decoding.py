"""Decoding with a KV cache: keys and values of earlier tokens are stored (Shazeer 2019, section 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.expression.functions import concat, cos, sin, sqrt
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import Mask, attend
from engine.mechanisms.heads import Projected, WrongVersions, groups_merged, heads_merged, in_groups, in_heads
from engine.mechanisms.positions import PAIRED, Pairing, rates, rotated
from engine.options import ABOVE_0, Options, Presets, number, switch
from engine.program import Program


@dataclass(frozen=True)
class CacheOptions(Options):
    """Options of decoding: an empty cache or one filled by a prompt, and the heads.

    "one" head ends with the context vector; "several" (h heads) and "grouped" (h query heads on g key-value heads,
    Ainslie et al. 2023) concatenate the heads and project them with W^O. GPT-2 has a bias for each projection.
    `positions` turns query and key of one head by RoPE before the key is cached: cached keys are turned already.
    """

    prefix: Literal["none", "given"] = "none"
    heads: Literal["one", "several", "grouped"] = "one"
    biases: Literal["none", "one"] = switch("none", apart=True)
    positions: Literal["none", "rotary"] = switch("none", apart=True, when={"heads": ("one",)})
    pairing: Pairing = switch("interleaved", convention=True, apart=True, when={"positions": ("rotary",)})
    base: float = number(10000.0, ABOVE_0, {"positions": ("rotary",)})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"weights": "out_in"},
        "gpt2": {"heads": "several", "biases": "one"},
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
    grown = p.step(name, symbol, new if cache is None else concat(cache, new, axis=-2))
    return p.renews(grown, kept=cache, written=new, grows=True)


@mechanism(CacheOptions, unrolls="n", n=axes.tokens(3), m=2, d=3, h=axes.heads(2), g=axes.heads(1), d_k=4, d_v=2)
def kv_cache(p: Program, o: CacheOptions) -> None:
    """Decoding with a KV cache, one token at a time: row t of causal attention from cached keys and values."""
    heads = HEADS.get(o.heads)
    of_queries, of_keys = (f"{heads.queries}*", f"{heads.keys}*") if heads else ("", "")
    (X,) = p.given(X="n d")
    kept = {"K_past": f"K_0: m {of_keys}d_k", "V_past": f"V_0: m {of_keys}d_v"}
    K, V = p.states(**kept) if o.prefix == "given" else (None, None)
    widths = {"q": f"{of_queries}d_k", "k": f"{of_keys}d_k", "v": f"{of_keys}d_v"}
    maps = {letter: Linear.declared(p, letter, f"d {width}", o.biases) for letter, width in widths.items()}
    if heads:
        maps["o"] = Linear.declared(p, "o", "h*d_v d", o.biases)
    p.alike(**{letter: found.parameters for letter, found in maps.items()})
    first = 0 if K is None else int(p.size("m"))
    turner = rotary(p, o) if o.positions == "rotary" else lambda position: lambda name, x: x
    rows = []
    for t, x in enumerate(p.unroll("token", X, "token")):
        q = p.step("query", "q", maps["q"].of(x))
        turned = turner(first + t)
        q, k = turned("query", q), turned("key", p.step("key", "k", maps["k"].of(x)))
        K = appended(p, "key_cache", "K", K, k)
        V = appended(p, "value_cache", "V", V, p.step("value", "v", maps["v"].of(x)))
        Q_h, K_h, V_h = heads.cut(p, (q, K, V), "q") if heads else (q, K, V)
        C = attend(p, Q_h, K_h, V_h, Mask(), sqrt(p.size("d_k")), d_model=p.size("d"))
        rows.append(p.step("output", "o", maps["o"].of(p.step("merged", "c", *heads.merged(C)))) if heads else C)
    p.step("outputs", "O" if heads else "C", concat(*rows, axis=-2))


class Linear(NamedTuple):
    """Linear layer: its weights, and its bias if it has one."""

    parameters: list[Node]

    @classmethod
    def declared(cls, p: Program, letter: str, sizes: str, biases: str) -> Linear:
        """Declares W^letter of these sizes, and b^letter unless `biases` is "none"."""
        W = p.weights(**{f"W_{letter}": f"W^{letter.upper()}: {sizes}"})
        width = f"b^{letter.upper()}: 1 {sizes.split()[1]}"
        return cls([*W, *(p.biases(**{f"b_{letter}": width}) if biases == "one" else [])])

    def of(self, x: Node) -> Node:
        """x W, plus the bias."""
        W, *b = self.parameters
        return reduce(add, b, x @ W)


def rotary(p: Program, o: CacheOptions) -> Callable[[int], Callable[[str, Node], Node]]:
    """Rotary embedding of the rows at a position, query and key by the same angles, as steps named after the row."""
    frequencies, weave = rates(p, "d_k", o.base), PAIRED[o.pairing]

    def at(position: int) -> Callable[[str, Node], Node]:
        angles = p.step("angles", "θ", position * frequencies, {"positions.from_one": (position + 1) * frequencies})
        cosines = p.step("cosines", "c", weave(cos, cos, angles))
        sines = p.step("sines", "s", weave(sin, sin, angles))
        return lambda name, x: rotated(p, name, x, cosines, sines, o.pairing)

    return at
