"""Faster array rules for arrays larger than the CPU cache; equal to engine/expression/ops.py up to rounding.

They work block by block, skip products with zeros above a causal mask's diagonal, and reuse pooled memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, prod
from typing import Any

import numpy as np

from engine.execution.pool import empty
from engine.expression import ops
from engine.expression.node import Node

CELLS = 2**18  # numbers from which on an array counts as large
ROWS = 128  # rows of one block of a lower triangular matrix


def softmax(x: Any, axis: int) -> Any:
    """Softmax along the last axis in blocks of rows that fit in the cache; other axes use the ordinary rule.

    One softmax makes five passes over its rows, so rows that stay in the cache are read from memory once.
    """
    if axis != -1:
        return ops.softmax(x, axis)
    y = empty(x.shape, x.dtype)
    rows, found = x.reshape(-1, x.shape[-1]), y.reshape(-1, x.shape[-1])
    step = max(1, CELLS // x.shape[-1])
    for start in range(0, len(rows), step):
        ops.softmax(rows[start : start + step], axis, found[start : start + step])
    return y


def where(keep: Any, x: Any, other: Any) -> Any:
    """`np.where(keep, x, other)`, in one pass of fmin for the usual case other = −∞ (masked scores).

    fmin ignores NaN, so a limit of NaN keeps x and a limit of −∞ masks it.
    """
    if np.ndim(other) or other != -inf or np.broadcast_shapes(np.shape(keep), x.shape) != x.shape:
        return np.where(keep, x, other)
    limit = np.where(keep, np.nan, other).astype(x.dtype)
    return np.fmin(x, limit, out=empty(x.shape, x.dtype))


def matmul(a: Any, b: Any) -> Any:
    """Matrix product (…, n, k) × (…, k, m) → (…, n, m) that skips the zeros of causally masked weights.

    0 × ∞ is NaN, so nothing is skipped where b has infinities or NaN.
    """
    lead = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    y = empty((*lead, a.shape[-2], b.shape[-1]), np.result_type(a, b))
    if not (lower(a) and np.isfinite(b).all()):
        return np.matmul(a, b, out=y)
    for rows, past in _pieces(a):
        np.matmul(a[..., rows, :past], b[..., :past, :], out=y[..., rows, :])
    return y


def div(a: Any, b: Any) -> Any:
    """Element-wise quotient with broadcasting, written into pooled memory."""
    return np.divide(a, b, out=empty(np.broadcast_shapes(np.shape(a), np.shape(b)), np.result_type(a, b)))


def lower(a: Any) -> bool:
    """True if a is block lower triangular: zero wherever a causal mask hides keys from a whole block of rows.

    False for matrices of one block, for more rows than columns, and for arrays that are not C-contiguous.
    """
    n, m = a.shape[-2:]
    if m < n or n <= ROWS or not a.flags.c_contiguous or a[..., 0, -1].any():
        return False
    bits = a.view(f"i{a.itemsize}")  # integers compare faster than floats; −0.0 is not 0 here and only costs speed
    return not any(np.bitwise_or.reduce(bits[..., rows, past:], axis=None) for rows, past in _pieces(a))


def _pieces(a: Any) -> Iterator[tuple[slice, int]]:
    """Blocks of rows, each with the number of leading columns that its rows may attend to under a causal mask."""
    n, m = a.shape[-2:]
    for start in range(0, n, ROWS):
        stop = min(n, start + ROWS)
        yield slice(start, stop), stop + m - n


LARGE: dict[str, Callable[..., Any]] = {"softmax": softmax, "where": where, "matmul": matmul, "div": div}


def array_rule(node: Node) -> Callable[..., Any]:
    """Array rule of a node's operation: the one for large arrays if an operand is large, else the ordinary one."""
    largest = max((prod(arg.shape) for arg in node.args), default=0)
    rule = LARGE.get(node.op) if largest >= CELLS else None
    return rule or ops.OPS[node.op].array
