"""Other layers of a Transformer: layer and RMS normalisation, feed-forward network, token embedding.

Layer normalisation is Ba, Kiros & Hinton 2016, RMS normalisation Zhang & Sennrich 2019, the feed-forward network
Vaswani et al. 2017 (section 3.3), GELU Hendrycks & Gimpel 2016, weight tying Press & Wolf 2017.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import concat, constant, erf, mean, part, power, relu, row, sqrt, square, tanh, total
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.options import NOT_BELOW_0, Options, Presets, number, switch
from engine.program import Program


@dataclass(frozen=True)
class Epsilon(Options):
    """Option ε of a normalisation: a small constant that avoids division by zero."""

    epsilon: float = number(1e-5, NOT_BELOW_0)


# ---- layer normalisation ----


@dataclass(frozen=True)
class VarianceOptions(Epsilon):
    """Options of the standard deviation: divisor d or d − 1, and ε inside or outside the root."""

    variance: Literal["over_d", "over_d_minus_1"] = field(default="over_d", metadata={"convention": True})
    epsilon_place: Literal["inside_root", "outside_root"] = field(default="inside_root", metadata={"convention": True})


@dataclass(frozen=True)
class LayerNormOptions(VarianceOptions):
    """Options of layer normalisation: variance, ε, and whether gain γ and bias β follow.

    The Annotated Transformer (Rush 2018) divides by d − 1 and adds ε outside the root.
    """

    gain: Literal["gain_and_shift", "none"] = "gain_and_shift"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {},
        "keras": {"epsilon": 1e-3},
        "bert": {"epsilon": 1e-12},
        "annotated": {"variance": "over_d_minus_1", "epsilon_place": "outside_root", "epsilon": 1e-6},
    }


DIVISOR: dict[str, Callable[[Node], int]] = {
    "over_d": lambda X: X.width,
    "over_d_minus_1": lambda X: X.width - 1,
}
DEVIATION: dict[str, Callable[[Node, Node], Node]] = {
    "inside_root": lambda variance, epsilon: sqrt(variance + epsilon),
    "outside_root": lambda variance, epsilon: sqrt(variance) + epsilon,
}


def normalised(p: Program, X: Node, o: VarianceOptions) -> Node:
    """Normalised rows: minus the row's mean, divided by its standard deviation. n×d → n×d."""
    epsilon = constant(o.epsilon, "ε")
    mu = p.step("mean", "μ", mean(X), {"mean.over_tokens": mean(X, -2)})
    D = p.step("centred", "D", X - mu)
    squares = square(D)
    wrong = {"mean.over_tokens": mean(squares, -2), "variance.not_centred": total(square(X)) / DIVISOR[o.variance](X)}
    if o.variance == "over_d" and X.width > 1:
        wrong["variance.over_d_minus_1"] = total(squares) / DIVISOR["over_d_minus_1"](X)
    variance = p.step("variance", "σ^2", total(squares) / DIVISOR[o.variance](X), wrong)
    deviation = p.step("deviation", "σ", DEVIATION[o.epsilon_place](variance, epsilon))
    E = X - mean(X, -2)
    over_tokens = E / DEVIATION[o.epsilon_place](mean(square(E), -2), epsilon)
    wrong = {"normalised.over_tokens": over_tokens}
    if len(X.shape) == 2 and X.shape[-2] > 1:
        wrong["normalised.over_all"] = over_all(X, o, epsilon)
    return p.step("normalised", "X̂", D / deviation, wrong)


def over_all(X: Node, o: VarianceOptions, epsilon: Node) -> Node:
    """The matrix normalised as a whole, with one mean and one deviation for all its cells. n×d → n×d."""
    E = X - mean(mean(X), -2)
    cells = X.shape[-2] * X.width - (X.width - DIVISOR[o.variance](X))
    return E / DEVIATION[o.epsilon_place](total(total(square(E)), -2) / float(cells), epsilon)


def layer_normed(p: Program, X: Node, o: VarianceOptions) -> Node:
    """Layer normalisation: normalised rows times gain γ plus bias β, one per column. n×d → n×d."""
    gamma, beta = p.biases(gamma="γ: 1 d", beta="β: 1 d")
    return p.step("rescaled", "Y", normalised(p, X, o) * gamma + beta)


@mechanism(LayerNormOptions, n=axes.tokens(3), d=4)
def layer_norm(p: Program, o: LayerNormOptions) -> None:
    """Layer normalisation (Ba et al. 2016): each token's features to mean 0 and standard deviation 1, then γ and β."""
    (X,) = p.given(X="n d")
    (layer_normed if o.gain == "gain_and_shift" else normalised)(p, X, o)


@dataclass(frozen=True)
class RmsNormOptions(Epsilon):
    """Options of RMS normalisation: ε, and whether a gain γ follows."""

    gain: Literal["gain", "none"] = "gain"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"epsilon": 2.0**-52},
        "llama": {"epsilon": 1e-6},
        "paper": {"epsilon": 0.0},
    }


