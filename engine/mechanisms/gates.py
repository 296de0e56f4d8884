"""Pre-activations of recurrent cells: x_t W + h_{t−1} U + b, written in one of several ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple, Protocol

from engine.expression.functions import clip, concat, part, row, sigmoid, split, where
from engine.expression.node import Node
from engine.expression.symbol import Symbol, symbol
from engine.program import Program, marks


class TimeStepInput(NamedTuple):
    """Input of one time step: x_t (1×d), its row t in X, counting from 0; `real` (1×1) is 0 if it is padding."""

    x: Node
    t: int = 0
    real: Node | None = None

    def kept(self, new: Node, old: Node | float) -> Node:
        """The new state, or the old one where the time step is padding."""
        return new if self.real is None else where(self.real, new, old)


class Widths(NamedTuple):
    """Names of the sizes of a cell's weights: width of x_t and of h_t."""

    x: str = "d"
    h: str = "k"


WIDTHS = Widths()

Preactivation = Callable[[str], Node]  # gate name → its z, before σ or tanh
Sum = Callable[[TimeStepInput, Node], Node]  # x_t, h_{t−1} → z
Product = Callable[[TimeStepInput, Node], Preactivation]  # x_t, h_{t−1} → the z of every gate
Letters = dict[str, str]  # gate name → the letter of its weights


class Joined(Protocol):
    """Options that the pre-activation of a single product depends on, as of an RNN."""

    @property
    def joint(self) -> str:
        """Order of h_{t−1} and x_t where one matrix is for both, a key of JOINT."""

    @property
    def biases(self) -> str:
        """Number of biases, "one" or "two"."""


class Conventions(Joined, Protocol):
    """Options that the pre-activations of a cell's gates depend on."""

    @property
    def order(self) -> str:
        """Order of the gates in a fused matrix, a key of ORDER."""


@dataclass(frozen=True, eq=False)
class Affine:
    """Affine map x_t W + h_{t−1} U + b of one gate, or of several gates side by side.

    `projected` is X W + b for all rows of X, if computed in advance.
    """

    W: Node
    U: Node
    b: tuple[Node, ...]
    projected: Node | None = None

    def of(self, now: TimeStepInput, h: Node) -> Node:
        """Pre-activation x_t W + h_{t−1} U + b (1×k)."""
        if self.projected is not None:
            return self.input_term(now) + self.recurrent_term(h)
        return reduce(add, self.b, now.x @ self.W + h @ self.U)

    def input_term(self, now: TimeStepInput) -> Node:
        """Input term x_t W, with the first bias."""
        return row(self.projected, now.t) if self.projected is not None else now.x @ self.W + self.b[0]

    def recurrent_term(self, h: Node) -> Node:
        """Recurrent term h_{t−1} U, with the second bias if there are two."""
        return reduce(add, self.b[1:], h @ self.U)

    def columns(self, start: int, stop: int) -> Affine:
        """The same map for columns start to stop, such as those of one gate; nothing is computed in advance."""
        W, U, *b = (part(x, -1, start, stop) for x in (self.W, self.U, *self.b))
        return Affine(W, U, tuple(b))

    def ahead(self, p: Program, X: Node | None, gate: str, letter: str) -> Affine:
        """The same map with X W + b computed for all rows of X in one product; unchanged if X is None."""
        if X is None:
            return self
        name, symbol = (f"{gate}_projected", f"P^{letter}") if gate else ("projected", "P")
        return Affine(self.W, self.U, self.b, p.step(name, symbol, X @ self.W + self.b[0]))


def marked(p: Program, stem: str, letter: str) -> Symbol:
    """A weight's symbol, its layer, direction and gate marked: W_f, W_←f, W_2,f."""
    return symbol(stem).marked(*marks(p.path), letter)


BESIDE = ("b_x", "b_h")  # what the two biases are called, the one beside x and the one beside h


def biases(p: Program, rows: str, count: str, letter: str = "", beside: tuple[str, str] = BESIDE) -> tuple[Node, ...]:
    """Biases of a gate: one, or the two that frameworks keep although only their sum matters.

    `rows` is the size's name, `count` is "one" or "two", `beside` are the names of the two.
    """
    tail = f"_{letter}" if letter else ""
    kinds = {"b": "b"} if count == "one" else dict(zip(beside, ("b^x", "b^h"), strict=True))
    return tuple(p.biases(**{name + tail: (marked(p, stem, letter), f"1 {rows}") for name, stem in kinds.items()}))


def affine(p: Program, rows: str, count: str, letter: str, w: Widths, beside: tuple[str, str] = BESIDE) -> Affine:
    """Declares W (in × rows), U (hidden × rows) and biases of one gate, or of all gates if `letter` is empty."""
    tail = f"_{letter}" if letter else ""
    W, U = p.weights(
        **{f"W{tail}": (marked(p, "W", letter), f"{w.x} {rows}"), f"U{tail}": (marked(p, "U", letter), f"{w.h} {rows}")}
    )
    return Affine(W, U, biases(p, rows, count, letter, beside))


# ---- how the products of several gates are written ----


def named(gate: str, letters: Letters) -> tuple[str, str]:
    """Name and symbol of a gate's pre-activation."""
    return f"{gate}_preactivation", f"z^{letters[gate]}"


