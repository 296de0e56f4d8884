"""RNN, LSTM and GRU over a sequence X (T×d), unrolled, in layers and in one or both directions.

Bidirectional networks are Schuster & Paliwal 1997. As in PyTorch's nn.RNN, nn.LSTM and nn.GRU, the outputs are the last
layer's hidden states, row by row; with two directions a row is [h_→t, h_←t].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import concat, row
from engine.expression.node import Node
from engine.expression.symbol import Symbol
from engine.mechanism import mechanism
from engine.mechanisms.gates import PRODUCT, Sum, TimeStepInput, Widths
from engine.mechanisms.recurrent import LSTM_GATES, GruOptions, LstmOptions, RnnOptions, gru_cell, lstm_cell, rnn_cell
from engine.options import Presets
from engine.program import Group, Program, marks

Direction = Literal["forward", "both"]
Inputs = Literal["per_step", "at_once"]
State = tuple[Node, ...]  # h_t, and C_t where there is one
Cell = Callable[[TimeStepInput, State], State]
Start = Callable[[Widths, Node | None], tuple[Cell, State]]  # declares weights and initial states


@dataclass(frozen=True)
class RnnSequenceOptions(RnnOptions):
    """Options of an RNN over a sequence: those of a step, when the input terms X W are computed, and the directions."""

    inputs: Inputs = field(default="per_step", metadata={"when": {"product": ("separate",)}})
    direction: Direction = "forward"

    PRESETS: ClassVar[Presets] = {name: {**preset} for name, preset in RnnOptions.PRESETS.items()}


@dataclass(frozen=True)
class LstmSequenceOptions(LstmOptions):
    """Options of an LSTM over a sequence: those of a step, when the input terms X W are computed, directions."""

    inputs: Inputs = field(default="per_step", metadata={"when": {"product": ("separate", "fused")}})
    direction: Direction = "forward"

    PRESETS: ClassVar[Presets] = {
        name: {**preset, **({"inputs": "at_once"} if "product" in preset else {})}
        for name, preset in LstmOptions.PRESETS.items()
    }


@dataclass(frozen=True)
class GruSequenceOptions(GruOptions):
    """Options of a GRU over a sequence: those of a step, when the input terms X W are computed, and the directions."""

    inputs: Inputs = "per_step"
    direction: Direction = "forward"

    PRESETS: ClassVar[Presets] = {name: {**preset} for name, preset in GruOptions.PRESETS.items()}


def layered(p: Program, width: str, direction: Direction, start: Start) -> Node:
    """Stacked recurrent layers over X: T×width → the last layer's hidden states, T×k (T×2k with both directions)."""
    (X,) = p.given(X=f"T {width}")
    for layer in range(1, p.size("layers") + 1):
        with p.group("layer", layer, branch="layer") if p.size("layers") > 1 else nullcontext():
            X = both(p, X, Widths(width), start) if direction == "both" else one_way(p, X, Widths(width), start)
        width = "2*k" if direction == "both" else "k"
    return X


def one_way(p: Program, X: Node, w: Widths, start: Start) -> Node:
    """One layer from the first row to the last: T×d → T×k."""
    states = unrolled(p, X, range(int(X.shape[-2])), w, start)
    return p.step("outputs", "H", concat(*states, axis=-2))


def both(p: Program, X: Node, w: Widths, start: Start) -> Node:
    """One bidirectional layer, each direction with weights of its own: T×d → T×2k."""
    order = range(int(X.shape[-2]))
    with p.group("forward", sign="→", branch="direction"):
        forward = unrolled(p, X, order, w, start)
    with p.group("reverse", sign="←", branch="direction"):
        reverse = unrolled(p, X, order[::-1], w, start)

    def joined(other: list[Node]) -> Node:
        return concat(concat(*forward, axis=-2), concat(*other, axis=-2), axis=-1)

    return p.step("outputs", "H", joined(reverse), wrong={"outputs.in_order_of_reading": joined(reverse[::-1])})


def unrolled(p: Program, X: Node, order: Iterable[int], w: Widths, start: Start) -> list[Node]:
    """Hidden states (1×k each) in the order of the rows of X; `order` is the order in which the rows are read."""
    cell, state = start(w, X)
    hidden = {}
    for t in order:
        with p.group("t", t + 1, branch="time"):
            state = cell(TimeStepInput(row(X, t), t), state)
        hidden[t] = state[0]
    return [hidden[t] for t in sorted(hidden)]


def initial(p: Program, w: Widths, **symbols: str) -> State:
    """Initial states, such as h_0 and C_0, as inputs (1×k each)."""
    place = marks((*p.path, Group("t", 0)))
    return tuple(p.states(**{name: (Symbol(letter).marked(*place), f"1 {w.h}") for name, letter in symbols.items()}))


def one_state(p: Program, w: Widths, make: Callable[[], Sum]) -> tuple[Cell, State]:
    """Cell and initial state of a network whose only state is h_t; `make` declares its weights."""
    state = initial(p, w, h_0="h")
    step = make()
    return lambda now, before: (step(now, before[0]),), state


@mechanism(RnnSequenceOptions, T=axes.time(3), d=2, k=2, layers=axes.layers(1), unrolls="layers*T")
def rnn(p: Program, o: RnnSequenceOptions) -> None:
    """RNN over a sequence: h_t = f([h_{t−1}, x_t] W + b) for every row of X, with shared W and b."""

    def start(w: Widths, X: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: rnn_cell(p, o, w, X if o.inputs == "at_once" else None))

    layered(p, "d", o.direction, start)


@mechanism(LstmSequenceOptions, T=axes.time(2), d=2, k=2, layers=axes.layers(1), unrolls="layers*T")
def lstm(p: Program, o: LstmSequenceOptions) -> None:
    """LSTM over a sequence: the LSTM cell for every row of X, with shared weights."""

    def start(w: Widths, X: Node | None) -> tuple[Cell, State]:
        state = initial(p, w, h_0="h", c_0="C")
        product = PRODUCT[o.product](p, LSTM_GATES, o, w, X if o.inputs == "at_once" else None)
        return lambda now, before: lstm_cell(p, product(now, before[0]), before[1], o), state

    layered(p, "d", o.direction, start)


@mechanism(GruSequenceOptions, T=axes.time(2), d=2, k=2, layers=axes.layers(1), unrolls="layers*T")
def gru(p: Program, o: GruSequenceOptions) -> None:
    """GRU over a sequence: the GRU cell for every row of X, with shared weights."""

    def start(w: Widths, X: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: gru_cell(p, o, w, X if o.inputs == "at_once" else None))

    layered(p, "d", o.direction, start)
