"""RNN, LSTM and GRU over a sequence X (T×d), unrolled, in layers and in one or both directions.

Bidirectional networks are Schuster & Paliwal 1997. As in PyTorch's nn.RNN, nn.LSTM and nn.GRU, the outputs are the last
layer's hidden states, row by row; with two directions a row is [h_→t, h_←t]. Rows of padding leave the state as it was:
PyTorch's packed sequences then output 0 there, Keras' masks the state that is carried on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, Protocol

from engine import axes
from engine.expression.dim import named
from engine.expression.functions import concat, row, sigmoid, softmax
from engine.expression.node import Node
from engine.expression.symbol import Symbol
from engine.mechanism import mechanism
from engine.mechanisms.gates import PRODUCT, Sum, TimeStepInput, Widths
from engine.mechanisms.recurrent import GruOptions, LstmOptions, RnnOptions, gru_cell, letters, lstm_cell, rnn_cell
from engine.options import Presets, When, switch
from engine.program import Group, Program, marks

Direction = Literal["forward", "both"]
Inputs = Literal["per_step", "at_once"]
State = tuple[Node, ...]  # h_t, and C_t where there is one
Cell = Callable[[TimeStepInput, State], State]
Start = Callable[[Widths, Node | None], tuple[Cell, State]]  # declares weights and initial states
Padding = Literal["none", "packed", "carried"]
Output = Literal["none", "linear", "sigmoid", "softmax"]
APART: When = {"product": ("separate", "fused")}  # where x_t W is a product of its own


class SequenceOptions(Protocol):
    """Options that every network over a sequence has."""

    @property
    def direction(self) -> Direction:
        """One direction, or both."""

    @property
    def padding(self) -> Padding:
        """Whether rows may be padding, and what is output there: 0, or the state carried on."""

    @property
    def output(self) -> Output:
        """The function of the output layer, if there is one."""


@dataclass(frozen=True)
class RnnSequenceOptions(RnnOptions):
    """As for an RNN's step; when the terms X W are computed, the directions, padding, and an output layer."""

    inputs: Inputs = switch("per_step", when={"product": ("separate",)})
    direction: Direction = "forward"
    padding: Padding = switch("none", convention=True, apart=True)
    output: Output = switch("none", apart=True)

    PRESETS: ClassVar[Presets] = {name: {**preset} for name, preset in RnnOptions.PRESETS.items()}


@dataclass(frozen=True)
class LstmSequenceOptions(LstmOptions):
    """As for an RNN over a sequence, with the options of an LSTM step."""

    inputs: Inputs = switch("per_step", when=APART)
    direction: Direction = "forward"
    padding: Padding = switch("none", convention=True, apart=True)
    output: Output = switch("none", apart=True)

    PRESETS: ClassVar[Presets] = {
        name: {**preset, **({"inputs": "at_once"} if preset.get("product") == "fused" else {})}
        for name, preset in LstmOptions.PRESETS.items()
    }


@dataclass(frozen=True)
class GruSequenceOptions(GruOptions):
    """As for an RNN over a sequence, with the options of a GRU step."""

    inputs: Inputs = switch("per_step", when=APART)
    direction: Direction = "forward"
    padding: Padding = switch("none", convention=True, apart=True)
    output: Output = switch("none", apart=True)

    PRESETS: ClassVar[Presets] = {name: {**preset} for name, preset in GruOptions.PRESETS.items()}


def layered(p: Program, width: str, o: SequenceOptions, start: Start) -> None:
    """Stacked recurrent layers over X, T×width → T×k (T×2k with both directions), and the output layer if there is one.

    A row of X is padding where `real` is 0.
    """
    (X,) = p.given(X=f"T {width}")
    axis = named(X.shape[-2]).name
    real = p.input("real", "r: T 1", "mask") if o.padding != "none" else None
    for layer in range(1, p.size("layers") + 1):
        with p.group("layer", layer, branch="layer") if p.size("layers") > 1 else nullcontext():
            over = Rows(X, real, o.padding == "packed", axis)
            X = both(p, over, Widths(width), start) if o.direction == "both" else one_way(p, over, Widths(width), start)
        width = "2*k" if o.direction == "both" else "k"
    if o.output != "none":
        read_out(p, X, width, o.output)


class Rows(NamedTuple):
    """Rows to read: X (T×d), which of them are real (T×1; None: all), whether padding's output is 0.

    `axis` is the name of the size that counts them.
    """

    X: Node
    real: Node | None = None
    zeros: bool = False
    axis: str = ""

    def at(self, t: int) -> TimeStepInput:
        """Row t, counted from 0."""
        return TimeStepInput(row(self.X, t), t, None if self.real is None else row(self.real, t))

    def shown(self, H: Node) -> Node:
        """The hidden states as they are output."""
        return H * self.real if self.real is not None and self.zeros else H


