"""Similarity of word vectors, and attention without parameters."""

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
    """Option of the similarity: cosine, dot product, or a given table.

    "given" continues from printed figures, such as cosines rounded to two decimals.
    """

    score: Literal["cosine", "dot", "given"] = "cosine"

    PRESETS: ClassVar[Presets] = {"textbook": {}}


def products(p: Program, X: Node) -> Node:
    """Dot products x_i · x_j of all pairs of words: n×d → n×n."""
    return p.step("products", "G", X @ X.T)


def cosines(p: Program, X: Node) -> Node:
    """Cosine similarities of all pairs of words, n×d → n×n; 0 for a vector of length 0, as in PyTorch."""
    G = products(p, X)
    length = p.step("lengths", "ℓ", sqrt(total(square(X))))
    both = length @ length.T
    return p.step("cosines", "R", G / both, {"cosine.one_length": G / length}, defined=greater(both, 0))


SCORE: dict[str, Callable[[Program, Node], Node]] = {
    "cosine": cosines,
    "dot": products,
    "given": lambda p, X: p.input("R", "n n"),
}


@mechanism(SimilarityOptions, n=axes.tokens(3), d=2)
def similarity(p: Program, o: SimilarityOptions) -> None:
    """Parameter-free attention: softmax of similarities as attention weights, context vectors from X. n×d → n×d."""
    (X,) = p.given(X="n d")
    A = p.attention(p.step("weights", "A", softmax(SCORE[o.score](p, X))))
    p.step("context", "C", A @ X)
