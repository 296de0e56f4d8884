"""One time step of an RNN, an LSTM or a GRU.

RNN: Elman 1990. LSTM: Hochreiter & Schmidhuber 1997, Gers et al. 2000. GRU: Cho et al. 2014.
engine/mechanisms/sequences.py applies the same cells to all rows of X.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine.expression.functions import relu, sigmoid, split, tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.gates import (
    PRODUCT,
    SUM,
    WIDTHS,
    Affine,
    Preactivation,
    TimeStepInput,
    Widths,
    affine,
    each_gate,
)
from engine.options import Options, Presets
from engine.program import Program

# ---- RNN ----


@dataclass(frozen=True)
class RnnOptions(Options):
    """Options of an RNN: how the product is written, activation function, number of biases."""

    product: Literal["concatenated", "separate"] = "concatenated"
    activation: Literal["tanh", "relu"] = "tanh"
    biases: Literal["one", "two"] = "one"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "separate", "biases": "two", "weights": "out_in"},
        "keras": {"product": "separate"},
    }


ACTIVATION = {"tanh": tanh, "relu": relu}


def rnn_cell(p: Program, o: RnnOptions, w: Widths, X: Node | None = None) -> Callable[[TimeStepInput, Node], Node]:
    """RNN cell: z_t = [h_{t−1}, x_t] W + b or x_t W + h_{t−1} U + b, then h_t = f(z_t). 1×d, 1×k → 1×k."""
    z = SUM[o.product](p, o.biases, w, X)
    f = ACTIVATION[o.activation]
    return lambda now, h: p.step("hidden", "h", f(p.step("preactivation", "z", z(now, h))))


@mechanism(RnnOptions, d=3, k=2)
def rnn_step(p: Program, o: RnnOptions) -> None:
    """One time step of an RNN: h_t = f([h_{t−1}, x_t] W + b)."""
    (x,) = p.given(x="x_t: 1 d")
    (h,) = p.states(h_prev="h_t-1: 1 k")
    p.moment = "t"
    p.replaces(rnn_cell(p, o, WIDTHS)(TimeStepInput(x), h), h)


# ---- LSTM ----

LSTM_GATES = {"forget": "f", "input": "i", "candidate": "c", "output": "o"}


@dataclass(frozen=True)
class LstmOptions(Options):
    """Options of an LSTM: how products are written, number of biases, and whether the forget gate's bias gets + 1."""

    product: Literal["concatenated", "separate", "fused"] = "concatenated"
    order: Literal["ifgo", "iofg"] = field(
        default="ifgo", metadata={"convention": True, "when": {"product": ("fused",)}}
    )
    biases: Literal["one", "two"] = "one"
    forget_bias: Literal["as_given", "plus_one"] = field(default="as_given", metadata={"convention": True})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "fused", "biases": "two", "weights": "out_in"},
        "keras": {"product": "fused", "forget_bias": "plus_one"},
        "onnx": {"product": "fused", "order": "iofg", "biases": "two", "weights": "out_in"},
    }


def lstm_cell(p: Program, z: Preactivation, c: Node, o: LstmOptions) -> tuple[Node, Node]:
    """LSTM cell: new hidden state and cell state (1×k each) from the pre-activations z and the old cell state c."""
    z_f = z("forget")
    f = p.step("forget_gate", "f", sigmoid(z_f + 1 if o.forget_bias == "plus_one" else z_f))
    i = p.step("input_gate", "i", sigmoid(z("input")))
    g = p.step("candidate", "C̃", tanh(z("candidate")))
    q = p.step("output_gate", "o", sigmoid(z("output")))
    c = p.step("cell", "C", f * c + i * g)
    return p.step("hidden", "h", q * tanh(c)), c


@mechanism(LstmOptions, d=3, k=2)
def lstm_step(p: Program, o: LstmOptions) -> None:
    """One time step of an LSTM: C_t = f_t ⊙ C_{t−1} + i_t ⊙ C̃_t and h_t = o_t ⊙ tanh(C_t)."""
    (x,) = p.given(x="x_t: 1 d")
    h, c = p.states(h_prev="h_t-1: 1 k", c_prev="C_t-1: 1 k")
    p.moment = "t"
    hidden, cell = lstm_cell(p, PRODUCT[o.product](p, LSTM_GATES, o, WIDTHS, None)(TimeStepInput(x), h), c, o)
    p.replaces(hidden, h)
    p.replaces(cell, c)


# ---- GRU ----

GRU_GATES = {"reset": "r", "update": "z", "candidate": "h"}
LATE_RESET = {"update": "z_keeps_old", "reset": "after_product", "biases": "two"}


@dataclass(frozen=True)
class GruOptions(Options):
    """Options of a GRU: how products are written, roles of z and 1−z, place of the reset gate, number of biases.

    In a fused product PyTorch orders the gates r, z, n; Keras and ONNX z, r, n, where n is the candidate.
    """

    product: Literal["separate", "fused"] = "separate"
    order: Literal["rzn", "zrn"] = field(default="rzn", metadata={"convention": True, "when": {"product": ("fused",)}})
    update: Literal["z_takes_new", "z_keeps_old"] = field(default="z_takes_new", metadata={"convention": True})
    reset: Literal["before_product", "after_product"] = field(default="before_product", metadata={"convention": True})
    biases: Literal["one", "two"] = "one"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "fused", **LATE_RESET, "weights": "out_in"},
        "keras": {"product": "fused", "order": "zrn", **LATE_RESET},
        "onnx": {"product": "fused", "order": "zrn", **LATE_RESET, "reset": "before_product", "weights": "out_in"},
        "paper": {"update": "z_keeps_old"},
    }


