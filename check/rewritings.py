"""Mistakes that programs make and the examiner does not name, as rewritings of one operation.

Each follows from the operations of a step alone, as those of engine/readings/misconceptions/ do, and has its form:
a table by operation. Ids have the form of misconception ids and are none that the engine has: what people do by hand as
well is defined there, once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

from engine.errors import ShapeError
from engine.expression.functions import (
    causal,
    constant,
    erf,
    floor,
    greater,
    log,
    part,
    power,
    relu,
    repeated,
    sigmoid,
    softmax,
    sqrt,
    square,
    tanh,
    total,
    where,
)
from engine.expression.node import Node, apply, rebuilt
from engine.ids import MisconceptionId
from engine.program import Program
from engine.readings.misconceptions import Rewrite, Wrong, fitting

SLOPE = 0.01  # of PyTorch's LeakyReLU
MOST_SHIFTED = 8  # rows by which a table may begin too late


def _unary(f: Callable[[Node], Node]) -> Rewrite:
    """Another function of the first operand."""
    return lambda n, p: f(n.args[0])


def _binary(f: Callable[[Node, Node], Node]) -> Rewrite:
    """Another function of both operands."""
    return lambda n, p: f(n.args[0], n.args[1])


def _clipped(y: Node) -> Node:
    """y limited to 0 … 1."""
    return relu(y) - relu(y - 1)


def _over_heads(n: Node, p: Program) -> Node:
    """Softmax along the heads instead of the keys; raises ShapeError where there is one head."""
    if len(n.shape) < 3 or n.shape[-3] == 1:
        raise ShapeError("There is only one head.")
    return softmax(n.args[0], -3)


def _reshaped(n: Node, p: Program) -> Node:
    """view or reshape where a transpose is meant; raises ShapeError where both are the same."""
    x = n.args[0]
    if 1 in x.shape[-2:]:
        raise ShapeError("A single row is turned by reshaping as well.")
    return apply("reshape", x, params=(x.shape, n.shape))


def _masked_with(value: float) -> Rewrite:
    """Masked scores replaced by another value."""
    return lambda n, p: where(n.args[0], n.args[1], value)


def _added_mask(sign: int) -> Rewrite:
    """A mask of 0 and 1 added to the scores, or taken away, as if it were an additive one."""

    def rewrite(n: Node, p: Program) -> Node:
        if not _low(n.args[2]):
            raise ShapeError("There is no mask here.")
        ones = where(n.args[0], 1, 0)
        return n.args[1] + ones if sign > 0 else n.args[1] - ones

    return rewrite


def _low(n: Node) -> bool:
    return n.op == "number" and n.params[0] < -1e3


def _one_ahead(n: Node, p: Program) -> Node:
    """The diagonal of a causal mask one place off: a query sees the key after its own."""
    rows, columns = map(int, n.params)
    return part(causal(rows, columns + 1), -1, 0, columns)


def _seen_ahead(n: Node, p: Program) -> Node:
    """triu instead of tril: a query sees itself and what follows."""
    if n.params[0] != n.params[1]:
        raise ShapeError("Only a square mask is turned over.")
    return causal(*n.params).T


def _twice(n: Node, p: Program) -> Node:
    """The second summand added twice, as a bias that is stored in two places."""
    if n.args[1].op == "number":
        raise ShapeError("A constant is not stored twice.")
    return n.args[0] + n.args[1] + n.args[1]


def _same_shape(k: int) -> Rewrite:
    """Operand k instead of the result; raises ShapeError where it has another shape."""

    def rewrite(n: Node, p: Program) -> Node:
        if tuple(map(int, n.args[k].shape)) != tuple(map(int, n.shape)):
            raise ShapeError("The operand has another shape.")
        return n.args[k]

    return rewrite


def _mean(n: Node, p: Program) -> Node:
    """The mean instead of the sum."""
    return n / float(n.args[0].shape[n.params[0]])


def _over_all(n: Node, p: Program) -> Node:
    """The sum of a whole matrix in place of each line's; raises ShapeError where there is one line."""
    x, axis = n.args[0], n.params[0]
    if len(x.shape) != 2 or 1 in x.shape:
        raise ShapeError("A single line has one sum either way.")
    return total(total(x, axis), -3 - axis)


def _power_turned(n: Node, p: Program) -> Node:
    """x^(1/b) for 1/b^x: base and exponent exchanged; raises ShapeError for anything else."""
    one, below = n.args
    if one.op != "number" or one.params[0] != 1 or below.op != "power":
        raise ShapeError("This is not one over a power.")
    return power(below.args[1], 1 / below.args[0])


def _itself_but_once(n: Node, p: Program) -> Node:
    """What is accumulated up to an entry with the entry itself, but for the largest: a nucleus that is never empty."""
    return n + n.args[1] * greater(n, 0)


def _quick_gelu(n: Node, p: Program) -> Node:
    """σ(1.702x) for Φ(x), where the function is written as (1 + erf(x/√2))/2; raises ShapeError elsewhere."""
    inner = n.args[0]
    if inner.op != "add" or inner.args[1].op not in ("erf", "tanh") or inner.args[0].op != "number":
        raise ShapeError("This is no GELU.")
    x = next((leaf for leaf in _leaves(inner) if leaf.op == "ref"), None)
    if x is None:
        raise ShapeError("This is no GELU.")
    return sigmoid(1.702 * x)


