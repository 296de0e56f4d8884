"""RNN encoder-decoder with and without attention (Cho et al. 2014, Bahdanau et al. 2015)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.dim import named
from engine.expression.functions import concat, softmax, tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.alignment import additive_scores, align
from engine.mechanisms.attention import Mask
from engine.mechanisms.gates import Widths
from engine.mechanisms.recurrent import RnnOptions, rnn_cell
from engine.mechanisms.sequences import Cell, Direction, Rows, State, both_ways, one_state, unrolled
from engine.options import Options, Presets, switch
from engine.program import Program, Units

Look = Callable[[Node], Node]  # the decoder's previous state → its context vector


@dataclass(frozen=True)
class Seq2SeqOptions(Options):
    """Options of the encoder-decoder: its attention, additive, by dot product or none, and the encoder's direction.

    An encoder in both directions, as in the paper, gives states of twice the width, which a dot product cannot meet.
    """

    attention: Literal["additive", "dot", "none"] = "additive"
    direction: Direction = switch("forward", when={"attention": ("additive", "none")}, apart=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"direction": "both"},
        "cho": {"attention": "none"},
        "luong": {"attention": "dot"},
    }


@dataclass(frozen=True)
class Encoded:
    """What the decoder has of the source: the encoder's states H (n×w), the state that begins it, and the last ones.

    `first` (1×k) begins the decoder, `last` (1×w) stands for the whole source; `width` names w, which is k or 2k.
    """

    H: Node
    first: Node
    last: Node
    width: str


def additive(p: Program, source: Encoded, units: Units) -> Look:
    """Context by additive attention, e_i = v · tanh(s W_s + h_i W_h); the keys H W_h are computed once."""
    H = source.H
    W_s, W_h, v = p.weights(W_s="k u", W_h=f"{source.width} u", v="u 1")
    units |= {"s": [W_s], "h": [W_h]}
    K = p.step("key_parts", "K", H @ W_h)
    return lambda s: align(p, additive_scores(p, s, K, W_s, v), H, Mask(), p.size("n"))


def dot(p: Program, source: Encoded, units: Units) -> Look:
    """Context by dot-product attention, e_i = s · h_i."""
    H = source.H
    return lambda s: align(p, p.step("scores", "e", s @ H.T), H, Mask(), p.size("n"))


def none(p: Program, source: Encoded, units: Units) -> Look:
    """Context without attention: the encoder's last state at every decoder step (Cho et al. 2014)."""
    c = p.step("context", "c", source.last)
    return lambda s: c


LOOK = {"additive": additive, "dot": dot, "none": none}


def encoded(p: Program, X: Node, direction: Direction) -> Encoded:
    """Encoder: hidden states of an RNN over the source X (n×d), read in one or both directions.

    In both directions the decoder begins with the state that has read back to the first word (Bahdanau et al. 2015).
    """

    def start(w: Widths, _: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: rnn_cell(p, RnnOptions(product="separate"), w))

    over = Rows(X, axis=named(X.shape[-2]).name)
    with p.group("encoder", branch="part", above="enc"):
        if direction == "both":
            H, ahead, back = both_ways(p, over, Widths(), start)
            return Encoded(H, back[0], concat(ahead[-1], back[0], axis=-1), "2*k")
        states = unrolled(p, over, range(int(X.shape[-2])), Widths(), start)
        return Encoded(p.step("outputs", "H", concat(*states, axis=-2)), states[-1], states[-1], "k")


@mechanism(Seq2SeqOptions, unrolls="n+m", n=axes.tokens(3), m=2, d=2, k=2, u=2, v=axes.vocabulary(3))
def rnn_attention(p: Program, o: Seq2SeqOptions) -> None:
    """RNN encoder-decoder with attention: s_t = tanh(y_t W + s_{t−1} U + c_t C + b), then probabilities (m×v)."""
    X, Y = p.given(X="n d", Y="m d")
    source = encoded(p, X, "forward" if o.attention == "dot" else o.direction)
    with p.group("decoder", branch="part", above="dec"):
        units: Units = {}
        look = LOOK[o.attention](p, source, units)
        W_0, W, U, C = p.weights(W_0="k k", W="d k", U="k k", C=f"{source.width} k")
        (b,) = p.biases(b="1 k")
        p.alike(**units, **{"0": [W_0]})
        s = p.step("start", "s_0", tanh(source.first @ W_0))
        states = []
        for y in p.unroll("t", Y):
            c = look(s)
            s = p.step("state", "s", tanh(p.step("preactivation", "a", y @ W + s @ U + c @ C + b)))
            states.append(s)
        S = p.step("states", "S", concat(*states, axis=-2))
    (W_o,), (b_o,) = p.weights(W_o="k v"), p.biases(b_o="1 v")
    p.step("probabilities", "P", softmax(p.step("logits", "Z", S @ W_o + b_o)))
