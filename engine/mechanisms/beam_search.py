"""Beam search: the b best sequences are kept at every step, and the finished ones are compared by length.

Dividing the log-probability by a power of the length is usual (Hugging Face's length_penalty); ((5 + ℓ)/6)^α is that of
Google's translation system (Wu et al. 2016). The model here looks at the last token only, so that it is one table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import concat, constant, count, equal, indicator, part, place, power, total, where
from engine.expression.node import Node, apply
from engine.mechanism import mechanism
from engine.options import ABOVE_0, Options, Presets, number
from engine.program import Program

LOWEST = -1e9  # the score of what may not follow; with −∞ a product with 0 would have no value


@dataclass(frozen=True)
class BeamOptions(Options):
    """Options of beam search: what the log-probability of a finished sequence is divided by, with the exponent α."""

    normalised: Literal["none", "power", "gnmt"] = "none"
    alpha: float = number(1.0, ABOVE_0, {"normalised": ("power", "gnmt")})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "huggingface": {"normalised": "power"},
        "gnmt": {"normalised": "gnmt", "alpha": 0.6},
    }


PENALTY: dict[str, Callable[[Node, float], Node]] = {
    "power": lambda lengths, alpha: power(lengths, constant(alpha, "α")),
    "gnmt": lambda lengths, alpha: power((5 + lengths) / 6, constant(alpha, "α")),
}


class Beam(NamedTuple):
    """The kept sequences: log-probabilities (b×1), last tokens (b×v, one-hot), lengths (b×1) if they are counted."""

    scores: Node
    last: Node
    lengths: Node | None


def chosen(p: Program, continuations: Node, name: str = "chosen", symbol: str = "M") -> Node:
    """The b best of all continuations (1×m), best first: a row for each with a single 1. → b×m."""
    ranks = p.step("ranks", "N", place(continuations))
    return p.step(name, symbol, indicator(equal(ranks, count(p.size("b")) + 1)))


def first_tokens(p: Program, start: Node, counted: bool) -> Beam:
    """The b best first tokens; lengths only if they are counted."""
    last = chosen(p, start, "last", "E")
    lengths = p.step("lengths", "ℓ", total(last)) if counted else None
    return Beam(p.step("scores", "s", last @ start.T), last, lengths)


def continued(p: Program, table: Node) -> Node:
    """The table of log-probabilities whose last row says that after the end only the end follows, at no cost. v×v."""
    v = p.size("v")
    ended = p.step("ended", "a", where(equal(count(v).T + 1, v), 0, LOWEST))
    rest = [part(table, -2, 0, int(v) - 1)] if v > 1 else []
    return p.step("continued", "A", concat(*rest, ended, axis=-2))


def extended(p: Program, beam: Beam, table: Node) -> Beam:
    """The b best continuations of the kept sequences by one token; a finished one stays as it is."""
    b, v = int(p.size("b")), int(p.size("v"))
    totals = p.step("totals", "C", beam.scores + beam.last @ table)
    flat = apply("reshape", totals, params=((b, v), (1, b * v)))
    M = chosen(p, flat)
    each = apply("reshape", M, params=((b, b * v), (b, b, v)))
    last = p.step("last", "E", apply("reshape", total(each, -2), params=((b, 1, v), (b, v))))
    lengths = None if beam.lengths is None else grown(p, beam, beam.lengths, each)
    return Beam(p.step("scores", "s", M @ flat.T), last, lengths)


def grown(p: Program, beam: Beam, lengths: Node, each: Node) -> Node:
    """Lengths one more than those of what was continued, unless that had ended: b×1; `each` is the choice, b×b×v."""
    b, _, v = map(int, each.shape)
    parents = p.step("parents", "B", apply("reshape", total(each), params=((b, b, 1), (b, b))))
    wrong = {"lengths.ended_too": parents @ (lengths + 1)}
    return p.step("lengths", "ℓ", parents @ (lengths + (1 - part(beam.last, -1, v - 1, v))), wrong)


@mechanism(BeamOptions, unrolls="T", T=axes.time(3), v=axes.vocabulary(5), b=2)
def beam_search(p: Program, o: BeamOptions) -> None:
    """Beam search with b sequences over T steps; the last entry of the vocabulary ends a sequence. → scores b×1.

    Raises ShapeError for more sequences than the vocabulary has first tokens.
    """
    if p.size("b") > p.size("v"):
        raise ShapeError("b is {b}, but there are only v = {v} first tokens.", b=int(p.size("b")), v=int(p.size("v")))
    start, table = p.given(start="L_0: 1 v", table="L: v v")
    table = continued(p, table)
    rounds = p.repeat("t", p.size("T"))
    next(rounds)
    beam = first_tokens(p, start, o.normalised != "none")
    for _ in rounds:
        beam = extended(p, beam, table)
    if beam.lengths is not None:
        p.step("normalised", "S", beam.scores / PENALTY[o.normalised](beam.lengths, o.alpha))
