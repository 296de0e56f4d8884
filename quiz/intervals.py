"""How far a rightly computed answer may lie from the engine's number, when every written number is rounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.node import Node, names
from engine.run import evaluate

# a comparison must not hang on the last bit of another machine
GUARD = 1e-9

Array = np.ndarray[Any, Any]


def spread(expr: Node, arrays: Mapping[str, Any], parents: Sequence[str], half: float) -> Array:
    """The most that each cell can move when every cell of the parents moves by half a unit: the shape of expr.

    The effects of single cells are measured in one batched run and added up, which is exact to first order.
    """
    centre = evaluate(expr, arrays)
    read = names(expr)
    moving = [p for p in parents if p in read]
    count = sum(arrays[p].size for p in moving)
    if not count:
        return np.zeros(centre.shape)
    nudged = dict(arrays)
    start = 0
    for p in moving:
        nudged[p] = _nudged(arrays[p], start, count, half)
        start += arrays[p].size
    moved = evaluate(expr, nudged)
    with np.errstate(invalid="ignore"):
        effect = np.nan_to_num(np.abs(moved - centre), nan=0.0, posinf=0.0)
    return np.asarray(np.maximum(effect[:count], effect[count:]).sum(0))


def _nudged(array: Array, start: int, count: int, half: float) -> Array:
    """2·count copies: copy k has its cell k raised by half, copy count + k has it lowered."""
    copies = np.repeat(array[None], 2 * count, axis=0)
    flat = copies.reshape(2 * count, -1)
    cells = np.arange(array.size)
    flat[start + cells, cells] += half
    flat[count + start + cells, cells] -= half
    return copies


def within(answer: Array, centre: Array, tolerance: Array | float) -> Array:
    """Cell by cell, whether the answer is the centre as far as rounding can tell; an infinity equals only itself."""
    with np.errstate(invalid="ignore"):
        close = np.abs(answer - centre) <= tolerance + GUARD
    return np.asarray(np.where(np.isfinite(centre), close, answer == centre))
