"""An RNN that reads and an RNN that writes, with and without a look back (Cho et al. 2014, Bahdanau et al. 2015)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import concat, softmax, tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.alignment import additive_scores, align
from engine.mechanisms.attention import Mask
from engine.mechanisms.gates import Widths
from engine.mechanisms.recurrent import RnnOptions, rnn_cell
from engine.mechanisms.sequences import Cell, State, one_state, unrolled
from engine.options import Options, Presets
from engine.program import Program, Units

Look = Callable[[Node], Node]  # the decoder's last state → what it finds in the source


@dataclass(frozen=True)
class Seq2SeqOptions(Options):
    """How the writer looks back: by a small network's scores, by dot products, or at the last state only."""

    attention: Literal["additive", "dot", "none"] = "additive"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {},
        "cho": {"attention": "none"},
        "luong": {"attention": "dot"},
    }


def additive(p: Program, H: Node, last: Node, units: Units) -> Look:
    """e_i = v · tanh(s W_s + h_i W_h); what the states bring to it is worked out once."""
    W_s, W_h, v = p.weights(W_s="k u", W_h="k u", v="u 1")
    units |= {"s": [W_s], "h": [W_h]}
    K = p.step("key_parts", "K", H @ W_h)
    return lambda s: align(p, additive_scores(p, s, K, W_s, v), H, Mask())


def dot(p: Program, H: Node, last: Node, units: Units) -> Look:
    """e_i = s · h_i."""
    return lambda s: align(p, p.step("scores", "e", s @ H.T), H, Mask())


def none(p: Program, H: Node, last: Node, units: Units) -> Look:
    """The whole sentence in its last state, whatever is to be written."""
    c = p.step("context", "c", last)
    return lambda s: c


LOOK = {"additive": additive, "dot": dot, "none": none}


def encoded(p: Program, X: Node) -> tuple[Node, Node]:
    """The states of an RNN over the source, row by row, and the last of them."""

    def start(w: Widths, _: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: rnn_cell(p, RnnOptions(product="separate"), w))

    with p.group("encoder", branch="part"):
        states = unrolled(p, X, range(int(X.shape[-2])), Widths(), start)
        return p.step("outputs", "H", concat(*states, axis=-2)), states[-1]


@mechanism(Seq2SeqOptions, n=axes.tokens(3), m=2, d=2, k=2, u=2, v=axes.vocabulary(3))
def rnn_attention(p: Program, o: Seq2SeqOptions) -> None:
    """s_t = tanh(y_t W + s_{t−1} U + c_t C + b), where c_t is what s_{t−1} finds among the states of the source."""
    X, Y = p.given(X="n d", Y="m d")
    H, last = encoded(p, X)
    with p.group("decoder", branch="part"):
        units: Units = {}
        look = LOOK[o.attention](p, H, last, units)
        W_0, W, U, C = p.weights(W_0="k k", W="d k", U="k k", C="k k")
        (b,) = p.biases(b="1 k")
        p.alike(**units, **{"0": [W_0]})
        s = p.step("start", "s_0", tanh(last @ W_0))
        states = []
        for y in p.unroll("t", Y):
            c = look(s)
            s = p.step("state", "s", tanh(p.step("preactivation", "a", y @ W + s @ U + c @ C + b)))
            states.append(s)
        S = p.step("states", "S", concat(*states, axis=-2))
    (W_o,), (b_o,) = p.weights(W_o="k v"), p.biases(b_o="1 v")
    p.step("probabilities", "P", softmax(p.step("logits", "Z", S @ W_o + b_o)))
