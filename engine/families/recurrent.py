"""One step of an LSTM (Hochreiter & Schmidhuber 1997, Gers et al. 2000) and of a GRU (Cho et al. 2014)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine.mechanism import mechanism
from engine.node import Node
from engine.options import Options, Presets
from engine.program import Program
from engine.words import concat, sigmoid, split, tanh

Preactivation = Callable[[str], Node]  # gate name → its z, before σ or tanh
Letters = dict[str, str]  # gate name → the letter of its weights


def added(p: Program, z: Node, rows: str, count: str, letter: str = "") -> Node:
    """z plus its one or two biases. Two sum to one: frameworks keep both, textbooks one."""
    tail = f"_{letter}" if letter else ""
    if count == "one":
        (b,) = p.biases(**{f"b{tail}": f"1 {rows}"})
        return z + b
    b_x, b_h = p.biases(**{f"b_x{tail}": f"b^x{tail}: 1 {rows}", f"b_h{tail}": f"b^h{tail}: 1 {rows}"})
    return z + b_x + b_h


def concatenated(p: Program, x: Node, h: Node, letters: Letters, o: LstmOptions) -> Preactivation:
    """z = [h_{t−1}, x_t] W + b: one matrix for each gate."""
    v = p.step("joined", "v", concat(h, x, axis=-1))

    def preactivation(gate: str) -> Node:
        letter = letters[gate]
        (W,) = p.weights(**{f"W_{letter}": "k+d k"})
        return p.step(f"{gate}_preactivation", f"z^{letter}", added(p, v @ W, "k", o.biases, letter))

    return preactivation


def separate(p: Program, x: Node, h: Node, letters: Letters, o: LstmOptions) -> Preactivation:
    """z = x_t W + h_{t−1} U + b: one W and one U for each gate."""

    def preactivation(gate: str) -> Node:
        letter = letters[gate]
        W, U = p.weights(**{f"W_{letter}": "d k", f"U_{letter}": "k k"})
        return p.step(f"{gate}_preactivation", f"z^{letter}", added(p, x @ W + h @ U, "k", o.biases, letter))

    return preactivation


def fused(p: Program, x: Node, h: Node, letters: Letters, o: LstmOptions) -> Preactivation:
    """One product for all gates, cut into pieces in the order the framework keeps them."""
    W, U = p.weights(W="d 4*k", U="k 4*k")
    z = p.step("preactivation", "z", added(p, x @ W + h @ U, "4*k", o.biases))
    pieces = dict(zip(ORDER[o.order], split(z, 4), strict=True))
    return lambda gate: p.step(f"{gate}_preactivation", f"z^{letters[gate]}", pieces[gate])


PRODUCT = {"concatenated": concatenated, "separate": separate, "fused": fused}
ORDER = {
    "ifgo": ("input", "forget", "candidate", "output"),
    "iofg": ("input", "output", "forget", "candidate"),
}
LSTM_GATES = {"forget": "f", "input": "i", "candidate": "c", "output": "o"}


@dataclass(frozen=True)
class LstmOptions(Options):
    """How the gates' products are written, how many biases, and whether the forget gate starts open."""

    product: Literal["concatenated", "separate", "fused"] = "concatenated"
    order: Literal["ifgo", "iofg"] = field(default="ifgo", metadata={"convention": True, "when": {"product": ("fused",)}})
    biases: Literal["one", "two"] = "one"
    forget_bias: Literal["as_given", "plus_one"] = field(default="as_given", metadata={"convention": True})

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"product": "fused", "biases": "two", "weights": "out_in"},
        "keras": {"product": "fused", "forget_bias": "plus_one"},
        "onnx": {"product": "fused", "order": "iofg", "biases": "two", "weights": "out_in"},
    }


def lstm_cell(p: Program, z: Preactivation, c: Node, o: LstmOptions) -> tuple[Node, Node]:
    """What is kept, what is written, what is shown: the new hidden state and the new cell state."""
    z_f = z("forget")
    f = p.step("forget_gate", "f", sigmoid(z_f + 1 if o.forget_bias == "plus_one" else z_f))
    i = p.step("input_gate", "i", sigmoid(z("input")))
    g = p.step("candidate", r"\tilde C", tanh(z("candidate")))
    q = p.step("output_gate", "o", sigmoid(z("output")))
    c = p.step("cell", "C", f * c + i * g)
    return p.step("hidden", "h", q * tanh(c)), c


