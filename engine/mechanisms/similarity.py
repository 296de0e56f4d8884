"""How alike word vectors are, and attention without a single parameter: every word becomes a mean of its likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import greater, softmax, sqrt, square, total
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.options import Options, Presets
from engine.program import Program


@dataclass(frozen=True)
class SimilarityOptions(Options):
    """What is compared: the cosine of two words, their dot product, or a table of similarities that is given.

    "given" carries figures on as they were printed, such as cosines rounded to two decimals.
    """

    score: Literal["cosine", "dot", "given"] = "cosine"

    PRESETS: ClassVar[Presets] = {"textbook": {}}


def products(p: Program, X: Node) -> Node:
    """x_i · x_j for every two words."""
    return p.step("products", "G", X @ X.T)


def cosines(p: Program, X: Node) -> Node:
    """The dot product over both lengths; with a vector of length 0 it is 0, as in PyTorch."""
    G = products(p, X)
    length = p.step("lengths", r"\ell", sqrt(total(square(X))))
    both = length @ length.T
    return p.step("cosines", "R", G / both, {"cosine.one_length": G / length}, defined=greater(both, 0))


SCORE: dict[str, Callable[[Program, Node], Node]] = {
    "cosine": cosines,
    "dot": products,
    "given": lambda p, X: p.input("R", "n n"),
}


@mechanism(SimilarityOptions, n=axes.tokens(3), d=2)
def similarity(p: Program, o: SimilarityOptions) -> None:
    """Similarities to shares by a softmax; each word in context is the mean of all words, more of those like it."""
    (X,) = p.given(X="n d")
    A = p.step("weights", "A", softmax(SCORE[o.score](p, X)))
    p.step("context", "C", A @ X)
