"""Programs: inputs, then named steps over a fixed set of operations, without numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from math import prod
from operator import add
from typing import Literal

from engine import ids
from engine.axes import Counts
from engine.errors import NameTaken
from engine.expression.dim import Dim, named
from engine.expression.functions import row, where
from engine.expression.node import Node, ref
from engine.expression.shapes import Shape
from engine.expression.symbol import Symbol
from engine.expression.symbol import symbol as read

Role = Literal["data", "one_hot", "weight", "bias", "state", "mask", "ignore_mask", "added_mask"]
Branch = Literal["time", "token", "block", "layer", "direction", "part", "detail", "backward", "loss", "update"]
Meaning = Literal["", "gate", "attention"]


@dataclass(frozen=True)
class Group:
    """Group of steps, one element of a path: ("t", 3), ("layer", 1), ("attention", None).

    `sign` marks the symbols of a group without index: → and ← for two directions, 1 and 2 for two sublayers. `branch`
    is the kind of group: time step, token, block of keys, layer, direction, part of a model with a name, or a detail
    that is not named. `axis` is the name of the size that the index counts along, if there is one. `above` is the
    superscript by which an input is told from one of equal symbol in another group: W^enc and W^dec.
    """

    kind: str
    index: int | None = None
    sign: str = ""
    branch: Branch = "detail"
    axis: str = ""
    above: str = ""

    def __str__(self) -> str:
        """The group as part of an id: "t=3", or "attention" without an index."""
        return self.kind if self.index is None else f"{self.kind}={self.index}"

    @property
    def mark(self) -> str:
        """Mark that symbols in this group carry as a subscript: the index, or the sign."""
        return self.sign if self.index is None else str(self.index)


Path = tuple[Group, ...]
Declared = str | tuple[Symbol, str]  # "sizes", "symbol: sizes", or a symbol and its sizes
Units = dict[str, list[Node]]  # gates or projections by their id, each with its weights and biases
NAMED_BRANCHES: tuple[Branch, ...] = ("direction", "part")  # those that content has words for
BACKWARD_GROUP = Group(ids.BACKWARD, branch="backward")


def marks(path: Path) -> tuple[str, ...]:
    """The subscript of whatever is filed there: 3, 2 and 3, → and 3."""
    return tuple(group.mark for group in path if group.mark)


@dataclass(frozen=True)
class Named:
    """What a step or input is called: its name (for content), its place in the tree, its symbol."""

    name: str
    path: Path
    symbol: Symbol

    @cached_property
    def id(self) -> str:
        """Unique id, path and name: "layer=1/t=3/hidden"."""
        return ids.written(self.path, self.name)


@dataclass(frozen=True)
class Input(Named):
    """Array that is given. `axes` are the names of its sizes, such as ("n", "d_k").

    Of a mask 1 means look, of an `ignore_mask` ignore; an `added_mask` holds numbers that are added to scores, −∞ too.
    `picks_along` is the axis of a one-hot input along which exactly one cell is 1. `unit` is the gate or projection
    that a weight belongs to; `counterparts` are (unit, id) of the corresponding weights of all units, itself included.
    `gradient_of` is the id of the step whose gradient is given. What is `frozen` stays as it is in training.
    """

    shape: Shape
    role: Role
    axes: tuple[str, ...]
    picks_along: int = -1
    unit: str = ""
    counterparts: tuple[tuple[str, str], ...] = ()
    gradient_of: str = ""
    frozen: bool = False

    @property
    def trained(self) -> bool:
        """True for a weight matrix or a bias, which training changes unless it is frozen."""
        return self.role in ("weight", "bias") and not self.frozen


@dataclass(frozen=True)
class Renewal:
    """How a state gets its new value: what is `kept` of the old one, and what is `written`.

    The new value is their sum; where it `grows`, what is written is appended to what is kept, as rows. `kept` is None
    where there is no old value yet.
    """

    kept: Node | None
    written: Node
    grows: bool = False


@dataclass(frozen=True)
class Step(Named):
    """Array that is computed by `expr`; `wrong` are mistakes its mechanism declares, as (misconception id, expression).

    Where `defined` is 0, the formula has no value (0/0 in a fully masked row) and the step is 0 by definition.
    `previous` is the id of the state that it replaces, `gradient_of` the id of what it is the gradient of. `meaning`
    says what its numbers are where a picture must know it: gates, or attention weights and the name of the size that
    they are `over`. `renewal` is what a new state keeps of the old one, and what is written into it. `parts` are the
    names of the parts of a model that it belongs to where diagrams draw those as one box, the larger one first.
    """

    expr: Node
    wrong: tuple[tuple[str, Node], ...] = ()
    defined: Node | None = None
    previous: str = ""
    gradient_of: str = ""
    meaning: Meaning = ""
    over: str = ""
    renewal: Renewal | None = None
    parts: tuple[str, ...] = ()

    @property
    def part(self) -> str:
        """The innermost part of a model in which it stands, which diagrams draw as one box; "" for none."""
        return self.parts[-1] if self.parts else ""

    @property
    def shape(self) -> Shape:
        """Shape of the step's array."""
        return self.expr.shape

    @property
    def whole(self) -> Node:
        """Full expression: the formula, and 0 where it is not defined."""
        return self.expr if self.defined is None else where(self.defined, self.expr, 0)


