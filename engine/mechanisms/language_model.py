"""Decoder-only language model as a whole: embedding, positions, blocks, output layer (GPT, Radford et al. 2018, 2019).

GPT-2 normalises before each sublayer and once more after the last block, and its output layer is the transposed token
embedding (Press & Wolf 2017). The first GPT normalises after each sublayer, so that no last normalisation is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import part, softmax
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.blocks import BlockOptions, stacked
from engine.mechanisms.layers import Activation, counted_from_1, layer_normed
from engine.options import Presets, switch
from engine.program import Program

FROM_ONE = "positions.from_one"  # the mistake of counting positions from 1


@dataclass(frozen=True)
class LanguageModelOptions(BlockOptions):
    """Options of a language model: those of its blocks, whether the output layer is tied to the embedding, its bias."""

    norm: Literal["pre", "post"] = switch("pre", convention=True)
    activation: Activation = "gelu_tanh"
    output: Literal["tied", "own"] = "tied"
    output_bias: Literal["none", "one"] = switch("none", apart=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "gpt": {"norm": "post"},
        "gpt2": {},
    }


def positions(p: Program) -> tuple[Node, Node | None]:
    """The first n rows of a trained table of positions, and those from its second row on, where it has so many. n×d.

    Raises ShapeError for a table of fewer rows than tokens.
    """
    (table,) = p.biases(P="P: m d")
    n, m = p.size("n"), p.size("m")
    if n > m:
        raise ShapeError("The number of positions in the table is {m}, too few for n = {n}.", m=int(m), n=int(n))
    return part(table, -2, 0, n), part(table, -2, 1, n + 1) if n < m else None


def placed(p: Program, X: Node) -> Node:
    """Token embeddings plus the rows of a trained table of positions. n×d → n×d."""
    rows, later = positions(p)
    return p.step("placed", "X^0", X + rows, {} if later is None else {FROM_ONE: X + later})


def predicted(p: Program, Y: Node, E: Node, output: str, bias: str) -> Node:
    """Probability of every word of the vocabulary at each place; logits may be tied to the embedding. n×d → n×v."""
    Z = Y @ (E.T if output == "tied" else p.weights(W_u="W^U: d v")[0])
    if bias == "one":
        Z = Z + p.biases(b="b: 1 v")[0]
    return p.step("probabilities", "p", softmax(p.step("logits", "Z", Z)))


@mechanism(
    LanguageModelOptions,
    n=axes.tokens(3),
    v=axes.vocabulary(4),
    m=6,
    d=4,
    h=axes.heads(2),
    d_k=2,
    d_v=2,
    f=3,
    layers=axes.layers(1),
    unrolls="layers",
)
def language_model(p: Program, o: LanguageModelOptions) -> None:
    """Decoder-only language model: one-hot tokens (n×v) to the probabilities of the next token at each place (n×v)."""
    (tokens,) = p.one_hot(tokens="T: n v")
    (E,) = p.weights(E="v d")
    X = placed(p, p.step("embedded", "X", tokens @ E, counted_from_1(tokens, E)))
    X = stacked(p, X, "causal", o)
    if o.norm == "pre":
        with p.group("last", branch="part"), p.drawn_as("layer_norm"):
            X = layer_normed(p, X, o.layer_norm)
    predicted(p, X, E, o.output, o.output_bias)
