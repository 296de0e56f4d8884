"""One time step of an RNN, an LSTM or a GRU.

RNN: Elman 1990. LSTM: Hochreiter & Schmidhuber 1997, Gers et al. 2000. GRU: Cho et al. 2014.
engine/mechanisms/sequences.py applies the same cells to all rows of X.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.errors import OptionError
from engine.expression.functions import relu, sigmoid, split, tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.gates import (
    GATE,
    JOINT,
    PRODUCT,
    SUM,
    WIDTHS,
    Affine,
    Preactivation,
    TimeStepInput,
    Widths,
    affine,
    each_gate,
    joint_each_gate,
    product_of,
)
from engine.options import Options, Presets, switch
from engine.program import Program

Joint = Literal["h_x", "x_h"]  # the order of h_{t−1} and x_t where one matrix is for both
Kept = Callable[[Node, Node | float], Node]  # new state, old state → the state that goes on
Gates = Literal["sigmoid", "hard_fifth", "hard_sixth"]  # Keras 2 and ONNX: 0.2 z + 0.5; Keras 3 and PyTorch: z/6 + 0.5


def always(new: Node, old: Node | float) -> Node:
    """The new state, where no time step is padding."""
    return new


# ---- RNN ----


@dataclass(frozen=True)
class RnnOptions(Options):
    """Options of an RNN: how the product is written, order of h and x side by side, activation, number of biases."""

    product: Literal["concatenated", "separate"] = "concatenated"
    joint: Joint = switch("h_x", convention=True, apart=True, when={"product": ("concatenated",)})
    activation: Literal["tanh", "relu", "sigmoid", "identity"] = switch("tanh", apart=True)
    biases: Literal["one", "two"] = "one"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "separate", "biases": "two", "weights": "out_in"},
        "keras": {"product": "separate"},
    }


ACTIVATION: dict[str, Callable[[Node], Node]] = {
    "tanh": tanh,
    "relu": relu,
    "sigmoid": sigmoid,
    "identity": lambda z: z,
}


def rnn_cell(p: Program, o: RnnOptions, w: Widths, X: Node | None = None) -> Callable[[TimeStepInput, Node], Node]:
    """RNN cell: z_t = [h_{t−1}, x_t] W + b or x_t W + h_{t−1} U + b, then h_t = f(z_t). 1×d, 1×k → 1×k.

    Where the time step is padding, the state stays as it was.
    """
    z = SUM[o.product](p, o, w, X)
    f = ACTIVATION[o.activation]
    return lambda now, h: p.step("hidden", "h", now.kept(f(p.step("preactivation", "z", z(now, h))), h))


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
class CellOptions(Options):
    """Options of an LSTM with a forget gate: how products are written, and in which order; biases; the gates' function.

    TensorFlow 1's BasicLSTMCell adds its forget_bias of 1 at every step. Keras' unit_forget_bias only starts the bias
    at 1: nothing is added to what is given.
    """

    product: Literal["concatenated", "separate", "fused", "fused_joint"] = "concatenated"
    joint: Joint = switch("h_x", convention=True, apart=True, when={"product": ("concatenated", "fused_joint")})
    order: Literal["ifgo", "iofg", "ijfo"] = switch(
        "ifgo", convention=True, apart=True, when={"product": ("fused", "fused_joint")}
    )
    biases: Literal["one", "two"] = "one"
    forget_bias: Literal["as_given", "plus_one"] = switch("as_given", convention=True, apart=True)
    gates: Gates = switch("sigmoid", convention=True, apart=True)
    cell_tanh: Literal["inside", "own_step"] = switch("inside", apart=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "onnx": {"product": "fused", "order": "iofg", "biases": "two", "weights": "out_in"},
    }


@dataclass(frozen=True)
class LstmOptions(CellOptions):
    """Options of an LSTM: those with a forget gate, and whether there is one; the LSTM of 1997 has none."""

    forget: Literal["gate", "none"] = switch("gate", apart=True)
    forget_bias: Literal["as_given", "plus_one"] = switch(
        "as_given", convention=True, apart=True, when={"forget": ("gate",)}
    )

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "fused", "biases": "two", "weights": "out_in"},
        "keras": {"product": "fused"},
        "tensorflow_1": {"product": "fused_joint", "joint": "x_h", "order": "ijfo", "forget_bias": "plus_one"},
        "onnx": {"product": "fused", "order": "iofg", "biases": "two", "weights": "out_in"},
        "1997": {"forget": "none"},
    }


FORGET_BIAS: dict[str, Callable[[Node], Node]] = {"as_given": lambda z: z, "plus_one": lambda z: z + 1}


def letters(o: LstmOptions) -> dict[str, str]:
    """The gates that there are, each with the letter of its weights."""
    return {gate: letter for gate, letter in LSTM_GATES.items() if gate != "forget" or o.forget == "gate"}


def squashed(p: Program, c: Node, o: CellOptions) -> Node:
    """tanh of the cell state, inside the formula of h_t or as a step of its own."""
    return tanh(c) if o.cell_tanh == "inside" else p.step("squashed_cell", "C^tanh", tanh(c))


def lstm_cell(
    p: Program, z: Preactivation, before: tuple[Node, Node], o: LstmOptions, kept: Kept = always
) -> tuple[Node, Node]:
    """LSTM cell: new hidden state and cell state (1×k each) from the pre-activations z and the old states h and C."""
    h, c = before
    opened = GATE[o.gates]
    forgets = o.forget == "gate"
    f = p.gate(p.step("forget_gate", "f", opened(FORGET_BIAS[o.forget_bias](z("forget"))))) if forgets else None
    i = p.gate(p.step("input_gate", "i", opened(z("input"))))
    g = p.step("candidate", "C̃", tanh(z("candidate")))
    q = p.gate(p.step("output_gate", "o", opened(z("output"))))
    remains = c if f is None else f * c
    new = p.step("cell", "C", kept(remains + i * g, c))
    p.renews(new, kept=kept(remains, c), written=kept(i * g, 0))
    return p.step("hidden", "h", kept(q * squashed(p, new, o), h)), new


@mechanism(LstmOptions, d=3, k=2)
def lstm_step(p: Program, o: LstmOptions) -> None:
    """One time step of an LSTM: C_t = f_t ⊙ C_{t−1} + i_t ⊙ C̃_t and h_t = o_t ⊙ tanh(C_t)."""
    (x,) = p.given(x="x_t: 1 d")
    h, c = p.states(h_prev="h_t-1: 1 k", c_prev="C_t-1: 1 k")
    p.moment = "t"
    z = PRODUCT[o.product](p, letters(o), o, WIDTHS, None)(TimeStepInput(x), h)
    hidden, cell = lstm_cell(p, z, (h, c), o)
    p.replaces(hidden, h)
    p.replaces(cell, c)


# ---- GRU ----

GRU_GATES = {"reset": "r", "update": "z", "candidate": "h"}
LATE_RESET = {"reset": "after_product", "biases": "two"}


@dataclass(frozen=True)
class GruOptions(Options):
    """Options of a GRU: how products are written, roles of z and 1−z, place of the reset, how many gates and biases.

    z keeps the old state in Cho et al. 2014 (equation 7), PyTorch, Keras and ONNX; it takes the new in Chung et al.
    2014. In a fused product PyTorch orders the gates r, z, n; Keras and ONNX z, r, n, where n is the candidate. With
    one gate, which is both the update and the reset gate, it is the minimal gated unit of Zhou et al. 2016.
    """

    product: Literal["separate", "concatenated", "fused"] = "separate"
    joint: Joint = switch("h_x", convention=True, apart=True, when={"product": ("concatenated",)})
    gate_count: Literal["two", "one"] = switch("two", apart=True)
    order: Literal["rzn", "zrn"] = switch(
        "rzn", convention=True, apart=True, when={"product": ("fused",), "gate_count": ("two",)}
    )
    update: Literal["z_keeps_old", "z_takes_new"] = switch("z_keeps_old", convention=True, formerly="z_takes_new")
    reset: Literal["before_product", "after_product"] = switch("before_product", convention=True)
    biases: Literal["one", "two"] = "one"
    gates: Gates = switch("sigmoid", convention=True, apart=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "fused", **LATE_RESET, "weights": "out_in"},
        "keras": {"product": "fused", "order": "zrn", **LATE_RESET},
        "onnx": {"product": "fused", "order": "zrn", **LATE_RESET, "reset": "before_product", "weights": "out_in"},
        "paper": {},
        "chung": {"update": "z_takes_new"},
        "mgu": {"gate_count": "one", "update": "z_takes_new", "product": "concatenated"},
    }

    def check(self) -> None:
        """Raise OptionError where the reset gate cannot act: [h, x] W keeps no product of h alone."""
        if self.product == "concatenated" and self.reset == "after_product":
            raise OptionError("One matrix for h and x keeps no product of h alone that the reset gate could act on.")


def gru_letters(o: GruOptions) -> dict[str, str]:
    """The gates and the candidate with the letters of their weights; the reset gate only where it is one of two."""
    return {gate: letter for gate, letter in GRU_GATES.items() if gate != "reset" or o.gate_count == "two"}


Blend = Callable[[Node, Node, Node], tuple[Node, Node]]  # z, old state, candidate → what is kept, what is written
BLEND: dict[str, Blend] = {
    "z_keeps_old": lambda z, old, new: (z * old, (1 - z) * new),  # Cho et al. 2014, PyTorch, Keras, ONNX
    "z_takes_new": lambda z, old, new: ((1 - z) * old, z * new),  # Chung et al. 2014
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
    trained = each_gate(p, gru_letters(o), o.biases, w, X)
    candidate = RESET[o.reset]

    def sums(now: TimeStepInput, h: Node) -> Sums:
        return lambda gate: trained[gate].of(now, h), lambda r: candidate(p, now, h, r, trained["candidate"])

    return sums


def gru_concatenated(p: Program, o: GruOptions, w: Widths, X: Node | None) -> Summed:
    """Pre-activations [h_{t−1}, x_t] W + b with one matrix per gate; the candidate's reads [r_t ⊙ h_{t−1}, x_t]."""
    trained, beside = joint_each_gate(p, gru_letters(o), o, w), JOINT[o.joint].of

    def sums(now: TimeStepInput, h: Node) -> Sums:
        v = p.step("joined", "v", beside(h, now.x))

        def candidate(r: Node) -> Node:
            recalled = p.step("recalled", "m", r * h)
            return product_of(p.step("joined_candidate", "ṽ", beside(recalled, now.x)), trained["candidate"])

        return lambda gate: product_of(v, trained[gate]), candidate

    return sums