@dataclass(eq=False)
class Program:
    """Inputs and steps in the order of computation.

    `dims` are the sizes by name; `counts` says what each counts (features if missing). `path` is the current group
    while the program is written, `moment` the subscript of symbols outside groups, `part` what is drawn as one box.
    """

    dims: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    path: Path = ()
    moment: str = ""
    parts: tuple[str, ...] = ()
    counts: Mapping[str, Counts | None] = field(default_factory=dict)

    # ---- writing one ----

    def size(self, text: str) -> Dim:
        """Size by name: "n", "4", a product such as "h*d_k", or a sum such as "k+d".

        Raises KeyError for an unknown name.
        """
        return reduce(add, map(self._product, text.split("+")))

    def _product(self, text: str) -> Dim:
        parts = text.split("*")
        value = prod(int(n) if n.isdigit() else self.dims[n] for n in parts)
        size = Dim(value, *(int(n) if n.isdigit() else n for n in parts if n != "1"))
        size.kinds = {n: self.counts[n] for n in parts if n in self.counts}
        return size

    def input(self, name: str, declared: Declared, role: Role = "data") -> Node:
        """Declares an input and returns a reference to it; `declared` is "sizes" or "symbol: sizes"."""
        called, sizes = declared if isinstance(declared, tuple) else self._declared(name, declared)
        axes = tuple(sizes.split())
        shape = tuple(self.size(axis) for axis in axes)
        return self.add(Input(name, self.path, called, shape, role, axes))

    def _declared(self, name: str, text: str) -> tuple[Symbol, str]:
        called, _, sizes = text.rpartition(":")
        return read(called.strip() or name), sizes

    def given(self, **inputs: Declared) -> list[Node]:
        """Declares data inputs, each as name="symbol: sizes"."""
        return [self.input(name, declared) for name, declared in inputs.items()]

    def one_hot(self, **inputs: Declared) -> list[Node]:
        """Declares one-hot inputs: tokens or classes, one per row, marked by a single 1."""
        return [self.input(name, declared, "one_hot") for name, declared in inputs.items()]

    def states(self, **inputs: Declared) -> list[Node]:
        """Declares state inputs: what a cell or a cache keeps from the step before."""
        return [self.input(name, declared, "state") for name, declared in inputs.items()]

    def weights(self, **inputs: Declared) -> list[Node]:
        """Declares weight matrices, (in, out)."""
        return [self.input(name, declared, "weight") for name, declared in inputs.items()]

    def frozen(self, **inputs: Declared) -> list[Node]:
        """Declares weight matrices, (in, out), that training leaves as they are: those of a model that is adapted."""
        declared = self.weights(**inputs)
        for name in (node.params[0] for node in declared):
            self.inputs[name] = replace(self.inputs[name], frozen=True)
        return declared

    def biases(self, **inputs: Declared) -> list[Node]:
        """Declares biases and other trained rows."""
        return [self.input(name, declared, "bias") for name, declared in inputs.items()]

    def step(
        self,
        name: str,
        symbol: str | Symbol,
        expr: Node,
        wrong: Mapping[str, Node] | None = None,
        defined: Node | None = None,
    ) -> Node:
        """Add a named step and return a reference to it.

        `wrong` maps misconception ids to mistakes that no rewriting of its operations produces; `defined` says where
        the formula has a value, if not everywhere.
        """
        place = marks(self.path) or (self.moment,)
        called = (read(symbol) if isinstance(symbol, str) else symbol).marked(*place)
        return self.add(Step(name, self.path, called, expr, tuple((wrong or {}).items()), defined, parts=self.parts))

    def add(self, thing: Input | Step) -> Node:
        """Add an input or a step and return a reference to it; raises NameTaken if its id is in use."""
        if thing.id in self.inputs or thing.id in self.steps:
            raise NameTaken("{id} is defined twice in one program.", id=thing.id)
        if isinstance(thing, Input):
            self.inputs[thing.id] = thing
        else:
            self.steps[thing.id] = thing
        return ref(thing.id, thing.shape)

    def alike(self, **units: list[Node]) -> None:
        """Declare weights of several units as counterparts, in the same order per unit: f=[W_f, b_f], i=[W_i, b_i].

        A misconception may confuse two units and read the weights of one for those of the other.
        """
        for place in zip(*units.values(), strict=True):
            beside = tuple(zip(units, (x.params[0] for x in place), strict=True))
            for unit, id in beside:
                self.inputs[id] = replace(self.inputs[id], unit=unit, counterparts=beside)

    def tell_apart(self) -> None:
        """Mark inputs of equal symbols with their groups: γ₁ and γ₂ of two sublayers, W^enc and W^dec of two parts."""
        times = Counter(given.symbol for given in self.inputs.values())
        for id, given in self.inputs.items():
            if times[given.symbol] > 1:
                self.inputs[id] = replace(given, symbol=_told_apart(given))

    def replaces(self, new: Node, old: Node) -> None:
        """Declare that step `new` is the new value of state `old`, as h_t is of h_{t−1}."""
        self.steps[new.params[0]] = replace(self.steps[new.params[0]], previous=old.params[0])

    def gate(self, step: Node) -> Node:
        """Declare a step as a gate, numbers between 0 and 1 that say how much of something passes; returns it."""
        self.steps[step.params[0]] = replace(self.steps[step.params[0]], meaning="gate")
        return step

    def attention(self, step: Node, over: int | None = None) -> Node:
        """Declare a step as attention weights, whose rows sum to 1 over what is looked at; returns it.

        `over` is the size that counts what is looked at, where the width of the step does not say it by itself.
        """
        axis = named(step.shape[-1] if over is None else over).name
        self.steps[step.params[0]] = replace(self.steps[step.params[0]], meaning="attention", over=axis)
        return step

    def renews(self, new: Node, kept: Node | None, written: Node, grows: bool = False) -> Node:
        """Declare what of step `new` is kept of the old state and what is written, as in Renewal; returns the step."""
        self.steps[new.params[0]] = replace(self.steps[new.params[0]], renewal=Renewal(kept, written, grows))
        return new

    @contextmanager
    def group(
        self,
        kind: str,
        index: int | None = None,
        sign: str = "",
        branch: Branch = "detail",
        axis: str = "",
        above: str = "",
    ) -> Iterator[None]:
        """Context whose inputs and steps belong to the group (kind, index); `sign` marks symbols if there is no index,
        `above` only those of inputs that would be called alike.

        Raises NameTaken for the kind that is reserved for gradients.
        """
        if kind == BACKWARD_GROUP.kind:
            raise NameTaken("A group cannot be called {kind}: gradients stand there.", kind=kind)
        outer, self.path = self.path, (*self.path, Group(kind, index, sign, branch, axis, above))
        try:
            yield
        finally:
            self.path = outer

    @contextmanager
    def drawn_as(self, part: str) -> Iterator[None]:
        """Context whose steps belong to a part of a model that diagrams draw as one box, maybe within a larger one."""
        outer, self.parts = self.parts, (*self.parts, part)
        try:
            yield
        finally:
            self.parts = outer

    def repeat(self, kind: str, times: int, branch: Branch = "time") -> Iterator[int]:
        """Loop over 1 … times, each round in its group (kind, round)."""
        for index in range(1, times + 1):
            with self.group(kind, index, branch=branch, axis=named(times).name):
                yield index

    def unroll(self, kind: str, sequence: Node, branch: Branch = "time") -> Iterator[Node]:
        """Loop over the rows of a sequence, each in its group (kind, 1), (kind, 2), …"""
        return (row(sequence, t - 1) for t in self.repeat(kind, sequence.shape[-2], branch))

    # ---- reading one ----

    def __getitem__(self, id: str) -> Input | Step:
        """Input or step by id; raises KeyError for an unknown id."""
        return self.inputs[id] if id in self.inputs else self.steps[id]

    def ref(self, id: str) -> Node:
        """Reference to an input or a step, for use in expressions."""
        return ref(id, self[id].shape)

    def copy(self) -> Program:
        """Independent copy that shares the steps."""
        return replace(self, inputs=dict(self.inputs), steps=dict(self.steps))

    def empty(self, inputs: Mapping[str, Input]) -> Program:
        """A program with these inputs and the same sizes, without steps."""
        return Program(self.dims, dict(inputs), counts=self.counts)


def _told_apart(given: Input) -> Symbol:
    """An input's symbol with the marks of its groups, and with the superscript of the innermost that has one."""
    above = next((group.above for group in reversed(given.path) if group.above), "")
    marked = given.symbol.marked(*marks(given.path))
    return replace(marked, superscript=Symbol(above, word=True)) if above and marked.superscript is None else marked
