"""Sampling the next token: temperature, then top-k, top-p or min-p, renormalised, and the draw.

Top-k is Fan et al. 2018, top-p (nucleus) Holtzman et al. 2020, min-p Nguyen et al. 2025. Equal logits are kept or cut
together, as by the logits processors of Hugging Face Transformers, which compare with the k-th largest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.expression.functions import (
    above,
    causal,
    constant,
    greater,
    indicator,
    largest,
    rank,
    softmax,
    total,
    where,
)
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.options import ABOVE_0, FRACTION, ONE_OR_MORE, Options, Presets, number, switch
from engine.program import Program

CUTS = ("top_k", "top_p", "min_p")


@dataclass(frozen=True)
class SamplingOptions(Options):
    """Options of sampling: temperature τ, which tokens are kept, how they are renormalised, and the draw.

    `order` says whether the temperature divides the logits before the cut (Hugging Face, vLLM) or what is left after it
    (llama.cpp); top-k keeps the same tokens either way. `draw` adds the token that a number u between 0 and 1 picks.
    """

    cut: Literal["top_k", "top_p", "min_p", "none"] = "top_k"
    temperature: float = number(0.5, ABOVE_0)
    k: int = number(3, ONE_OR_MORE, {"cut": ("top_k",)})
    p: float = number(0.8, FRACTION, {"cut": ("top_p",)})
    min_p: float = number(0.4, FRACTION, {"cut": ("min_p",)})
    order: Literal["temperature_first", "temperature_last"] = switch(
        "temperature_first", convention=True, apart=True, when={"cut": ("top_p", "min_p")}
    )
    renormalised: Literal["softmax_again", "over_sum"] = switch(
        "softmax_again", apart=True, when={"cut": CUTS, "order": ("temperature_first",)}
    )
    draw: Literal["none", "by_number"] = switch("none", apart=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "huggingface": {"cut": "top_p"},
        "llama_cpp": {"cut": "top_p", "order": "temperature_last"},
    }


class KeptTokens(NamedTuple):
    """Which tokens are kept, 1 or 0 (n×v), and the probabilities that said so, if any did."""

    tokens: Node
    probabilities: Node | None = None


def probabilities(p: Program, Z: Node) -> Node:
    """Probabilities of all tokens before the cut: n×v."""
    return p.step("probabilities", "P", softmax(Z))


def top_k(p: Program, Z: Node, o: SamplingOptions) -> KeptTokens:
    """Tokens of rank 1 … k."""
    k, ranks = constant(o.k, "k"), p.step("ranks", "R", rank(Z))
    wrong = {"top_k.one_fewer": indicator(greater(k, ranks))} if o.k > 1 else {}
    return KeptTokens(p.step("kept", "K", indicator(greater(k + 1, ranks)), wrong))


def top_p(p: Program, Z: Node, o: SamplingOptions) -> KeptTokens:
    """The most probable tokens up to the one with which their sum reaches p: those before which it has not."""
    P, least = probabilities(p, Z), constant(o.p, "p")
    before = p.step("before", "M", above(P))
    wrong = {"top_p.stops_before": indicator(greater(least, before + P))}
    return KeptTokens(p.step("kept", "K", indicator(greater(least, before)), wrong), P)


def min_p(p: Program, Z: Node, o: SamplingOptions) -> KeptTokens:
    """Tokens whose probability is at least min_p times the largest."""
    P, fraction = probabilities(p, Z), constant(o.min_p, "p_min")
    least = p.step("threshold", "t", fraction * largest(P))
    wrong = {"min_p.of_one": 1 - indicator(greater(fraction, P))}
    return KeptTokens(p.step("kept", "K", 1 - indicator(greater(least, P)), wrong), P)


BY_PROBABILITY: dict[str, Callable[[Program, Node, SamplingOptions], KeptTokens]] = {"top_p": top_p, "min_p": min_p}


def over_sum(p: Program, Z: Node, kept: KeptTokens) -> Node:
    """The kept probabilities divided by their sum."""
    P = probabilities(p, Z) if kept.probabilities is None else kept.probabilities
    left = p.step("kept_probabilities", "P^K", kept.tokens * P)
    return p.step("distribution", "Q", left / p.step("kept_sum", "s", total(left)))


def again(p: Program, Z: Node, kept: KeptTokens, o: SamplingOptions) -> Node:
    """Softmax of the logits with those that are cut at −∞; divided by τ only now if the temperature is last."""
    L = p.step("cut", "L", where(kept.tokens, Z, -math.inf))
    if o.order == "temperature_last":
        L = p.step("scaled", "L′", L / constant(o.temperature, "τ"))
    return p.step("distribution", "Q", softmax(L), {"cut.not_renormalised": kept.tokens * softmax(Z)})


def distribution(p: Program, Z: Node, o: SamplingOptions) -> Node:
    """What is sampled from: n×v logits → n×v probabilities, 0 where a token is cut. Top-k with k = 1 is greedy."""
    kept = top_k(p, Z, o) if o.cut == "top_k" else None  # dividing by τ changes no rank
    if o.order == "temperature_first" or o.cut not in BY_PROBABILITY:
        Z = p.step("scaled", "Z′", Z / constant(o.temperature, "τ"))
    if o.cut == "none":
        return p.step("distribution", "Q", softmax(Z))
    kept = kept or BY_PROBABILITY[o.cut](p, Z, o)
    return over_sum(p, Z, kept) if o.renormalised == "over_sum" else again(p, Z, kept, o)


@mechanism(SamplingOptions, n=axes.tokens(2), v=axes.vocabulary(5))
def sampling(p: Program, o: SamplingOptions) -> None:
    """Sampling the next token from logits n×v: the distribution after the cut, and the token that a number u picks."""
    (Z,) = p.given(Z="n v")
    Q = distribution(p, Z, o)
    if o.draw == "by_number":
        (u,) = p.given(u="n 1")
        v = p.size("v")
        C = p.step("cumulated", "C", Q @ indicator(causal(v, v)).T)
        B = p.step("starts", "B", C - Q)
        Y = p.step("chosen", "Y", indicator(greater(C, u)) - indicator(greater(B, u)))
        p.step("likelihood", "π", total(Y * Q))