def gru_fused(p: Program, o: GruOptions, w: Widths, X: Node | None) -> Summed:
    """Pre-activations from one product of x_t and one of h_{t−1}, split in the order that the framework stores them.

    If the reset gate acts before the product, the candidate's columns of U are multiplied separately.
    """
    gates, late = [gate for gate in GRU_ORDER[o.order] if gate in gru_letters(o)], o.reset == "after_product"
    blocks, k = len(gates) + 1, int(p.size(w.h))
    a = affine(p, f"{blocks}*{w.h}", o.biases, "", w, PACKED).ahead(p, X, "", "")
    early, last = a.columns(0, len(gates) * k), a.columns(len(gates) * k, blocks * k)

    def sums(now: TimeStepInput, h: Node) -> Sums:
        x = p.step("from_input", "s^x", a.input_term(now))
        s = p.step("from_state", "s^h", a.recurrent_term(h) if late else early.recurrent_term(h))
        fed = dict(zip((*gates, "candidate"), split(x, blocks), strict=True))
        recalled = dict(zip((*gates, "candidate"), split(s, blocks if late else len(gates)), strict=False))

        def candidate(r: Node) -> Node:
            if late:
                return fed["candidate"] + p.step("recalled", "m", r * recalled["candidate"])
            return fed["candidate"] + last.recurrent_term(p.step("recalled", "m", r * h))

        return lambda gate: fed[gate] + recalled[gate], candidate

    return sums