def one_way(p: Program, over: Rows, w: Widths, start: Start) -> Node:
    """One layer from the first row to the last: T×d → T×k."""
    states = unrolled(p, over, range(int(over.X.shape[-2])), w, start)
    return p.step("outputs", "H", over.shown(concat(*states, axis=-2)))


def both(p: Program, over: Rows, w: Widths, start: Start) -> Node:
    """One bidirectional layer, each direction with weights of its own: T×d → T×2k."""
    return both_ways(p, over, w, start)[0]


def both_ways(p: Program, over: Rows, w: Widths, start: Start) -> tuple[Node, list[Node], list[Node]]:
    """A bidirectional layer's outputs (T×2k), and the states of each direction (1×k), in the order of the rows."""
    order = range(int(over.X.shape[-2]))
    with p.group("forward", sign="→", branch="direction"):
        forward = unrolled(p, over, order, w, start)
    with p.group("reverse", sign="←", branch="direction"):
        reverse = unrolled(p, over, order[::-1], w, start)

    def joined(other: list[Node]) -> Node:
        return over.shown(concat(concat(*forward, axis=-2), concat(*other, axis=-2), axis=-1))

    H = p.step("outputs", "H", joined(reverse), wrong={"outputs.in_order_of_reading": joined(reverse[::-1])})
    return H, forward, reverse


def unrolled(p: Program, over: Rows, order: Iterable[int], w: Widths, start: Start) -> list[Node]:
    """Hidden states (1×k each) in the order of the rows; `order` is the order in which the rows are read."""
    cell, state = start(w, over.X)
    hidden = {}
    for t in order:
        with p.group("t", t + 1, branch="time", axis=over.axis):
            before, state = state, cell(over.at(t), state)
            for new, old in zip(state, before, strict=True):
                p.replaces(new, old)
        hidden[t] = state[0]
    return [hidden[t] for t in sorted(hidden)]


OUTPUT: dict[str, Callable[[Node], Node]] = {"sigmoid": sigmoid, "softmax": softmax}


def read_out(p: Program, H: Node, width: str, output: Output) -> None:
    """Output layer of every time step, with weights shared over time: f(H W^y + b^y). T×k → T×c."""
    (W,), (b,) = p.weights(W_y=f"W^y: {width} c"), p.biases(b_y="b^y: 1 c")
    if output == "linear":
        p.step("predictions", "Ŷ", H @ W + b)
    else:
        p.step("predictions", "Ŷ", OUTPUT[output](p.step("logits", "Z", H @ W + b)))


def initial(p: Program, w: Widths, **symbols: str) -> State:
    """Initial states, such as h_0 and C_0, as inputs (1×k each)."""
    place = marks((*p.path, Group("t", 0)))
    return tuple(p.states(**{name: (Symbol(letter).marked(*place), f"1 {w.h}") for name, letter in symbols.items()}))


def one_state(p: Program, w: Widths, make: Callable[[], Sum]) -> tuple[Cell, State]:
    """Cell and initial state of a network whose only state is h_t; `make` declares its weights."""
    state = initial(p, w, h_0="h")
    step = make()
    return lambda now, before: (step(now, before[0]),), state


@mechanism(RnnSequenceOptions, T=axes.time(3), d=2, k=2, c=axes.classes(2), layers=axes.layers(1), unrolls="layers*T")
def rnn(p: Program, o: RnnSequenceOptions) -> None:
    """RNN over a sequence: h_t = f([h_{t−1}, x_t] W + b) for every row of X, with shared W and b."""

    def start(w: Widths, X: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: rnn_cell(p, o, w, X if o.inputs == "at_once" else None))

    layered(p, "d", o, start)


@mechanism(LstmSequenceOptions, T=axes.time(2), d=2, k=2, c=axes.classes(2), layers=axes.layers(1), unrolls="layers*T")
def lstm(p: Program, o: LstmSequenceOptions) -> None:
    """LSTM over a sequence: the LSTM cell for every row of X, with shared weights."""

    def start(w: Widths, X: Node | None) -> tuple[Cell, State]:
        state = initial(p, w, h_0="h", c_0="C")
        product = PRODUCT[o.product](p, letters(o), o, w, X if o.inputs == "at_once" else None)

        def cell(now: TimeStepInput, before: State) -> State:
            h, c = before
            return lstm_cell(p, product(now, h), (h, c), o, now.kept)

        return cell, state

    layered(p, "d", o, start)


@mechanism(GruSequenceOptions, T=axes.time(2), d=2, k=2, c=axes.classes(2), layers=axes.layers(1), unrolls="layers*T")
def gru(p: Program, o: GruSequenceOptions) -> None:
    """GRU over a sequence: the GRU cell for every row of X, with shared weights."""

    def start(w: Widths, X: Node | None) -> tuple[Cell, State]:
        return one_state(p, w, lambda: gru_cell(p, o, w, X if o.inputs == "at_once" else None))

    layered(p, "d", o, start)