def _first_position(n: Node, p: Program) -> Node:
    """Every row at position 0, where positions are counted; raises ShapeError elsewhere."""
    if n.args[0].op != "count":
        raise ShapeError("Nothing is counted here.")
    return n.args[0] * 0 * n.args[1]


def _first_row(n: Node, p: Program) -> Node:
    """The first row of a trained table for every row; raises ShapeError for any other slice."""
    x, (axis, start, stop) = n.args[0], n.params
    table = x.op == "ref" and x.params[0] in p.inputs and p.inputs[x.params[0]].trained
    if not table or axis != -2 or int(stop) - int(start) < 2:
        raise ShapeError("These are no rows of a table.")
    return repeated(part(x, -2, 0, 1), int(stop) - int(start))


def _leaves(n: Node) -> Iterator[Node]:
    if not n.args:
        yield n
    for arg in n.args:
        yield from _leaves(arg)


RULES: dict[str, dict[str, Rewrite]] = {
    "add": {
        "right_twice": _twice,
        "subtracted": _binary(lambda a, b: a - b),
    },
    "mul": {"divided": _binary(lambda a, b: a / b), "first_position": _first_position},
    "part": {"first_position": _first_row},
    "div": {"quick_gelu": _quick_gelu, "power_turned": _power_turned},
    "where": {
        "mask_added": _added_mask(1),
        "mask_subtracted": _added_mask(-1),
        "masked_with_tiny": _masked_with(1e-9),
        "masked_with_minus_1": _masked_with(-1.0),
        "masked_with_plus": _masked_with(1e9),
    },
    "causal": {"one_ahead": _one_ahead, "ahead": _seen_ahead},
    "softmax": {
        "sigmoid": _unary(sigmoid),
        "logarithm": lambda n, p: log(n),
        "over_heads": _over_heads,
    },
    "matmul": {"left_out": _same_shape(0), "not_multiplied": _same_shape(1)},
    "transpose": {"reshaped": _reshaped},
    "sigmoid": {
        "hard": _unary(lambda x: _clipped(0.2 * x + 0.5)),
        "hard_sixth": _unary(lambda x: _clipped(x / 6 + 0.5)),
        "relu": _unary(relu),
        "softmax": _unary(softmax),
    },
    "tanh": {"softsign": _unary(lambda x: x / (1 + relu(x) + relu(-x)))},
    "relu": {
        "leaky": _unary(lambda x: relu(x) - SLOPE * relu(-x)),
        "sigmoid": _unary(sigmoid),
        "tanh": _unary(tanh),
        "gelu": _unary(lambda x: x * ((1 + erf(x / math.sqrt(2))) / 2)),
        "silu": _unary(lambda x: x * sigmoid(x)),
        "step": _unary(lambda x: greater(x, 0) * constant(1.0)),
    },
    "sqrt": {"squared": _unary(square), "twice": _unary(lambda x: sqrt(sqrt(x)))},
    "sum": {"mean": _mean, "over_all": _over_all},
    "power": {
        "turned": _binary(lambda a, b: power(b, a)),
        "rounded_down": _binary(lambda a, b: power(a, floor(b))),
    },
    "above": {"itself_but_once": _itself_but_once},
}
SIZE, SHIFTED = "size", str(MisconceptionId("part", ("shifted",)))
OWN = {SHIFTED, *(str(MisconceptionId(op, (slip,))) for op, table in RULES.items() for slip in table)}


def by_operation(node: Node, p: Program) -> Iterator[Wrong]:
    """Wrong versions with one operation rewritten or one named size exchanged, at any depth, whose shapes fit."""
    if node.op != "ref":
        for slip, rewrite in RULES.get(node.op, {}).items():
            yield from fitting(str(MisconceptionId(node.op, (slip,))), partial(rewrite, node, p))
        yield from _other_sizes(node, p)
        yield from _shifted(node, p)
    for k, arg in enumerate(node.args):
        for id, wrong in by_operation(arg, p):
            yield from fitting(id, partial(rebuilt, node, (*node.args[:k], wrong, *node.args[k + 1 :])))


def _shifted(node: Node, p: Program) -> Iterator[Wrong]:
    """The rows of a trained table from a later one on: positions counted from a wrong length."""
    x = p.inputs.get(node.args[0].params[0]) if node.op == "part" and node.args[0].op == "ref" else None
    if x is not None and x.trained and node.params[0] == -2 and node.params[1] == 0:
        rows = int(node.params[2])
        for first in range(1, min(int(x.shape[-2]) - rows, MOST_SHIFTED) + 1):
            yield Wrong(SHIFTED, part(node.args[0], -2, first, first + rows))


def _other_sizes(node: Node, p: Program) -> Iterator[Wrong]:
    """√ of another size, or of the width of all heads together: √n, √d, √(h·d_k) for √d_k."""
    if node.op != "sqrt" or node.args[0].op != "number" or not node.args[0].params[1]:
        return
    value = int(node.args[0].params[0])
    for text in (
        *p.dims,
        *(f"{heads}*{size}" for heads in p.dims if p.counts.get(heads) == "heads" for size in p.dims if size != heads),
    ):
        size = p.size(text)
        if int(size) not in (value, 1):
            yield Wrong(str(MisconceptionId(SIZE, (text,))), sqrt(size))
