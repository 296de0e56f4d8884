"""A program: inputs, then named steps over a closed alphabet, holding no numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import reduce
from math import prod
from operator import add
from typing import Literal

from engine import ids
from engine.axes import Counts
from engine.errors import NameTaken
from engine.expression.dim import Dim
from engine.expression.functions import row, where
from engine.expression.node import Node, ref
from engine.expression.shapes import Shape

Role = Literal["data", "one_hot", "weight", "bias", "state", "mask"]
Branch = Literal["time", "token", "layer", "direction", "part", "detail", "backward"]


@dataclass(frozen=True)
class Group:
    """One branch of the tree a step hangs in: ("t", 3), ("layer", 1), ("attention", None).

    `sign` marks the symbols in a branch that has no index: → and ← for two directions, 1 and 2 for two sublayers.
    `branch` says what it is: a step of time, a token, a layer, a direction, a part of a model with a name of its own,
    or a detail, which is passed over when the place is said.
    """

    kind: str
    index: int | None = None
    sign: str = ""
    branch: Branch = "detail"

    def __str__(self) -> str:
        return self.kind if self.index is None else f"{self.kind}={self.index}"

    @property
    def mark(self) -> str:
        """What a symbol carries of it."""
        return self.sign if self.index is None else str(self.index)


Path = tuple[Group, ...]
Units = dict[str, list[Node]]  # gates or projections by what ids call them, with what each has been trained
NAMED_BRANCHES: tuple[Branch, ...] = ("direction", "part")  # those that content has words for
BACKWARD = Group(ids.BACKWARD, branch="backward")


def marks(path: Path) -> str:
    """The subscript of whatever is filed there: 3, 2,3, →3."""
    found = ",".join(group.mark for group in path if group.mark)
    return found.replace("→,", "→").replace("←,", "←")


@dataclass(frozen=True)
class Named:
    """What a step or input is called: its name (for content), its place in the tree, its symbol (LaTeX)."""

    name: str
    path: Path
    symbol: str

    @property
    def id(self) -> str:
        """Where and what: "layer=1/t=3/hidden"."""
        return ids.written(self.path, self.name)


@dataclass(frozen=True)
class Input(Named):
    """An array that is given. `axes` are its sizes by name: ("n", "d_k").

    `picks_along` is, of a one-hot input, the axis along which one cell is 1 and all others are 0. `unit` is the one of
    several alike (gates, projections) that trained numbers belong to, and `counterparts` are the ids of what stands in
    the same place in each of them, itself included. `gradient_of` is the id of what a given ∂L/∂… belongs to.
    """

    shape: Shape
    role: Role
    axes: tuple[str, ...]
    picks_along: int = -1
    unit: str = ""
    counterparts: tuple[tuple[str, str], ...] = ()
    gradient_of: str = ""


@dataclass(frozen=True)
class Step(Named):
    """An array that is computed; `wrong` are mistakes that its mechanism names itself, as (id, expression).

    Where `defined` is 0 the formula has no value (0/0 in a row of masked scores) and the step is 0 by definition.
    `previous` is the id of the state that it replaces; `gradient_of` that of what it is the gradient of.
    """

    expr: Node
    wrong: tuple[tuple[str, Node], ...] = ()
    defined: Node | None = None
    previous: str = ""
    gradient_of: str = ""

    @property
    def shape(self) -> Shape:
        return self.expr.shape

    @property
    def whole(self) -> Node:
        """The formula, and 0 where it is not defined."""
        return self.expr if self.defined is None else where(self.defined, self.expr, 0)


@dataclass(eq=False)
class Program:
    """Inputs and steps in the order they are computed. `dims` are the sizes it was built for.

    `counts` says of each size what it counts; a size that is not in it counts features.
    """

    dims: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    path: Path = ()
    moment: str = ""
    counts: Mapping[str, Counts | None] = field(default_factory=dict)

    # ---- writing one ----

    def size(self, text: str) -> Dim:
        """A size by name: "n", "4", a product such as "h*d_k", or a sum such as "k+d"."""
        return reduce(add, map(self._product, text.split("+")))

    def _product(self, text: str) -> Dim:
        parts = text.split("*")
        value = prod(int(n) if n.isdigit() else self.dims[n] for n in parts)
        size = Dim(value, *(n for n in parts if n != "1"))
        size.kinds = {n: self.counts[n] for n in parts if n in self.counts}
        return size

    def input(self, name: str, declared: str, role: Role = "data") -> Node:
        """`declared` is "sizes" or "symbol: sizes", such as "h_{t-1}: 1 k"."""
        symbol, _, sizes = declared.rpartition(":")
        axes = tuple(sizes.split())
        shape = tuple(self.size(axis) for axis in axes)
        return self.add(Input(name, self.path, symbol.strip() or name, shape, role, axes))

    def given(self, **inputs: str) -> list[Node]:
        """The learner's data, each by name = "symbol: sizes"."""
        return [self.input(name, declared) for name, declared in inputs.items()]

    def one_hot(self, **inputs: str) -> list[Node]:
        """Tokens or classes, one a row, each picked by a single 1 among the columns."""
        return [self.input(name, declared, "one_hot") for name, declared in inputs.items()]

    def states(self, **inputs: str) -> list[Node]:
        """What a cell remembers from the step before."""
        return [self.input(name, declared, "state") for name, declared in inputs.items()]

    def weights(self, **inputs: str) -> list[Node]:
        """Trained matrices, (in, out)."""
        return [self.input(name, declared, "weight") for name, declared in inputs.items()]

    def biases(self, **inputs: str) -> list[Node]:
        """Trained rows that are added."""
        return [self.input(name, declared, "bias") for name, declared in inputs.items()]

    def step(
        self,
        name: str,
        symbol: str,
        expr: Node,
        wrong: Mapping[str, Node] | None = None,
        defined: Node | None = None,
    ) -> Node:
        """A named step. `wrong` lists mistakes that no rewriting of its operations would find; `defined` says where
        the formula has a value, when it may have none."""
        place = marks(self.path) or self.moment
        marked = f"{symbol}_{{{place}}}" if place else symbol
        return self.add(Step(name, self.path, marked, expr, tuple((wrong or {}).items()), defined))

    def add(self, thing: Input | Step) -> Node:
        """File it under its id and refer to it; raises NameTaken when the id is in use."""
        if thing.id in self.inputs or thing.id in self.steps:
            raise NameTaken("{id} is defined twice in one program.", id=thing.id)
        if isinstance(thing, Input):
            self.inputs[thing.id] = thing
        else:
            self.steps[thing.id] = thing
        return ref(thing.id, thing.shape)

    def alike(self, **units: list[Node]) -> None:
        """Trained inputs of several units of one kind, each unit's in the same order: f=[W_f, b_f], i=[W_i, b_i].

        Whoever confuses two units reads one's weights for the other's.
        """
        for place in zip(*units.values(), strict=True):
            beside = tuple(zip(units, (x.params[0] for x in place), strict=True))
            for unit, id in beside:
                self.inputs[id] = replace(self.inputs[id], unit=unit, counterparts=beside)

    def replaces(self, new: Node, old: Node) -> None:
        """A step is the new value of a state that came in: h_t of h_{t−1}."""
        self.steps[new.params[0]] = replace(self.steps[new.params[0]], previous=old.params[0])

    @contextmanager
    def group(self, kind: str, index: int | None = None, sign: str = "", branch: Branch = "detail") -> Iterator[None]:
        """Names given inside are filed under (kind, index); `sign` marks their symbols where there is no index.

        Raises NameTaken for the branch of the gradients.
        """
        if kind == BACKWARD.kind:
            raise NameTaken("A group cannot be called {kind}: gradients stand there.", kind=kind)
        outer, self.path = self.path, (*self.path, Group(kind, index, sign, branch))
        try:
            yield
        finally:
            self.path = outer

    def repeat(self, kind: str, times: int, branch: Branch = "time") -> Iterator[int]:
        """1 … times, the steps of each round filed under (kind, round)."""
        for index in range(1, times + 1):
            with self.group(kind, index, branch=branch):
                yield index

    def unroll(self, kind: str, sequence: Node, branch: Branch = "time") -> Iterator[Node]:
        """Each row in turn, the steps it leads to filed under (kind, 1), (kind, 2) …"""
        return (row(sequence, t - 1) for t in self.repeat(kind, sequence.shape[-2], branch))

    # ---- reading one ----

    def __getitem__(self, id: str) -> Input | Step:
        return self.inputs[id] if id in self.inputs else self.steps[id]

    def ref(self, id: str) -> Node:
        """An expression that reads this step or input."""
        return ref(id, self[id].shape)

    def copy(self) -> Program:
        """A program of its own over the same steps."""
        return replace(self, inputs=dict(self.inputs), steps=dict(self.steps))

    def empty(self, inputs: Mapping[str, Input]) -> Program:
        """A program of these inputs in the same sizes, its steps still to be added."""
        return Program(self.dims, dict(inputs), counts=self.counts)
