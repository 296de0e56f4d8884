"""Mixture of experts: a router sends each token to k of e feed-forward networks and adds up their outputs.

Sparsely gated experts are Shazeer et al. 2017; top-1 routing with the loss that balances the load is the Switch
Transformer (Fedus, Zoph & Shazeer 2022); top-2 with the softmax over the chosen ones alone is Mixtral (Jiang et al.
2024). Every expert is computed here, so that it can be opened; a program computes the chosen ones only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import constant, greater, indicator, mean, part, place, relu, softmax, total, where
from engine.expression.node import Node
from engine.expression.symbol import symbol
from engine.mechanism import mechanism
from engine.options import ABOVE_0, ONE_OR_MORE, Options, Presets, number, switch
from engine.program import Program, marks


@dataclass(frozen=True)
class ExpertOptions(Options):
    """Options of the router: how many experts a token is sent to, how their outputs are weighted, the balancing loss.

    `gating`: the softmax of the k chosen logits (Mixtral), or the k chosen probabilities of all experts as they are
    (Switch), or these divided by their sum (GShard), which gives the numbers of the first. `load` counts a token as 1
    for each of its experts, as Hugging Face's Mixtral does, or as 1 in all.
    """

    k: int = number(2, ONE_OR_MORE)
    gating: Literal["softmax_of_kept", "softmax_first", "renormalised"] = switch("softmax_of_kept", convention=True)
    balance: Literal["none", "shown"] = switch("none", apart=True)
    load: Literal["over_choices", "over_tokens"] = switch(
        "over_choices", convention=True, apart=True, when={"balance": ("shown",)}
    )
    alpha: float = number(0.01, ABOVE_0, {"balance": ("shown",)})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "mixtral": {"load": "over_tokens", "balance": "shown"},
        "switch": {"k": 1, "gating": "softmax_first", "balance": "shown"},
    }


@dataclass(frozen=True)
class Routed:
    """What the router says: logits (n×e), which experts are chosen (1 or 0, n×e), and the probabilities once known."""

    logits: Node
    chosen: Node
    probabilities: Node | None = None


def chosen(p: Program, o: ExpertOptions) -> int:
    """How many experts a token is sent to: k, or all if there are fewer."""
    return min(int(o.k), int(p.size("e")))


def of_kept(p: Program, routed: Routed) -> Node:
    """Softmax of the chosen logits alone."""
    R, K = routed.logits, routed.chosen
    L = p.step("chosen_logits", "R^K", where(K, R, -math.inf))
    return p.step("gates", "G", softmax(L), {"gates.not_renormalised": K * softmax(R)})


def of_all(p: Program, routed: Routed) -> Node:
    """The chosen experts' probabilities as they are: they sum to less than 1."""
    assert routed.probabilities is not None
    return p.step("gates", "G", routed.chosen * routed.probabilities)


def renormalised(p: Program, routed: Routed) -> Node:
    """The chosen experts' probabilities divided by their sum."""
    assert routed.probabilities is not None
    kept = p.step("chosen_probabilities", "P^K", routed.chosen * routed.probabilities)
    return p.step("gates", "G", kept / total(kept))


GATING: dict[str, Callable[[Program, Routed], Node]] = {
    "softmax_of_kept": of_kept,
    "softmax_first": of_all,
    "renormalised": renormalised,
}


def route(p: Program, X: Node, o: ExpertOptions) -> Routed:
    """Router: logits X W^r, and the k largest of every token; all of them where there are no more."""
    (W,) = p.weights(W_r="W^r: d e")
    R = p.step("router_logits", "R", X @ W)
    probabilities = o.gating != "softmax_of_kept" or o.balance == "shown"
    P = p.step("probabilities", "P", softmax(R)) if probabilities else None
    k, ranks = constant(chosen(p, o), "k"), p.step("ranks", "N", place(R))
    wrong = {"experts.one_fewer": indicator(greater(k, ranks))} if chosen(p, o) > 1 else {}
    return Routed(R, p.step("chosen", "K", indicator(greater(k + 1, ranks)), wrong), P)


def expert(p: Program, X: Node) -> Node:
    """One expert, a feed-forward network with ReLU and without biases: n×d → n×d."""
    up, down = (symbol(letters).marked(*marks(p.path)) for letters in ("W^u", "W^d"))
    W_u, W_d = p.weights(W_u=(up, "d f"), W_d=(down, "f d"))
    return p.step("output", "O", p.step("hidden", "H", relu(X @ W_u)) @ W_d)


def balanced(p: Program, routed: Routed, o: ExpertOptions) -> None:
    """Loss that balances the load, α e Σ f_i P_i: shares of the tokens times mean probabilities, over the experts."""
    assert routed.probabilities is not None
    n, choices = p.size("n"), total(routed.chosen, -2)
    F = p.step("load", "f", choices / (constant(chosen(p, o), "k") * n if o.load == "over_choices" else n))
    P = p.step("mean_probabilities", "P̄", mean(routed.probabilities, -2))
    wrong = {"balance.without_e": constant(o.alpha, "α") * total(F * P)}
    p.step("balance", "L", constant(o.alpha, "α") * p.size("e") * total(F * P), wrong)


@mechanism(ExpertOptions, unrolls="e", n=axes.tokens(3), d=2, e=3, f=2)
def mixture_of_experts(p: Program, o: ExpertOptions) -> None:
    """Mixture of experts Y = Σ_i G_i ⊙ E_i(X): each token's k best experts, weighted by its gates. n×d → n×d."""
    (X,) = p.given(X="n d")
    routed = route(p, X, o)
    G = GATING[o.gating](p, routed)
    if o.balance == "shown":
        balanced(p, routed, o)
    outputs = [expert(p, X) for _ in p.repeat("expert", p.size("e"), branch="part")]
    weighted = [part(G, -1, i, i + 1) * output for i, output in enumerate(outputs)]
    p.step("combined", "Y", reduce(add, weighted), {"experts.ungated": reduce(add, outputs)})
