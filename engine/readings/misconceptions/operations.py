"""Rewritings of one operation: an operand left out, another order, the other axis, a mask at the wrong place."""

from __future__ import annotations

from engine.errors import ShapeError
from engine.expression.functions import part, softmax, total, where
from engine.expression.node import Node, apply
from engine.program import Program
from engine.readings.misconceptions.wrong_versions import Rewrite

INVISIBLE = 1e-3  # a constant below this changes no printed number


def first(n: Node, p: Program) -> Node:
    """Rewriting to the first operand."""
    return n.args[0]


def second(n: Node, p: Program) -> Node:
    """Rewriting to the second operand."""
    return n.args[1]


def without(k: int) -> Rewrite:
    """Rewriting that drops operand k; raises ShapeError for a constant too small to notice, such as the ε of a norm."""

    def rewrite(n: Node, p: Program) -> Node:
        dropped = n.args[k]
        if dropped.op == "number" and abs(dropped.params[0]) < INVISIBLE:
            raise ShapeError("{value} is too small to be missed.", value=dropped.params[0])
        return n.args[1 - k]

    return rewrite


def instead(op: str) -> Rewrite:
    """Rewriting to another operation on the same operands."""
    return lambda n, p: apply(op, *n.args)


def reversed_operands(n: Node, p: Program) -> Node:
    """Rewriting with the operands in reverse order."""
    return apply(n.op, *reversed(n.args), params=n.params)


def other_head_layout(n: Node, p: Program) -> Node:
    """Heads split or merged interleaved instead of adjacent: a head takes every h-th column; or the other way round.

    Raises ShapeError where both are the same.
    """
    heads, _, width = _cut(n)
    if 1 in (heads, width):
        raise ShapeError("There is only one way to give {columns} columns to heads.", columns=heads * width)
    return apply(n.op, *n.args, params=(*n.params[:-1], not n.params[-1]))


def reshaped(n: Node, p: Program) -> Node:
    """Reshape in row-major order instead of splitting or merging heads; raises ShapeError where both are the same."""
    heads, rows, _ = _cut(n)
    if 1 in (heads, rows):
        raise ShapeError("A single row or head is not torn apart by reshaping.")
    return apply("reshape", *n.args, params=(n.args[0].shape, n.shape))


def _cut(n: Node) -> tuple[int, ...]:
    """Heads, rows, and columns of one head, of split_heads or merge_heads."""
    return tuple(map(int, (n if n.op == "split_heads" else n.args[0]).shape[-3:]))


def neighbour(by: int) -> Rewrite:
    """Rewriting of a slice to the adjacent one: another gate's columns, another token's row.

    `by` is 1 for the next slice and -1 for the previous; raises ShapeError where there is none.
    """

    def rewrite(n: Node, p: Program) -> Node:
        axis, start, stop = n.params
        return part(n.args[0], axis, start + by * (stop - start), stop + by * (stop - start))

    return rewrite


def mask_after(n: Node, p: Program) -> Node:
    """softmax(where(keep, x, −∞)) → where(keep, softmax(x), 0), also when the masked scores are a step of their own.

    Raises ShapeError where there is no mask.
    """
    x = n.args[0]
    x = p.steps[x.params[0]].expr if x.op == "ref" and x.params[0] in p.steps else x
    if x.op != "where":
        raise ShapeError("There is no mask here.")
    return where(x.args[0], softmax(x.args[1], *n.params), 0)


def overwritten(n: Node, p: Program) -> Node:
    """Appending that overwrites: the oldest cached row is dropped."""
    (past, *new), axis = n.args, n.params[0]
    return apply("concat", part(past, axis, 1, past.shape[axis]), *new, params=n.params)


def no_exponential(n: Node, p: Program) -> Node:
    """Softmax without the exponential: scores divided by their sum; raises ShapeError for a single score."""
    x, axis = n.args[0], n.params[0]
    if x.shape[axis] == 1:
        raise ShapeError("The softmax of a single score is 1 in any case.")
    return x / total(x, axis)


def other_axis(n: Node, p: Program) -> Node:
    """Reduction along the other axis; raises ShapeError for a single number."""
    if single(n.args[0]):
        raise ShapeError("A single number has only itself along either axis.")
    return apply(n.op, *n.args, params=(-3 - n.params[0],))


def from_below(n: Node, p: Program) -> Node:
    """Rewriting of what is sorted from the largest on to sorting from the smallest on."""
    return apply(n.op, -n.args[0], *n.args[1:], params=n.params)


def itself_too(n: Node, p: Program) -> Node:
    """Sum over the larger entries with the entry itself: what is accumulated up to it, not before it."""
    return n + n.args[1]


def single(node: Node) -> bool:
    """True for a single number, in any number of heads."""
    return node.shape[-2:] == (1, 1)