@mechanism(RmsNormOptions, n=axes.tokens(3), d=4)
def rms_norm(p: Program, o: RmsNormOptions) -> None:
    """RMS normalisation (Zhang & Sennrich 2019): features divided by their root mean square; no mean, no bias."""
    (X,) = p.given(X="n d")
    wrong = {"mean.over_tokens": mean(square(X), -2), "rms.centred": mean(square(X - mean(X)))}
    squares = p.step("mean_square", "m", mean(square(X)), wrong)
    Y = p.step("normalised", "X̂", X / p.step("rms", "r", sqrt(squares + constant(o.epsilon, "ε"))))
    if o.gain == "gain":
        (gamma,) = p.biases(gamma="γ: 1 d")
        p.step("rescaled", "Y", Y * gamma)


# ---- feed-forward ----

Activation = Literal["relu", "gelu_exact", "gelu_tanh"]


@dataclass(frozen=True)
class FeedForwardOptions(Options):
    """Options of the feed-forward network: activation, biases, residual connection, and width of the output."""

    activation: Activation = "relu"
    biases: Literal["one", "none"] = "one"
    output: Literal["same_width", "other_width"] = switch("same_width", apart=True)
    residual: Literal["none", "added"] = switch("none", apart=True, when={"output": ("same_width",)})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {},
        "pytorch": {"weights": "out_in"},
        "bert": {"activation": "gelu_exact", "weights": "out_in"},
        "gpt2": {"activation": "gelu_tanh"},
        "t5": {"biases": "none", "weights": "out_in"},
    }


# the factor of x in GELU: the normal distribution function Φ(x), exact or approximated by tanh
PASSED: dict[str, Callable[[Node], Node]] = {
    "gelu_exact": lambda x: (1 + erf(x / sqrt(2))) / 2,
    "gelu_tanh": lambda x: (1 + tanh(sqrt(2 / constant(math.pi, "π")) * (x + 0.044715 * power(x, 3)))) / 2,
}


def activated(p: Program, B: Node, activation: Activation) -> Node:
    """Activation function, element-wise: ReLU, or GELU as x·Φ(x)."""
    if activation == "relu":
        return p.step("activated", "F", relu(B))
    gate = p.step("passed", "Φ", PASSED[activation](B))
    return p.step("activated", "F", B * gate, {"gelu.relu": relu(B)})


def fed_forward(p: Program, X: Node, activation: Activation, biases: str = "one", width: str = "d") -> Node:
    """Position-wise feed-forward network f(X W_1 + b_1) W_2 + b_2 with hidden width f. n×d → n×width."""
    W_1, W_2 = p.weights(W_1="d f", W_2=f"f {width}")
    b_1, b_2 = p.biases(b_1="1 f", b_2=f"1 {width}") if biases == "one" else (None, None)
    p.alike(**{"1": [W_1, b_1] if b_1 is not None else [W_1], "2": [W_2, b_2] if b_2 is not None else [W_2]})
    B = p.step("preactivation", "B", X @ W_1 if b_1 is None else X @ W_1 + b_1)
    F = activated(p, B, activation)
    return p.step("output", "O", F @ W_2 if b_2 is None else F @ W_2 + b_2)


@mechanism(FeedForwardOptions, n=axes.tokens(2), d=3, f=4, d_o=2)
def feed_forward(p: Program, o: FeedForwardOptions) -> None:
    """Position-wise feed-forward network FFN(x) = f(x W_1 + b_1) W_2 + b_2, the same weights for every token."""
    (X,) = p.given(X="n d")
    Y = fed_forward(p, X, o.activation, o.biases, "d" if o.output == "same_width" else "d_o")
    if o.residual == "added":
        p.step("residual", "R", X + Y)


# ---- token embedding and output layer ----


@dataclass(frozen=True)
class EmbeddingOptions(Options):
    """Options of the embedding: scaling by √d, and an output layer that shares the table (weight tying)."""

    scale: Literal["none", "sqrt_d"] = field(default="none", metadata={"convention": True})
    output: Literal["none", "tied"] = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {},
        "paper": {"scale": "sqrt_d", "output": "tied"},
        "gpt2": {"output": "tied"},
    }


def counted_from_1(tokens: Node, E: Node) -> dict[str, Node]:
    """Mistake of counting tokens from 1: each token gets the next row of the table; none for a single row."""
    v = E.shape[-2]
    return {"embedding.counted_from_1": tokens @ concat(part(E, -2, 1, v), row(E, 0), axis=-2)} if v > 1 else {}


@mechanism(EmbeddingOptions, n=axes.tokens(3), v=axes.vocabulary(4), d=2)
def embedding(p: Program, o: EmbeddingOptions) -> None:
    """Token embedding: one-hot rows (n×v) times the table E (v×d); with weight tying also the logits H Eᵀ (n×v)."""
    (tokens,) = p.one_hot(tokens="T: n v")
    (E,) = p.weights(E="v d")
    X = p.step("embedded", "X", tokens @ E, counted_from_1(tokens, E))
    if o.scale == "sqrt_d":
        p.step("scaled", "X′", X * sqrt(p.size("d")))
    if o.output == "tied":
        (H,) = p.given(H="n d")
        p.step("logits", "Z", H @ E.T)
