"""Marking tolerance: how far a right answer may differ from the exact value when all numbers on paper are rounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, names

# so that comparisons do not depend on a machine's floating-point rounding
GUARD = 1e-9

EASY = (0.0, 1.0, -1.0, 0.5, np.inf, -np.inf)  # what is written in every cell by one who does not compute
# units of the asked precision that rounding may change a wrong version by; by more, it would explain any numbers
WIDE = 3

# the rounding error of each rounded array, by name: half a unit of its last digit, one for all cells or one for each
Halves = Mapping[str, "float | Array"]


def spread(expr: Node, arrays: Mapping[str, Any], halves: Halves) -> Array:
    """The largest change of each cell when every parent cell changes by at most half a unit of its last digit.

    The result has the shape of `expr`. The effects of single parent cells are computed in one batched run and added,
    which is exact to first order.
    """
    centre = evaluate(expr, arrays)
    return _effect(centre, _moved(expr, arrays, halves))


def reachable(
    answer: Array,
    expr: Node,
    arrays: Mapping[str, Any],
    halves: Halves,
    half: float | Array,
    most: Callable[[], Array] | None = None,
) -> Array:
    """Whether each cell of an answer can result from `expr` on rounded parents; a boolean array of the answer's shape.

    `arrays` are the parents as written, `halves` their rounding errors, `half` that of the answer. Where the written
    numbers give no finite result, such as a division by 0.00, the numbers before rounding may have given one.

    `most` gives the most that rounded parents may be held to change a cell; a formula that divides by nearly nothing
    would otherwise give any answer.
    """
    centre = evaluate(expr, arrays)
    if centre.shape != answer.shape:
        return np.zeros(answer.shape, dtype=bool)
    near = within(answer, centre, half)
    if near.all():  # the rounding of the parents can only add to these
        return near
    if most:
        allowed = most()
        if (within(answer, centre, half + allowed) == near).all():  # as for most wrong versions: nothing is in between
            return near
        return within(answer, centre, half + np.minimum(spread(expr, arrays, halves), allowed))
    moved = _moved(expr, arrays, halves)
    return within(answer, centre, half + _effect(centre, moved)) | _beyond(answer, centre, moved, half)


def _moved(expr: Node, arrays: Mapping[str, Any], halves: Halves) -> Array:
    """`expr` on copies of the parents, each with one cell changed, along a new first axis.

    In the first half of the copies the cell is raised, in the second half lowered.
    """
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
        effect = np.abs(moved - centre)
    effect[~np.isfinite(effect)] = 0.0
    return np.asarray(np.maximum(effect[:count], effect[count:]).sum(0))


def _beyond(answer: Array, centre: Array, moved: Array, half: float | Array) -> Array:
    """Which answers are possible where the centre is infinite or undefined.

    At a pole, every number beyond the nearest result of a changed parent; at 0/0, the value that all changed parents
    agree on. If both zeros may be rounded numbers, a changed parent gives an infinity, and any quotient is possible.
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
    """2·count copies of an array: cell k is raised in copy start + k and lowered in copy count + start + k."""
    copies = np.repeat(array[None], 2 * count, axis=0)
    flat = copies.reshape(2 * count, -1)
    cells = np.arange(array.size)
    by = half.ravel() if isinstance(half, np.ndarray) else half
    flat[start + cells, cells] += by
    flat[count + start + cells, cells] -= by
    return copies


def within(answer: Array, centre: Array, tolerance: Array | float) -> Array:
    """Whether each cell of an answer is within the tolerance of the centre; an infinity equals only itself."""
    with np.errstate(invalid="ignore"):
        close = np.abs(answer - centre) <= tolerance + GUARD
    return np.asarray(np.where(np.isfinite(centre), close, answer == centre))


def one_number(array: Array) -> bool:
    """Whether all numbers of an array are one and the same of the easy ones; blank cells do not count."""
    found = array[~np.isnan(array)]
    return bool(found.size) and bool((found == found[0]).all()) and float(found[0]) in EASY
