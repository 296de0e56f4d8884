"""Output probabilities and losses: softmax over a vocabulary, cross-entropy, and the language models trained on it.

The losses of the language models are those of GPT (Radford et al. 2018: next token) and BERT (Devlin et al. 2019,
section 3.1: masked tokens, next sentence); the character model is the classic recurrent one (Graves 2013).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine import axes
from engine.errors import ShapeError
from engine.expression.dim import named
from engine.expression.functions import concat, constant, exp, largest, log, mean, part, softmax, tanh, total
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.gates import Widths
from engine.mechanisms.recurrent import RnnOptions, rnn_cell
from engine.mechanisms.sequences import Cell, Rows, State, one_state, unrolled
from engine.options import ABOVE_0, Options, Presets, number
from engine.program import Program

Softmax = Literal["one_step", "log_sum_exp"]
Wrongs = Mapping[str, Node]


@dataclass(frozen=True)
class LossOptions(Options):
    """Option of a cross-entropy loss: from the probabilities, or directly from the logits by log-sum-exp (stable)."""

    softmax: Softmax = "one_step"

    PRESETS: ClassVar[Presets] = {"textbook": {}, "pytorch": {"softmax": "log_sum_exp"}}


def by_shares(p: Program, Z: Node, Y: Node, symbol: str, name: str) -> Node:
    """Cross-entropy per row as −ln of the probability of the target: logits Z n×v, one-hot targets Y n×v → n×1."""
    P = p.step("probabilities", "P", softmax(Z))
    right = p.step("likelihoods", "p", total(Y * P))
    return p.step(name, symbol, -log(right))


def by_scores(p: Program, Z: Node, Y: Node, symbol: str, name: str) -> Node:
    """Cross-entropy per row as ln Σ e^z − z_target, by log-sum-exp with the row's maximum subtracted. n×v → n×1."""
    m = p.step("row_max", "m", largest(Z))
    normaliser = p.step("log_sum", "Λ", m + log(total(exp(Z - m))))
    return p.step(name, symbol, normaliser - p.step("right_scores", "z^y", total(Y * Z)))


LOSS: dict[Softmax, Callable[[Program, Node, Node, str, str], Node]] = {
    "one_step": by_shares,
    "log_sum_exp": by_scores,
}


def cross_entropy(p: Program, Z: Node, Y: Node, by: Softmax) -> Node:
    """Cross-entropy of each row: logits n×v, one-hot targets n×v → n×1."""
    return LOSS[by](p, Z, Y, "ℓ", "losses")


def mean_loss(p: Program, losses: Node, wrong: Wrongs | None = None) -> Node:
    """Mean loss over the rows: n×1 → 1×1."""
    return p.step("loss", "L", mean(losses, -2), wrong)


# ---- choosing the next token ----


@dataclass(frozen=True)
class TemperatureOptions(Options):
    """Option of sampling: the temperature τ > 0 that divides the logits.

    Below 1 the distribution becomes sharper, above 1 flatter.
    """

    temperature: float = number(0.5, ABOVE_0)

    PRESETS: ClassVar[Presets] = {"textbook": {}, "plain": {"temperature": 1.0}}


@mechanism(TemperatureOptions, n=axes.tokens(1), v=axes.vocabulary(4))
def temperature(p: Program, o: TemperatureOptions) -> None:
    """Softmax with temperature, softmax(z/τ): a sharper or flatter distribution over the tokens in the same order."""
    (Z,) = p.given(Z="n v")
    tau = constant(o.temperature, "τ")
    wrong = {"temperature.after_softmax": softmax(Z) / tau}
    p.step("probabilities", "P", softmax(p.step("scaled", "Z′", Z / tau)), wrong)


@dataclass(frozen=True)
class NextTokenOptions(LossOptions):
    """Options of the next-token loss: how it is computed, and whether it is reported as perplexity."""

    report: Literal["loss", "perplexity"] = "loss"


