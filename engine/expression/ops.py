"""Operation table: for each operation its array rule, its cell rule and its shape rule.

A rule takes the operands first, then the node's parameters. Gradients, code and costs stand in tables of their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.errors import ShapeError
from engine.expression import rearrange
from engine.expression.cell import Cell, Index, choose, number, total
from engine.expression.rearrange import Operand
from engine.expression.shapes import Shape, along, broadcast, moved, reduced, resized, same, turned, written


class Op(NamedTuple):
    """Rules of one operation.

    `array` computes the NumPy result, with any leading batch axes. `cell` gives the formula of one number. `shape`
    infers the result's shape and raises ShapeError for operands that do not fit.
    """

    array: Callable[..., Any]
    cell: Callable[..., Cell]
    shape: Callable[..., Shape]


def each(name: str) -> Callable[..., Cell]:
    """Cell rule of an element-wise operation."""
    return lambda i, *xs: Cell(name, tuple(x[i] for x in xs))


_ONE = {np.dtype(t): np.ones((), t) for t in (np.float32, np.float64)}


def sigmoid(x: Any) -> Any:
    """Logistic sigmoid 1/(1 + e^−x), element-wise, computed in place in one new array."""
    y = np.negative(x)
    np.exp(y, y)
    np.add(y, _ONE[y.dtype], y)
    return np.reciprocal(y, y)


def erf(x: Any) -> Any:
    """Error function, element-wise with math.erf, since NumPy has none."""
    return np.fromiter(map(math.erf, x.flat), x.dtype, x.size).reshape(x.shape)


def matmul_shape(a: Shape, b: Shape) -> Shape:
    """Shape of a matrix product: (…, n, k) and (…, k, m) → (…, n, m).

    Raises ShapeError where the inner sizes differ.
    """
    if a[-1] != b[-2]:
        raise ShapeError(
            "Cannot multiply {a} by {b}: the number of columns is {columns}, that of rows {rows}.",
            a=written(a),
            b=written(b),
            columns=int(a[-1]),
            rows=int(b[-2]),
        )
    return (*broadcast(a[:-2], b[:-2]), a[-2], b[-1]) if a[:-2] or b[:-2] else (a[-2], b[-1])


def matmul_cell(i: Index, a: Operand, b: Operand) -> Cell:
    """One cell of a matrix product: the dot product of a row of a and a column of b."""
    return total(a[*i[:-1], k] * b[*i[:-2], k, i[-1]] for k in range(a.shape[-1]))


_LOWEST = {np.dtype(t): float(np.finfo(t).min) for t in (np.float32, np.float64)}


def softmax(x: Any, axis: int, out: Any = None) -> Any:
    """Softmax along an axis, with the maximum subtracted first; a line of −∞ only gives zeros.

    Zeros for a fully masked line follow PyTorch's scaled_dot_product_attention. `out` is an array for the result.
    """
    y = np.subtract(x, np.maximum.reduce(x, axis, keepdims=True, initial=_LOWEST[x.dtype]), out)
    np.exp(y, y)
    total = np.add.reduce(y, axis, keepdims=True)
    # the largest term is e⁰ = 1, so only a fully masked line has a sum below 1
    np.maximum(total, 1.0, out=total)
    y /= total
    return y


def softmax_cell(i: Index, x: Operand, axis: int) -> Cell:
    """One cell of a softmax: the operation "share" over its own score and all scores of its line."""
    return Cell("share", (x[i], *(x[j] for j in along(i, axis, x.shape[axis]))))


def sum_cell(i: Index, x: Operand, axis: int) -> Cell:
    """One cell of a sum along an axis."""
    return total(x[j] for j in along(i, axis, x.shape[axis]))


def max_cell(i: Index, x: Operand, axis: int) -> Cell:
    """One cell of a maximum along an axis."""
    return Cell("max", tuple(x[j] for j in along(i, axis, x.shape[axis])))


def larger(x: Any, axis: int) -> Any:
    """Which entries of a line are larger than which, [x_j > x_i]: one more axis for j, the last.

    The axis of i is moved to the last but one.
    """
    line = np.moveaxis(x, axis, -1)
    return line[..., None, :] > line[..., :, None]


def rank(x: Any, axis: int) -> Any:
    """Rank of each entry in its line along an axis, 1 for the largest; equal entries have equal ranks."""
    return np.moveaxis(1.0 + larger(x, axis).sum(-1), -1, axis).astype(x.dtype)


def rank_cell(i: Index, x: Operand, axis: int) -> Cell:
    """One cell of a rank: 1 and a 1 for every larger entry of its line."""
    others = (j for j in along(i, axis, x.shape[axis]) if j != i)
    return total((number(1.0), *(Cell("greater", (x[j], x[i])) for j in others)))


def place(x: Any, axis: int) -> Any:
    """Place of each entry in its line sorted from the largest on, from 1; of equal ones the first comes first."""
    order = np.argsort(np.negative(x), axis, kind="stable")
    return (1.0 + np.argsort(order, axis)).astype(x.dtype)


def place_cell(i: Index, x: Operand, axis: int) -> Cell:
    """One cell of a place: 1, and a 1 for every larger entry of its line and every earlier one that is not smaller."""
    one, own, k = number(1.0), x[i], len(i) + axis
    lines = [j for j in along(i, axis, x.shape[axis]) if j != i]
    return total(
        (one, *(Cell("greater", (x[j], own)) if j[k] > i[k] else one - Cell("greater", (own, x[j])) for j in lines))
    )


def above(x: Any, w: Any, axis: int) -> Any:
    """Sum of w over the entries of a line that are larger than this one: Σ_j w_j [x_j > x_i] along an axis."""
    line = np.moveaxis(np.broadcast_to(w, np.broadcast_shapes(np.shape(x), np.shape(w))), axis, -1)
    return np.moveaxis((larger(x, axis) * line[..., None, :]).sum(-1), -1, axis)


def above_cell(i: Index, x: Operand, w: Operand, axis: int) -> Cell:
    """One cell of a sum over the larger entries of a line."""
    others = (j for j in along(i, axis, x.shape[axis]) if j != i)
    return total((number(0.0), *(w[j] * Cell("greater", (x[j], x[i])) for j in others)))


def causal(n: int, m: int) -> Any:
    """Boolean causal mask, (n, m): True where query i may attend to key j; the last query attends to every key."""
    return np.tri(n, m, m - n, dtype=bool)


OPS: dict[str, Op] = {
    # element-wise
    "add": Op(np.add, lambda i, a, b: a[i] + b[i], broadcast),
    "sub": Op(np.subtract, lambda i, a, b: a[i] - b[i], broadcast),
    "mul": Op(np.multiply, lambda i, a, b: a[i] * b[i], broadcast),
    "div": Op(np.divide, lambda i, a, b: a[i] / b[i], broadcast),
    "power": Op(np.power, each("power"), broadcast),
    "greater": Op(np.greater, each("greater"), broadcast),
    "larger": Op(np.maximum, lambda i, a, b: Cell("max", (a[i], b[i])), broadcast),
    "equal": Op(np.equal, each("equal"), broadcast),
    "where": Op(np.where, lambda i, keep, a, b: choose(keep[i], a[i], b[i]), broadcast),
    "neg": Op(np.negative, each("neg"), same),
    "square": Op(np.square, each("square"), same),
    "exp": Op(np.exp, each("exp"), same),
    "log": Op(np.log, each("log"), same),
    "erf": Op(erf, each("erf"), same),
    "sqrt": Op(np.sqrt, each("sqrt"), same),
    "floor": Op(np.floor, each("floor"), same),
    "sin": Op(np.sin, each("sin"), same),
    "cos": Op(np.cos, each("cos"), same),
    "tanh": Op(np.tanh, each("tanh"), same),
    "sigmoid": Op(sigmoid, each("sigmoid"), same),
    "relu": Op(lambda x: np.maximum(x, 0), each("relu"), same),
    "clip": Op(lambda x: np.minimum(np.maximum(x, 0), 1), each("clip"), same),
    # reductions along an axis
    "matmul": Op(np.matmul, matmul_cell, matmul_shape),
    "softmax": Op(softmax, softmax_cell, same),
    "sum": Op(lambda x, axis: x.sum(axis, keepdims=True), sum_cell, reduced),
    "max": Op(lambda x, axis: x.max(axis, keepdims=True), max_cell, reduced),
    "rank": Op(rank, rank_cell, same),
    "place": Op(place, place_cell, same),
    "above": Op(above, above_cell, lambda x, w, axis: broadcast(x, w)),
    # rearrangements
    "transpose": Op(lambda x: x.swapaxes(-1, -2), lambda i, x: x[*i[:-2], i[-1], i[-2]], turned),
    "split_heads": Op(rearrange.split_heads, rearrange.split_cell, rearrange.split_shape),
    "merge_heads": Op(rearrange.merge_heads, rearrange.merge_cell, lambda x, _: (*x[:-3], x[-2], x[-3] * x[-1])),
    "part": Op(rearrange.part, lambda i, x, axis, start, stop: x[moved(i, axis, start)], rearrange.part_shape),
    "pad": Op(rearrange.pad, rearrange.pad_cell, lambda x, axis, start, size: resized(x, axis, size)),
    "concat": Op(rearrange.concat, rearrange.concat_cell, rearrange.concat_shape),
    "take": Op(rearrange.take, rearrange.take_cell, rearrange.take_shape),
    "reshape": Op(rearrange.reshape, rearrange.reshape_cell, rearrange.reshape_shape),
    "spread": Op(rearrange.spread, lambda i, x, shape: x[i], lambda x, shape: shape),
    # constants
    "number": Op(lambda v, name: v, lambda i, v, name: number(v, name), lambda v, name: ()),
    "causal": Op(causal, lambda i, n, m: number(float(i[1] <= i[0] + m - n)), lambda n, m: (n, m)),
    "count": Op(lambda n: np.arange(n, dtype=float)[:, None], lambda i, n: number(float(i[0])), lambda n: (n, 1)),
}