BLEND: dict[str, Callable[[Node, Node, Node], Node]] = {
    "z_takes_new": lambda z, old, new: (1 - z) * old + z * new,  # Chung et al. 2014, most textbooks
    "z_keeps_old": lambda z, old, new: z * old + (1 - z) * new,  # Cho et al. 2014, PyTorch, Keras
}


Sums = tuple[Preactivation, Callable[[Node], Node]]  # pre-activations of the gates; of the candidate, given r_t
Summed = Callable[[TimeStepInput, Node], Sums]  # x_t, h_{t−1} → its pre-activations


def recalled_first(p: Program, now: TimeStepInput, h: Node, r: Node, a: Affine) -> Node:
    """Candidate's pre-activation x_t W + (r_t ⊙ h_{t−1}) U + b, reset before the product (Cho et al. 2014)."""
    return a.of(now, p.step("recalled", "m", r * h))


def recalled_last(p: Program, now: TimeStepInput, h: Node, r: Node, a: Affine) -> Node:
    """Candidate's pre-activation x_t W + b + r_t ⊙ (h_{t−1} U + b'), reset after the product.

    As in PyTorch, cuDNN and Keras (reset_after).
    """
    return a.input_term(now) + p.step("recalled", "m", r * a.recurrent_term(h))


RESET = {"before_product": recalled_first, "after_product": recalled_last}


def gru_separate(p: Program, o: GruOptions, w: Widths, X: Node | None) -> Summed:
    """Pre-activations with one W and one U for each of r, z and the candidate."""
    trained = each_gate(p, GRU_GATES, o.biases, w, X)
    candidate = RESET[o.reset]

    def sums(now: TimeStepInput, h: Node) -> Sums:
        return lambda gate: trained[gate].of(now, h), lambda r: candidate(p, now, h, r, trained["candidate"])

    return sums


def gru_fused(p: Program, o: GruOptions, w: Widths, X: Node | None) -> Summed:
    """Pre-activations from one product of x_t and one of h_{t−1}, split in the order that the framework stores them.

    If the reset gate acts before the product, the candidate's columns of U are multiplied separately.
    """
    a = affine(p, f"3*{w.h}", o.biases, "", w, PACKED).ahead(p, X, "", "")
    gates, late = GRU_ORDER[o.order], o.reset == "after_product"
    k = int(p.size(w.h))
    early, last = a.columns(0, 2 * k), a.columns(2 * k, 3 * k)

    def sums(now: TimeStepInput, h: Node) -> Sums:
        x = p.step("from_input", "s^x", a.input_term(now))
        s = p.step("from_state", "s^h", a.recurrent_term(h) if late else early.recurrent_term(h))
        fed = dict(zip((*gates, "candidate"), split(x, 3), strict=True))
        recalled = dict(zip((*gates, "candidate"), split(s, 3 if late else 2), strict=False))

        def candidate(r: Node) -> Node:
            if late:
                return fed["candidate"] + p.step("recalled", "m", r * recalled["candidate"])
            return fed["candidate"] + last.recurrent_term(p.step("recalled", "m", r * h))

        return lambda gate: fed[gate] + recalled[gate], candidate

    return sums


PACKED = ("b_ih", "b_hh")  # as PyTorch calls them; b_h alone is the candidate's where the products are separate
GRU_ORDER = {"rzn": ("reset", "update"), "zrn": ("update", "reset")}
GRU_PRODUCT = {"separate": gru_separate, "fused": gru_fused}


def gru_cell(p: Program, o: GruOptions, w: Widths, X: Node | None = None) -> Callable[[TimeStepInput, Node], Node]:
    """GRU cell: reset gate r_t, update gate z_t, candidate h̃_t, then h_t between h_{t−1} and h̃_t. 1×d, 1×k → 1×k."""
    summed = GRU_PRODUCT[o.product](p, o, w, X)

    def cell(now: TimeStepInput, h: Node) -> Node:
        gate, candidate = summed(now, h)

        def opened(name: str) -> Node:
            letter = GRU_GATES[name]
            a = p.step(f"{name}_preactivation", f"a^{letter}", gate(name))
            return p.step(f"{name}_gate", letter, sigmoid(a))

        r, z = opened("reset"), opened("update")
        a = p.step("candidate_preactivation", "a^h̃", candidate(r))
        return p.step("hidden", "h", BLEND[o.update](z, h, p.step("candidate", "h̃", tanh(a))))

    return cell


@mechanism(GruOptions, d=3, k=2)
def gru_step(p: Program, o: GruOptions) -> None:
    """One time step of a GRU: h_t is a convex combination of h_{t−1} and the candidate state h̃_t."""
    (x,) = p.given(x="x_t: 1 d")
    (h,) = p.states(h_prev="h_t-1: 1 k")
    p.moment = "t"
    p.replaces(gru_cell(p, o, WIDTHS)(TimeStepInput(x), h), h)