@mechanism(LstmOptions, d=3, k=2)
def lstm_step(p: Program, o: LstmOptions) -> None:
    """C_t = f_t ⊙ C_{t−1} + i_t ⊙ C̃_t and h_t = o_t ⊙ tanh(C_t)."""
    (x,) = p.given(x="x_t: 1 d")
    h, c = p.states(h_prev="h_{t-1}: 1 k", c_prev="C_{t-1}: 1 k")
    p.moment = "t"
    lstm_cell(p, PRODUCT[o.product](p, x, h, LSTM_GATES, o), c, o)


GRU_GATES = {"reset": "r", "update": "z", "candidate": "h"}


@dataclass(frozen=True)
class GruOptions(Options):
    """Which of z and 1−z keeps the old state, and whether the reset gate acts before or after the product."""

    update: Literal["z_takes_new", "z_keeps_old"] = field(default="z_takes_new", metadata={"convention": True})
    reset: Literal["before_product", "after_product"] = field(
        default="before_product", metadata={"convention": True}
    )
    biases: Literal["one", "two"] = "one"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "pytorch": {"update": "z_keeps_old", "reset": "after_product", "biases": "two", "weights": "out_in"},
        "keras": {"update": "z_keeps_old", "reset": "after_product", "biases": "two"},
        "paper": {"update": "z_keeps_old"},
    }


BLEND: dict[str, Callable[[Node, Node, Node], Node]] = {
    "z_takes_new": lambda z, old, new: (1 - z) * old + z * new,  # Chung et al. 2014, most textbooks
    "z_keeps_old": lambda z, old, new: z * old + (1 - z) * new,  # Cho et al. 2014, PyTorch, Keras
}


def recalled_first(p: Program, x: Node, h: Node, r: Node, W: Node, U: Node, o: GruOptions) -> Node:
    """x_t W + (r_t ⊙ h_{t−1}) U + b, as Cho et al. 2014."""
    m = p.step("recalled", "m", r * h)
    return added(p, x @ W + m @ U, "k", o.biases, GRU_GATES["candidate"])


def recalled_last(p: Program, x: Node, h: Node, r: Node, W: Node, U: Node, o: GruOptions) -> Node:
    """x_t W + b + r_t ⊙ (h_{t−1} U + b'), as PyTorch, Keras (reset_after) and cuDNN."""
    if o.biases == "one":
        return added(p, x @ W, "k", "one", GRU_GATES["candidate"]) + p.step("recalled", "m", r * (h @ U))
    b_x, b_h = p.biases(b_x_h="b^x_h: 1 k", b_h_h="b^h_h: 1 k")
    return x @ W + b_x + p.step("recalled", "m", r * (h @ U + b_h))


RESET = {"before_product": recalled_first, "after_product": recalled_last}


def gru_gate(p: Program, x: Node, h: Node, gate: str, o: GruOptions) -> Node:
    """σ(x_t W + h_{t−1} U + b), its argument named."""
    letter = GRU_GATES[gate]
    W, U = p.weights(**{f"W_{letter}": "d k", f"U_{letter}": "k k"})
    a = p.step(f"{gate}_preactivation", f"a^{letter}", added(p, x @ W + h @ U, "k", o.biases, letter))
    return p.step(f"{gate}_gate", letter, sigmoid(a))


@mechanism(GruOptions, d=3, k=2)
def gru_step(p: Program, o: GruOptions) -> None:
    """h_t blends h_{t−1} with a candidate made from the part of h_{t−1} that the reset gate lets through."""
    (x,) = p.given(x="x_t: 1 d")
    (h,) = p.states(h_prev="h_{t-1}: 1 k")
    p.moment = "t"
    r = gru_gate(p, x, h, "reset", o)
    z = gru_gate(p, x, h, "update", o)
    W, U = p.weights(W_h="d k", U_h="k k")
    a = p.step("candidate_preactivation", r"a^{\tilde h}", RESET[o.reset](p, x, h, r, W, U, o))
    n = p.step("candidate", r"\tilde h", tanh(a))
    p.step("hidden", "h", BLEND[o.update](z, h, n))