def each_gate(p: Program, letters: Letters, count: str, w: Widths, X: Node | None) -> dict[str, Affine]:
    """An affine map for each gate, with X W + b computed in advance if X is given."""
    trained = {gate: affine(p, w.h, count, letter, w) for gate, letter in letters.items()}
    p.alike(**{letters[gate]: [a.W, a.U, *a.b] for gate, a in trained.items()})
    return {gate: a.ahead(p, X, gate, letters[gate]) for gate, a in trained.items()}


def concatenated(p: Program, letters: Letters, o: Conventions, w: Widths, X: Node | None) -> Product:
    """Pre-activations z = [h_{t−1}, x_t] W + b with one matrix per gate."""
    trained = joint_each_gate(p, letters, o, w)

    def product(now: TimeStepInput, h: Node) -> Preactivation:
        v = p.step("joined", "v", JOINT[o.joint].of(h, now.x))
        return lambda gate: p.step(*named(gate, letters), product_of(v, trained[gate]))

    return product


class Joint(NamedTuple):
    """Order of h_{t−1} and x_t side by side: their concatenation, and the width of it as a size."""

    of: Callable[[Node, Node], Node]
    width: Callable[[Widths], str]


JOINT = {
    "h_x": Joint(lambda h, x: concat(h, x, axis=-1), lambda w: f"{w.h}+{w.x}"),
    "x_h": Joint(lambda h, x: concat(x, h, axis=-1), lambda w: f"{w.x}+{w.h}"),
}


def joint(p: Program, letter: str, o: Joined, w: Widths, rows: str = "") -> tuple[Node, ...]:
    """Declares one matrix W for h_{t−1} and x_t side by side, (hidden + in) × `rows` (hidden if empty), and biases."""
    tail, rows = f"_{letter}" if letter else "", rows or w.h
    (W,) = p.weights(**{f"W{tail}": (marked(p, "W", letter), f"{JOINT[o.joint].width(w)} {rows}")})
    return W, *biases(p, rows, o.biases, letter)


def joint_each_gate(p: Program, letters: Letters, o: Joined, w: Widths) -> dict[str, tuple[Node, ...]]:
    """One matrix for h_{t−1} and x_t side by side, and its biases, for each gate."""
    trained = {gate: joint(p, letter, o, w) for gate, letter in letters.items()}
    p.alike(**{letters[gate]: [*a] for gate, a in trained.items()})
    return trained


def product_of(v: Node, trained: tuple[Node, ...]) -> Node:
    """Pre-activation v W + b from the parameters (W, b, …)."""
    W, *b = trained
    return reduce(add, b, v @ W)


def separate(p: Program, letters: Letters, o: Conventions, w: Widths, X: Node | None) -> Product:
    """Pre-activations z = x_t W + h_{t−1} U + b with one W and one U per gate."""
    trained = each_gate(p, letters, o.biases, w, X)
    return lambda now, h: lambda gate: p.step(*named(gate, letters), trained[gate].of(now, h))


def fused(p: Program, letters: Letters, o: Conventions, w: Widths, X: Node | None) -> Product:
    """Pre-activations of all gates in one product, split in the order that the framework stores them."""
    trained = affine(p, f"{len(letters)}*{w.h}", o.biases, "", w).ahead(p, X, "", "")

    def product(now: TimeStepInput, h: Node) -> Preactivation:
        return in_pieces(p, p.step("preactivation", "z", trained.of(now, h)), letters, o)

    return product


def fused_joint(p: Program, letters: Letters, o: Conventions, w: Widths, X: Node | None) -> Product:
    """Pre-activations of all gates in one product of [h_{t−1}, x_t], as in TensorFlow 1's BasicLSTMCell."""
    trained = joint(p, "", o, w, f"{len(letters)}*{w.h}")

    def product(now: TimeStepInput, h: Node) -> Preactivation:
        v = p.step("joined", "v", JOINT[o.joint].of(h, now.x))
        return in_pieces(p, p.step("preactivation", "z", product_of(v, trained)), letters, o)

    return product


def in_pieces(p: Program, z: Node, letters: Letters, o: Conventions) -> Preactivation:
    """One product of all gates, cut in the order in which they are kept."""
    order = [gate for gate in ORDER[o.order] if gate in letters]
    pieces = dict(zip(order, split(z, len(letters)), strict=True))
    return lambda gate: p.step(*named(gate, letters), pieces[gate])


PRODUCT = {"concatenated": concatenated, "separate": separate, "fused": fused, "fused_joint": fused_joint}
ORDER = {
    "ifgo": ("input", "forget", "candidate", "output"),
    "iofg": ("input", "output", "forget", "candidate"),
    "ijfo": ("input", "candidate", "forget", "output"),
}
GATE: dict[str, Callable[[Node], Node]] = {
    "sigmoid": sigmoid,
    "hard_fifth": lambda z: clip(0.2 * z + 0.5),
    "hard_sixth": lambda z: clip(z / 6 + 0.5),
}


# ---- how the one product of an RNN is written ----


def together(p: Program, o: Joined, w: Widths, X: Node | None) -> Sum:
    """Pre-activation [h_{t−1}, x_t] W + b of an RNN."""
    trained = joint(p, "", o, w)
    return lambda now, h: product_of(p.step("joined", "v", JOINT[o.joint].of(h, now.x)), trained)


def apart(p: Program, o: Joined, w: Widths, X: Node | None) -> Sum:
    """Pre-activation x_t W + h_{t−1} U + b of an RNN."""
    return affine(p, w.h, o.biases, "", w).ahead(p, X, "", "").of


SUM = {"concatenated": together, "separate": apart}
