"""Operations over arrays that no cache holds: the numbers of engine/expression/ops.py, up to rounding, sooner.

They work matrix by matrix and piece by piece, skip what a causal mask has hidden, and write into memory that is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, prod
from typing import Any

import numpy as np

from engine.execution.pool import empty
from engine.expression import ops
from engine.expression.node import Node

CELLS = 2**18  # from here on an array is large
ROWS = 128  # of a piece of a triangle


def softmax(x: Any, axis: int) -> Any:
    """Some rows at a time, so that the five passes over them find them in the cache."""
    if axis != -1:
        return ops.softmax(x, axis)
    y = empty(x.shape, x.dtype)
    rows, found = x.reshape(-1, x.shape[-1]), y.reshape(-1, x.shape[-1])
    step = max(1, CELLS // x.shape[-1])
    for start in range(0, len(rows), step):
        ops.softmax(rows[start : start + step], axis, found[start : start + step])
    return y


def where(keep: Any, x: Any, other: Any) -> Any:
    """The lesser of x and −∞ where nothing is kept: one pass, and NumPy's fmin looks past the NaN at what is kept."""
    if np.ndim(other) or other != -inf or np.broadcast_shapes(np.shape(keep), x.shape) != x.shape:
        return np.where(keep, x, other)
    limit = np.where(keep, np.nan, other).astype(x.dtype)
    return np.fmin(x, limit, out=empty(x.shape, x.dtype))


def matmul(a: Any, b: Any) -> Any:
    """What a causal mask has made 0 is not multiplied; 0 × ∞ has no value, so with infinities everything is."""
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    y = empty((*lead, a.shape[-2], b.shape[-1]), np.result_type(a, b))
    if not (lower(a) and np.isfinite(b).all()):
        return np.matmul(a, b, out=y)
    for rows, past in _pieces(a):
        np.matmul(a[..., rows, :past], b[..., :past, :], out=y[..., rows, :])
    return y


def div(a: Any, b: Any) -> Any:
    """The quotient of each pair of cells."""
    return np.divide(a, b, out=empty(np.broadcast_shapes(np.shape(a), np.shape(b)), np.result_type(a, b)))


def lower(a: Any) -> bool:
    """Whether 0 stands in all that no row of a piece sees under a causal mask."""
    n, m = a.shape[-2:]
    if m < n or n <= ROWS or not a.flags.c_contiguous or a[..., 0, -1].any():
        return False
    bits = a.view(f"i{a.itemsize}")  # read sooner than numbers; a −0 counts as one and only costs the time saved
    return not any(np.bitwise_or.reduce(bits[..., rows, past:], axis=None) for rows, past in _pieces(a))


def _pieces(a: Any) -> Iterator[tuple[slice, int]]:
    """Some rows at a time, and the column before which stands all that they see under a causal mask."""
    n, m = a.shape[-2:]
    for start in range(0, n, ROWS):
        stop = min(n, start + ROWS)
        yield slice(start, stop), stop + m - n


LARGE: dict[str, Callable[..., Any]] = {"softmax": softmax, "where": where, "matmul": matmul, "div": div}


def array_rule(node: Node) -> Callable[..., Any]:
    """The array rule of a node's operation: the one for large arrays where it works on one."""
    largest = max((prod(arg.shape) for arg in node.args), default=0)
    rule = LARGE.get(node.op) if largest >= CELLS else None
    return rule or ops.OPS[node.op].array
