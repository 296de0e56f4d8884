"""One step of an LSTM whose gates also look at the cell state, through "peepholes".

Gers & Schmidhuber 2000; Gers, Schraudolph & Schmidhuber 2002. Input and forget gate see C_{t−1}, the output gate sees
C_t, each unit its own cell only: one trained row a gate, multiplied cell by cell. So in TensorFlow's LSTMCell with
use_peepholes and in ONNX, whose input P keeps the rows in the order i, o, f.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine.expression.functions import tanh
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.gates import GATE, PRODUCT, WIDTHS, TimeStepInput
from engine.mechanisms.recurrent import FORGET_BIAS, LSTM_GATES, CellOptions, squashed
from engine.options import Presets, switch
from engine.program import Program


@dataclass(frozen=True)
class PeepholeOptions(CellOptions):
    """As the LSTM without peepholes; besides, which cell state the output gate looks at.

    Some write C_{t−1} for all three gates, so that they can be worked out at once.
    """

    output_peephole: Literal["new_cell", "old_cell"] = switch("new_cell", convention=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "onnx": {"product": "fused", "order": "iofg", "biases": "two", "weights": "out_in"},
    }


SEEN: dict[str, Callable[[Node, Node], Node]] = {
    "new_cell": lambda old, new: new,
    "old_cell": lambda old, new: old,
}


@mechanism(PeepholeOptions, d=3, k=2)
def lstm_peephole(p: Program, o: PeepholeOptions) -> None:
    """i_t = σ(z^i + p_i ⊙ C_{t−1}), f_t = σ(z^f + p_f ⊙ C_{t−1}), o_t = σ(z^o + p_o ⊙ C_t); the rest as in an LSTM."""
    (x,) = p.given(x="x_t: 1 d")
    h, c = p.states(h_prev="h_t-1: 1 k", c_prev="C_t-1: 1 k")
    p.moment = "t"
    z = PRODUCT[o.product](p, LSTM_GATES, o, WIDTHS, None)(TimeStepInput(x), h)
    p_f, p_i, p_o = p.biases(p_f="p_f: 1 k", p_i="p_i: 1 k", p_o="p_o: 1 k")
    p.alike(f=[p_f], i=[p_i], o=[p_o])

    def opened(name: str, symbol: str, total: Node, peephole: Node, cell: Node) -> Node:
        """A gate; by mistake its peephole looks at the hidden state."""
        gate = GATE[o.gates]
        wrong = {"peephole.hidden": gate(total + peephole * h)}
        return p.gate(p.step(name, symbol, gate(total + peephole * cell), wrong))

    f = opened("forget_gate", "f", FORGET_BIAS[o.forget_bias](z("forget")), p_f, c)
    i = opened("input_gate", "i", z("input"), p_i, c)
    g = p.step("candidate", "C̃", tanh(z("candidate")))
    cell = p.renews(p.step("cell", "C", f * c + i * g), kept=f * c, written=i * g)
    q = opened("output_gate", "o", z("output"), p_o, SEEN[o.output_peephole](c, cell))
    hidden = p.step("hidden", "h", q * squashed(p, cell, o))
    p.replaces(cell, c)
    p.replaces(hidden, h)
