"""Expressions: trees of operations over named steps. A node knows its shape and can spell any of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import ShapeError
from engine.expression.cell import Cell, Index
from engine.expression.dim import Dim
from engine.expression.ops import OPS
from engine.expression.shapes import Shape, written


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One operation over its operands; `params` are what is not a number: axes, sizes, names."""

    op: str
    args: tuple[Node, ...]
    params: tuple[Any, ...]
    shape: Shape

    def __getitem__(self, i: Index) -> Cell:
        """The formula of one cell. Broadcasting read backwards: extra leading axes drop, axes of size 1 stay at 0."""
        at = tuple(0 if n == 1 else k for k, n in zip(i[len(i) - len(self.shape) :], self.shape, strict=True))
        if self.op == "ref":
            return Cell("ref", (self.params[0], at))
        return OPS[self.op].cell(at, *self.args, *self.params)

    @property
    def T(self) -> Node:
        """The last two axes exchanged."""
        return self.args[0] if self.op == "transpose" else apply("transpose", self)

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.shape[-1]

    def __neg__(self) -> Node:
        return apply("neg", self)

    def __matmul__(self, other: Node) -> Node:
        return apply("matmul", self, other)

    def __add__(self, other: Node | float) -> Node:
        return apply("add", self, other)

    def __radd__(self, other: float) -> Node:
        return apply("add", other, self)

    def __sub__(self, other: Node | float) -> Node:
        return apply("sub", self, other)

    def __rsub__(self, other: float) -> Node:
        return apply("sub", other, self)

    def __mul__(self, other: Node | float) -> Node:
        return apply("mul", self, other)

    def __rmul__(self, other: float) -> Node:
        return apply("mul", other, self)

    def __truediv__(self, other: Node | float) -> Node:
        return apply("div", self, other)

    def __rtruediv__(self, other: float) -> Node:
        return apply("div", other, self)


def apply(op: str, *args: Node | float, params: tuple[Any, ...] = ()) -> Node:
    """The operation over its operands; raises ShapeError where they do not fit."""
    nodes = tuple(lift(arg) for arg in args)
    shapes = tuple(n.shape for n in nodes)
    try:
        return Node(op, nodes, params, OPS[op].shape(*shapes, *params))
    except IndexError as error:
        raise ShapeError("{op} needs more axes than {shapes} has.", op=op, shapes=written(*shapes)) from error


def lift(x: Node | float) -> Node:
    """A plain number is a constant; a named size keeps its factors."""
    if isinstance(x, Node):
        return x
    return Node("number", (), (float(x), x.monomial if isinstance(x, Dim) else None), ())


def ref(name: str, shape: Shape) -> Node:
    """A named step or input."""
    return Node("ref", (), (name,), shape)


def rebuilt(node: Node, args: tuple[Node, ...]) -> Node:
    """The same operation over other operands, its shape worked out anew."""
    return apply(node.op, *args, params=node.params) if args else node


def substituted(node: Node, table: Mapping[str, Node]) -> Node:
    """References replaced by expressions."""
    if node.op == "ref":
        return table.get(node.params[0], node)
    return rebuilt(node, tuple(substituted(arg, table) for arg in node.args))


def nodes(node: Node) -> Iterator[Node]:
    """The expression and every part of it."""
    yield node
    for arg in node.args:
        yield from nodes(arg)


def names(node: Node) -> list[str]:
    """Every name it refers to, once, in reading order."""
    found = [node.params[0]] if node.op == "ref" else [name for arg in node.args for name in names(arg)]
    return list(dict.fromkeys(found))
