"""Masked language model as a whole: embedding, positions, blocks that see both sides, transform, output layer (BERT).

Devlin et al. 2019: the sum of the embeddings is normalised, blocks normalise after each sublayer, and before the output
layer, which is the transposed embedding, stand a dense layer, GELU and one more normalisation (the transform).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.blocks import BlockOptions, stacked
from engine.mechanisms.language_model import FROM_ONE, placed, positions, predicted
from engine.mechanisms.layers import Activation, activated, counted_from_1, layer_normed
from engine.options import NOT_BELOW_0, Presets, number, switch
from engine.program import Program


@dataclass(frozen=True)
class MaskedLanguageModelOptions(BlockOptions):
    """Options of a masked language model: of its blocks, segments, normalised embeddings, transform, output layer."""

    activation: Activation = switch("gelu_exact", apart=True)
    epsilon: float = number(1e-12, NOT_BELOW_0)
    mask: Literal["none", "padding"] = switch("none", apart=True)
    embedding_norm: Literal["one", "none"] = switch("one", apart=True)
    segments: Literal["none", "two"] = switch("none", apart=True)
    transform: Literal["one", "none"] = switch("one", apart=True)
    output: Literal["tied", "own"] = switch("tied", apart=True)
    output_bias: Literal["none", "one"] = switch("one", apart=True)

    PRESETS: ClassVar[Presets] = {"textbook": {}, "bert": {"weights": "out_in"}}


def with_segments(p: Program, tokens: Node, E: Node) -> Node:
    """BERT's input: the vectors of token, sentence (the first or the second) and position, added. n×v → n×d."""
    (G,) = p.weights(G="2 d")
    (sentences,) = p.one_hot(segments="S: n 2")
    rows, later = positions(p)
    with p.group("embeddings", branch="part"), p.drawn_as("input_embeddings"):
        X = p.step("embedded", "X", tokens @ E, counted_from_1(tokens, E))
        S = p.step("segment", "X^S", sentences @ G, counted_from_1(sentences, G))
        P = p.step("position", "X^P", rows, {} if later is None else {FROM_ONE: later})
        return p.step("placed", "X^0", X + S + P)


def transformed(p: Program, X: Node, o: MaskedLanguageModelOptions) -> Node:
    """Dense layer of the same width, activation, layer normalisation: BERT's transform before the output layer. n×d."""
    with p.group("transform", branch="part"), p.drawn_as("prediction_transform"):
        (W,) = p.weights(W_t="W^t: d d")
        (b,) = p.biases(b_t="b^t: 1 d")
        B = p.step("dense", "B", X @ W + b)
        return layer_normed(p, activated(p, B, o.activation), o.layer_norm)


@mechanism(
    MaskedLanguageModelOptions,
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
def masked_language_model(p: Program, o: MaskedLanguageModelOptions) -> None:
    """Masked language model: one-hot tokens (n×v), some of them [MASK], to a distribution over words at each place."""
    (tokens,) = p.one_hot(tokens="T: n v")
    (E,) = p.weights(E="v d")
    if o.segments == "two":
        X = with_segments(p, tokens, E)
    else:
        X = placed(p, p.step("embedded", "X", tokens @ E, counted_from_1(tokens, E)))
    if o.embedding_norm == "one":
        with p.group("input", sign="0", branch="part"), p.drawn_as("layer_norm"):
            X = layer_normed(p, X, o.layer_norm)
    X = stacked(p, X, o.mask, o)
    predicted(p, transformed(p, X, o) if o.transform == "one" else X, E, o.output, o.output_bias)
