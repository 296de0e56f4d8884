"""Expression nodes: an operation over operand nodes, with a shape and a formula for each of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import is_
from typing import Any

from engine.errors import ShapeError
from engine.expression.cell import Cell, Index
from engine.expression.dim import Dim
from engine.expression.ops import OPS
from engine.expression.shapes import Shape, written


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """Operation node of an expression tree.

    `params` are the arguments that are not arrays: axes, sizes, the name of a reference, the value of a constant.
    """

    op: str
    args: tuple[Node, ...]
    params: tuple[Any, ...]
    shape: Shape

    def __getitem__(self, i: Index) -> Cell:
        """Scalar formula of the cell at index i.

        Indices follow broadcasting: leading axes that this node lacks are dropped, and an axis of size 1 is read at 0.
        """
        at = tuple(0 if n == 1 else k for k, n in zip(i[len(i) - len(self.shape) :], self.shape, strict=True))
        if self.op == "ref":
            return Cell("ref", (self.params[0], at))
        return OPS[self.op].cell(at, *self.args, *self.params)

    @property
    def T(self) -> Node:
        """Transpose: the last two axes swapped."""
        return self.args[0] if self.op == "transpose" else apply("transpose", self)

    @property
    def width(self) -> int:
        """Number of columns, the size of the last axis."""
        return self.shape[-1]

    def __neg__(self) -> Node:
        """Element-wise negation."""
        return apply("neg", self)

    def __matmul__(self, other: Node) -> Node:
        """Matrix product over the last two axes; leading axes broadcast."""
        return apply("matmul", self, other)

    def __add__(self, other: Node | float) -> Node:
        """Element-wise sum with broadcasting."""
        return apply("add", self, other)

    def __radd__(self, other: float) -> Node:
        """Element-wise sum with a number on the left."""
        return apply("add", other, self)

    def __sub__(self, other: Node | float) -> Node:
        """Element-wise difference with broadcasting."""
        return apply("sub", self, other)

    def __rsub__(self, other: float) -> Node:
        """Element-wise difference with a number on the left."""
        return apply("sub", other, self)

    def __mul__(self, other: Node | float) -> Node:
        """Element-wise (Hadamard) product with broadcasting."""
        return apply("mul", self, other)

    def __rmul__(self, other: float) -> Node:
        """Element-wise product with a number on the left."""
        return apply("mul", other, self)

    def __truediv__(self, other: Node | float) -> Node:
        """Element-wise quotient with broadcasting."""
        return apply("div", self, other)

    def __rtruediv__(self, other: float) -> Node:
        """Element-wise quotient with a number on the left."""
        return apply("div", other, self)


def apply(op: str, *args: Node | float, params: tuple[Any, ...] = ()) -> Node:
    """Node of an operation over operands; plain numbers become constants.

    `params` follow the operands in the operation's rules. Raises ShapeError where the operands' shapes do not fit.
    """
    nodes = tuple([lift(arg) for arg in args])
    shapes = [n.shape for n in nodes]
    try:
        return Node(op, nodes, params, OPS[op].shape(*shapes, *params))
    except IndexError as error:
        raise ShapeError("{op} needs more axes than {shapes} has.", op=op, shapes=written(*shapes)) from error


def lift(x: Node | float) -> Node:
    """The operand as a node: a plain number becomes a constant, and a named size keeps its name."""
    if isinstance(x, Node):
        return x
    return Node("number", (), (float(x), x.monomial if isinstance(x, Dim) else None), ())


def ref(name: str, shape: Shape) -> Node:
    """Reference to a step or an input by id, with its shape."""
    return Node("ref", (), (name,), shape)


def is_indicator(node: Node) -> bool:
    """True for a choice between 1 and 0, which is its condition in numbers."""
    return node.op == "where" and [x.params for x in node.args[1:] if x.op == "number"] == [(1, None), (0, None)]


def rebuilt(node: Node, args: tuple[Node, ...]) -> Node:
    """The same operation over other operands, its shape inferred again where they have other sizes.

    Over the same operands, or without any, it is the node itself. Raises ShapeError where the new operands do not fit.
    """
    if all(map(is_, args, node.args)):
        return node
    if all(map(_alike, args, node.args)):
        return Node(node.op, args, node.params, node.shape)
    return apply(node.op, *args, params=node.params)


def same(a: Node, b: Node) -> bool:
    """Whether two expressions of programs built apart are the same operations on the same names and sizes."""
    if a is b:
        return True
    alike = (a.op, a.params, a.shape, len(a.args)) == (b.op, b.params, b.shape, len(b.args))
    return alike and all(map(same, a.args, b.args))


def _alike(a: Node, b: Node) -> bool:
    """Whether two operands have the same sizes of the same names; equal numbers may be called differently."""
    return a.shape is b.shape or (len(a.shape) == len(b.shape) and all(map(is_, a.shape, b.shape)))


COMPARISONS = frozenset(("greater", "equal", "causal"))
OF_TRUTHS = frozenset(("mul", "larger", "transpose", "part", "concat", "reshape"))  # of truth values


def is_truth(node: Node) -> bool:
    """Whether the cells of an expression are truth values, which a library keeps as booleans, and no numbers."""
    return node.op in COMPARISONS or (node.op in OF_TRUTHS and all(map(is_truth, node.args)))


def takes_truths(node: Node, k: int) -> bool:
    """Whether an operation takes operand k as truth values; else as 1 and 0, since True + True is True in NumPy."""
    return k == 0 if node.op == "where" else node.op in OF_TRUTHS and is_truth(node)


def substituted(node: Node, table: Mapping[str, Node]) -> Node:
    """The expression with references replaced: `table` maps an id to the expression put in its place.

    Raises ShapeError where a replacement does not fit.
    """
    if node.op == "ref":
        return table.get(node.params[0], node)
    return rebuilt(node, tuple([substituted(arg, table) for arg in node.args]))


def nodes(node: Node) -> Iterator[Node]:
    """All nodes of the expression in pre-order, the root first."""
    yield node
    for arg in node.args:
        yield from nodes(arg)


def names(node: Node) -> list[str]:
    """Ids of the steps and inputs the expression reads, each once, in reading order."""
    found: dict[str, None] = {}
    _collect(node, found)
    return list(found)


def _collect(node: Node, found: dict[str, None]) -> None:
    if node.op == "ref":
        found[node.params[0]] = None
    for arg in node.args:
        _collect(arg, found)
