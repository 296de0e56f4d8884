"""How far a rightly computed answer may lie from the engine's number, when every written number is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, names

# a comparison must not hang on the last bit of another machine
GUARD = 1e-9

# for each rounded array half a unit of its last place, for all its cells or for each
Halves = Mapping[str, "float | Array"]


def spread(expr: Node, arrays: Mapping[str, Any], halves: Halves) -> Array:
    """The most that each cell can move when every cell of the parents moves by half a unit: the shape of expr.

    The effects of single cells are measured in one batched run and added up, which is exact to first order.
    """
    centre = evaluate(expr, arrays)
    return _effect(centre, _moved(expr, arrays, halves))


def reachable(answer: Array, expr: Node, arrays: Mapping[str, Any], halves: Halves, half: float) -> Array:
    """Cell by cell, whether the answer is the expression when each cell of the parents was rounded to what is written.

    Where the written numbers give none, as a division by 0.00 does, the numbers that they were rounded from may.
    """
    centre = evaluate(expr, arrays)
    if centre.shape != answer.shape:
        return np.zeros(answer.shape, dtype=bool)
    moved = _moved(expr, arrays, halves)
    return within(answer, centre, half + _effect(centre, moved)) | _beyond(answer, centre, moved, half)


def _moved(expr: Node, arrays: Mapping[str, Any], halves: Halves) -> Array:
    """The expression with each cell of the parents raised, then with each lowered, along a new first axis."""
    read = names(expr)
    moving = [p for p in halves if p in read]
    count = sum(arrays[p].size for p in moving)
    if not count:
        return np.empty((0, *evaluate(expr, arrays).shape))
    nudged = dict(arrays)
    start = 0
    for p in moving:
        nudged[p] = _nudged(arrays[p], start, count, halves[p])
        start += arrays[p].size
    return np.asarray(evaluate(expr, nudged))


def _effect(centre: Array, moved: Array) -> Array:
    count = len(moved) // 2
    if not count:
        return np.zeros(centre.shape)
    with np.errstate(invalid="ignore"):
        effect = np.nan_to_num(np.abs(moved - centre), nan=0.0, posinf=0.0)
    return np.asarray(np.maximum(effect[:count], effect[count:]).sum(0))


def _beyond(answer: Array, centre: Array, moved: Array, half: float) -> Array:
    """Where the centre is no number: at a pole whatever lies past a neighbour; at 0/0 what the neighbours agree on.

    If both zeros may have been rounded, a neighbour is infinite, and the quotient can have been anything.
    """
    if np.isfinite(centre).all() or not len(moved):
        return np.zeros(answer.shape, dtype=bool)
    low = np.where(np.isfinite(moved), moved, np.inf).min(0)
    high = np.where(np.isfinite(moved), moved, -np.inf).max(0)
    above = np.where(np.isfinite(moved) & (moved > 0), moved, np.inf).min(0)
    below = np.where(np.isfinite(moved) & (moved < 0), moved, -np.inf).max(0)
    pole = np.isinf(centre) & np.isfinite(answer) & ((answer >= above - half) | (answer <= below + half))
    with np.errstate(invalid="ignore"):
        agreed = (high - low <= 2 * half) & (np.abs(answer - low) <= 2 * half)
    anything = np.isinf(moved).any(0) & np.isfinite(answer)
    return np.asarray(pole | (np.isnan(centre) & (agreed | anything)))


def _nudged(array: Array, start: int, count: int, half: float | Array) -> Array:
    """2·count copies: copy k has its cell k raised by half, copy count + k has it lowered."""
    copies = np.repeat(array[None], 2 * count, axis=0)
    flat = copies.reshape(2 * count, -1)
    cells = np.arange(array.size)
    flat[start + cells, cells] += np.ravel(half)
    flat[count + start + cells, cells] -= np.ravel(half)
    return copies


def within(answer: Array, centre: Array, tolerance: Array | float) -> Array:
    """Cell by cell, whether the answer is the centre as far as rounding can tell; an infinity equals only itself."""
    with np.errstate(invalid="ignore"):
        close = np.abs(answer - centre) <= tolerance + GUARD
    return np.asarray(np.where(np.isfinite(centre), close, answer == centre))
