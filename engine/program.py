"""Programs: inputs, then named steps over a fixed set of operations, without numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import reduce
from math import prod
from operator import add
from typing import Literal

from engine.errors import NameTaken
from engine.expression.dim import Dim
from engine.expression.functions import row, where
from engine.expression.node import Node, ref
from engine.expression.shapes import Shape

Role = Literal["data", "one_hot", "weight", "bias", "state", "mask"]


@dataclass(frozen=True)
class Group:
    """One branch of the tree a step hangs in: ("t", 3), ("layer", 1), ("attention", None).

    `sign` marks the symbols in a branch that has no index: → and ← for two directions, 1 and 2 for two sublayers.
    """

    kind: str
    index: int | None = None
    sign: str = ""

    def __str__(self) -> str:
        """The group as part of an id: "t=3", or "attention" without an index."""
        return self.kind if self.index is None else f"{self.kind}={self.index}"

    @property
    def mark(self) -> str:
        """Mark that symbols in this group carry as a subscript: the index, or the sign."""
        return self.sign if self.index is None else str(self.index)


Path = tuple[Group, ...]
CHOICES = ("v", "c")  # sizes of a vocabulary and of a set of classes


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
        return "/".join([*map(str, self.path), self.name])


@dataclass(frozen=True)
class Input(Named):
    """An array that is given. `axes` are its sizes by name: ("n", "d_k")."""

    shape: Shape
    role: Role
    axes: tuple[str, ...]

    @property
    def picks_along(self) -> int:
        """Of a one-hot input: the axis along which one cell is 1 and all others are 0."""
        return -1 if self.axes[-1] in CHOICES else -2


@dataclass(frozen=True)
class Step(Named):
    """An array that is computed; `wrong` are mistakes that its mechanism names itself, as (id, expression).

    Where `defined` is 0 the formula has no value (0/0 in a row of masked scores) and the step is 0 by definition.
    """

    expr: Node
    wrong: tuple[tuple[str, Node], ...] = ()
    defined: Node | None = None

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
    """Inputs and steps in the order they are computed. `dims` are the sizes it was built for."""

    dims: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    path: Path = ()
    moment: str = ""

    # ---- writing one ----

    def size(self, text: str) -> Dim:
        """Size by name: "n", "4", a product such as "h*d_k", or a sum such as "k+d".

        Raises KeyError for an unknown name.
        """
        return reduce(add, map(self._product, text.split("+")))

    def _product(self, text: str) -> Dim:
        parts = text.split("*")
        value = prod(int(n) if n.isdigit() else self.dims[n] for n in parts)
        return Dim(value, *(n for n in parts if n != "1"))

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
        """Tokens or classes picked by a single 1 a row."""
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
        """Add an input or a step and return a reference to it; raises NameTaken if its id is in use."""
        if thing.id in self.inputs or thing.id in self.steps:
            raise NameTaken("{id} is defined twice in one program.", id=thing.id)
        if isinstance(thing, Input):
            self.inputs[thing.id] = thing
        else:
            self.steps[thing.id] = thing
        return ref(thing.id, thing.shape)

    @contextmanager
    def group(self, kind: str, index: int | None = None, sign: str = "") -> Iterator[None]:
        """Names given inside are filed under (kind, index); `sign` marks their symbols where there is no index."""
        outer, self.path = self.path, (*self.path, Group(kind, index, sign))
        try:
            yield
        finally:
            self.path = outer

    def repeat(self, kind: str, times: int) -> Iterator[int]:
        """1 … times, the steps of each round filed under (kind, round)."""
        for index in range(1, times + 1):
            with self.group(kind, index):
                yield index

    def unroll(self, kind: str, sequence: Node) -> Iterator[Node]:
        """Each row in turn, the steps it leads to filed under (kind, 1), (kind, 2) …"""
        return (row(sequence, t - 1) for t in self.repeat(kind, sequence.shape[-2]))

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