PACKED = ("b_ih", "b_hh")  # as PyTorch calls them; b_h alone is the candidate's where the products are separate
GRU_ORDER = {"rzn": ("reset", "update"), "zrn": ("update", "reset")}
GRU_PRODUCT = {"separate": gru_separate, "concatenated": gru_concatenated, "fused": gru_fused}


def gru_cell(p: Program, o: GruOptions, w: Widths, X: Node | None = None) -> Callable[[TimeStepInput, Node], Node]:
    """GRU cell: reset gate r_t, update gate z_t, candidate h̃_t, then h_t between h_{t−1} and h̃_t. 1×d, 1×k → 1×k."""
    summed = GRU_PRODUCT[o.product](p, o, w, X)

    def cell(now: TimeStepInput, h: Node) -> Node:
        gate, candidate = summed(now, h)

        def opened(name: str) -> Node:
            letter = GRU_GATES[name]
            a = p.step(f"{name}_preactivation", f"a^{letter}", gate(name))
            return p.gate(p.step(f"{name}_gate", letter, GATE[o.gates](a)))

        opens = {name: opened(name) for name in gru_letters(o) if name != "candidate"}
        z = opens["update"]
        r = opens.get("reset", z)
        a = p.step("candidate_preactivation", "a^h̃", candidate(r))
        remains, new = BLEND[o.update](z, h, p.step("candidate", "h̃", tanh(a)))
        hidden = p.step("hidden", "h", now.kept(remains + new, h))
        return p.renews(hidden, kept=now.kept(remains, h), written=now.kept(new, 0))

    return cell


@mechanism(GruOptions, d=3, k=2)
def gru_step(p: Program, o: GruOptions) -> None:
    """One time step of a GRU: h_t is a convex combination of h_{t−1} and the candidate state h̃_t."""
    (x,) = p.given(x="x_t: 1 d")
    (h,) = p.states(h_prev="h_t-1: 1 k")
    p.moment = "t"
    p.replaces(gru_cell(p, o, WIDTHS)(TimeStepInput(x), h), h)