@mechanism(NextTokenOptions, n=axes.tokens(4), d=2, v=axes.vocabulary(3))
def next_token_loss(p: Program, o: NextTokenOptions) -> None:
    """Next-token loss of a language model: position t predicts token t + 1; mean cross-entropy or its perplexity. 1×1.

    Raises ShapeError for a single token.
    """
    (T,) = p.one_hot(tokens="T: n v")
    (H,) = p.given(H="n d")
    (W,) = p.weights(W="d v")
    (b,) = p.biases(b="1 v")
    last = p.size("n") - 1
    if not last:
        raise ShapeError("n is 1: a single token has no next one to predict; enter two tokens or more.")
    Z = p.step("logits", "Z", part(H, -2, 0, last) @ W + b)
    Y = p.step("targets", "Y", part(T, -2, 1, p.size("n")), {"targets.not_shifted": part(T, -2, 0, last)})
    loss = mean_loss(p, cross_entropy(p, Z, Y, o.softmax))
    if o.report == "perplexity":
        p.step("perplexity", "PPL", exp(loss), {"perplexity.base_2": exp(loss * math.log(2))})


# ---- BERT ----


@dataclass(frozen=True)
class MaskedOptions(LossOptions):
    """Options of masked language modelling: how the loss is computed, and weight tying of the output layer."""

    output: Literal["own", "tied"] = "own"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"output": "tied"},
        "pytorch": {"softmax": "log_sum_exp", "output": "tied"},
    }


@mechanism(MaskedOptions, n=axes.tokens(4), d=2, v=axes.vocabulary(3))
def masked_lm(p: Program, o: MaskedOptions) -> None:
    """Masked language modelling loss (BERT): mean cross-entropy over the chosen positions only."""
    (H,) = p.given(H="n d")
    (Y,) = p.one_hot(targets="Y: n v")
    chosen = p.input("chosen", "c: n 1", "mask")
    (W,) = p.weights(**{"W": "d v"} if o.output == "own" else {"E": "v d"})
    (b,) = p.biases(b="1 v")
    Z = p.step("logits", "Z", H @ (W if o.output == "own" else W.T) + b)
    losses = cross_entropy(p, Z, Y, o.softmax)
    counted = p.step("counted_losses", "ℓ^c", chosen * losses)
    wrong = {"loss.all_places": mean(losses, -2), "loss.over_all_places": mean(counted, -2)}
    p.step("loss", "L", total(counted, -2) / total(chosen, -2), wrong)


@dataclass(frozen=True)
class NextSentenceOptions(LossOptions):
    """Options of next sentence prediction: how the loss is computed, and whether BERT's pooler comes first."""

    pooler: Literal["tanh", "none"] = "tanh"


@mechanism(NextSentenceOptions, d=3, c=axes.classes(2))
def next_sentence(p: Program, o: NextSentenceOptions) -> None:
    """Next sentence prediction (BERT): the [CLS] state classifies whether the second sentence follows the first."""
    (h,) = p.given(h="1 d")
    (Y,) = p.one_hot(label="Y: 1 c")
    if o.pooler == "tanh":
        (W_p,), (b_p,) = p.weights(W_p="d d"), p.biases(b_p="1 d")
        h = p.step("pooled", "u", tanh(p.step("preactivation", "a", h @ W_p + b_p)))
    (W,), (b,) = p.weights(W="d c"), p.biases(b="1 c")
    LOSS[o.softmax](p, p.step("logits", "z", h @ W + b), Y, "L", "loss")


# ---- a recurrent model of characters ----


@dataclass(frozen=True)
class CharacterOptions(RnnOptions):
    """Options of the character model: those of an RNN step, and how the loss is computed."""

    softmax: Softmax = field(default="one_step")

    PRESETS: ClassVar[Presets] = {
        name: {**preset, **({"softmax": "log_sum_exp"} if name == "pytorch" else {})}
        for name, preset in RnnOptions.PRESETS.items()
    }


@mechanism(CharacterOptions, unrolls="T", T=axes.time(3), v=axes.vocabulary(3), k=2)
def character_rnn(p: Program, o: CharacterOptions) -> None:
    """Recurrent character model: h_t predicts the next character; mean cross-entropy over the sequence."""
    X, Y = p.one_hot(X="T v", Y="T v")

    def start(w: Widths, _: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: rnn_cell(p, o, w))

    states = unrolled(p, Rows(X, axis=named(p.size("T")).name), range(p.size("T")), Widths("v", "k"), start)
    H = p.step("outputs", "H", concat(*states, axis=-2))
    (V,), (c,) = p.weights(V="k v"), p.biases(c="1 v")
    mean_loss(p, cross_entropy(p, p.step("logits", "Z", H @ V + c), Y, o.softmax))
