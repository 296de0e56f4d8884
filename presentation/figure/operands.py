"""What counts as one matrix of a figure: a step or input, some of its rows and columns, turned or not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.expression.node import Node

Cut = tuple[int, int, int, int]  # first row, row after the last, first column, column after the last


def summands(node: Node) -> Iterator[Node]:
    """The summands of an expression."""
    if node.op == "add":
        for arg in node.args:
            yield from summands(arg)
    else:
        yield node


def is_product(node: Node) -> bool:
    """Whether it multiplies two matrices that can be shown."""
    return node.op == "matmul" and all(map(is_matrix, node.args))


def is_matrix(node: Node) -> bool:
    """A step or input, whole or some of its rows and columns, turned or not."""
    node = bare(node)
    return node.op == "ref" or (node.op in ("transpose", "part") and is_matrix(node.args[0]))


def bare(node: Node) -> Node:
    """Without what changes no number: an axis of one more or less, one row laid over many."""
    while node.op == "spread" or _only_axes(node):
        node = node.args[0]
    return node


def _only_axes(node: Node) -> bool:
    if node.op == "split_heads":  # one number for each head
        return all(int(n) == 1 for n in node.shape[-2:])
    return node.op == "reshape" and [n for n in node.params[0] if n != 1] == [n for n in node.params[1] if n != 1]


def name_of(node: Node) -> str:
    """The name a matrix goes by, turned, cut or whole."""
    while node.op != "ref":
        node = node.args[0]
    return str(node.params[0])


def is_turned(node: Node) -> bool:
    """Whether a matrix is shown transposed."""
    times = 0
    while node.op != "ref":
        times += node.op == "transpose"
        node = node.args[0]
    return times % 2 == 1


def cut_of(node: Node) -> Cut | None:
    """Which rows and columns of its own a matrix shows; None for all of them."""
    node = bare(node)
    if node.op == "ref":
        return None
    inner = cut_of(node.args[0])
    if node.op == "transpose":
        return inner
    rows, columns = (int(n) for n in _own(node.args[0]))
    top, bottom, left, right = inner or (0, rows, 0, columns)
    axis, start, stop = (int(n) for n in node.params)
    if (axis == -2) != is_turned(node.args[0]):
        return top + start, top + stop, left, right
    return top, bottom, left + start, left + stop


def _own(node: Node) -> tuple[int, int]:
    """Rows and columns of the matrix that is named, whole."""
    while node.op != "ref":
        node = node.args[0]
    return node.shape[-2], node.shape[-1]
