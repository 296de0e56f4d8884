"""Many variations of one program run at once: candidates along a new first axis.

A step that no variation of a run has touched so far is what it is where nothing is changed, and computed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from check.rounds import Moved, PatternOperand, Versions
from engine import Program
from engine.arrays import Array
from engine.execution.run import Arrays, Compiled, Precision, closure, plan
from engine.expression.node import Node, names

Changes = Mapping[str, Node]  # step id → the expression put in its place, of the same shape
CELLS = 2**20  # numbers that one run may keep


@lru_cache(maxsize=256)
def reads(program: Program) -> dict[str, frozenset[str]]:
    """What each step reads, by id."""
    return {id: frozenset(names(step.whole)) for id, step in program.steps.items()}


@lru_cache(maxsize=256)
def readers(program: Program) -> dict[str, tuple[str, ...]]:
    """The steps that read each input or step, by id; what nobody reads is left out."""
    found: dict[str, list[str]] = {}
    for id, names_read in reads(program).items():
        for name in names_read:
            found.setdefault(name, []).append(id)
    return {name: tuple(ids) for name, ids in found.items()}


def outcomes(
    program: Program,
    inputs: Arrays,
    changes: Sequence[Changes],
    wanted: Sequence[str],
    carried: Arrays | None = None,
    dtype: Precision = np.float64,
) -> dict[str, Array]:
    """The `wanted` steps under each of the changes: by id, (candidates, *shape).

    `carried` replaces steps by given numbers for whatever reads them; the wanted steps are still what is computed.
    """
    each = sum(prod(map(int, step.shape)) for step in program.steps.values())
    size = max(1, CELLS // max(each, 1))
    order = _by_first_change(program, changes)
    right = _unchanged(program, inputs, carried or {}, dtype)
    found = {id: np.empty((len(changes), *map(int, program.steps[id].shape)), dtype) for id in wanted}
    for start in range(0, len(changes), size):
        rows = order[start : start + size]
        chunk = [changes[row] for row in rows]
        for id, array in _at_once(program, inputs, chunk, wanted, carried or {}, dtype, right).items():
            found[id][rows] = array
    return found


def _by_first_change(program: Program, changes: Sequence[Changes]) -> list[int]:
    """The candidates in the order of the first step that each changes: those of one run share what comes before it."""
    place = {id: k for k, id in enumerate(program.steps)}
    first = [min((place[id] for id in change), default=len(place)) for change in changes]
    return sorted(range(len(changes)), key=first.__getitem__)


@np.errstate(all="ignore")
def _unchanged(program: Program, inputs: Arrays, carried: Arrays, dtype: Precision) -> dict[str, Array]:
    """Every step where nothing is changed, computed once for all candidates."""
    arrays: dict[str, Any] = {id: np.asarray(x, dtype) for id, x in inputs.items()}
    found = dict[str, Array]()
    for id, compute in plan(program, dtype):  # type: ignore[arg-type]
        found[id] = compute(arrays)
        arrays[id] = carried[id] if id in carried else found[id]
    return found


@np.errstate(all="ignore")
def _at_once(
    program: Program,
    inputs: Arrays,
    changes: Sequence[Changes],
    wanted: Sequence[str],
    carried: Arrays,
    dtype: Precision,
    right: Mapping[str, Array],
) -> dict[str, Array]:
    found = dict[str, Array]()
    arrays: dict[str, Any] = {id: np.asarray(x, dtype) for id, x in inputs.items()}
    changed: dict[str, list[tuple[int, Node | Moved]]] = {}
    for row, change in enumerate(changes):
        for id, made in (change.made if isinstance(change, Versions) else change).items():
            changed.setdefault(id, []).append((row, made))
    several, asked, read = set[str](), set(wanted), reads(program)
    for id, compute in _until(program, asked, dtype):
        if id in carried and id not in asked:
            arrays[id] = carried[id]
            continue
        touched = not several.isdisjoint(read[id])
        value = compute(arrays) if touched else right[id]
        shape = tuple(map(int, program.steps[id].shape))
        if id in changed:
            value = np.array(np.broadcast_to(value, (len(changes), *shape)))
            for row, made in changed[id]:
                compute, operands = _computation(made)
                mine = {name: _operand(arrays, operand, row, several) for name, operand in operands.items()}
                value[row] = _of_shape(compute(mine), value.shape[-2:])
            touched = True
        if id in asked:
            found[id] = np.broadcast_to(value, (len(changes), *shape))
        if id in carried:
            arrays[id] = carried[id]
            continue
        if touched:
            several.add(id)
        arrays[id] = value
    return found


def _until(program: Program, wanted: set[str], dtype: Precision) -> Iterator[tuple[str, Compiled]]:
    """The steps to compute, up to the last wanted one."""
    left = set(wanted)
    for id, compute in plan(program, dtype):  # type: ignore[arg-type]
        if not left:
            return
        left.discard(id)
        yield id, compute


def _computation(made: Node | Moved) -> tuple[Compiled, Mapping[str, PatternOperand]]:
    """What computes a wrong version, and what it reads."""
    if isinstance(made, Moved):
        return closure(made.pattern.node), made.operands
    return closure(made), {name: PatternOperand(name) for name in names(made)}


def _operand(arrays: Mapping[str, Any], operand: PatternOperand, row: int, several: set[str]) -> Any:
    array = arrays[operand.id][row] if operand.id in several else arrays[operand.id]
    return array if operand.row is None else array[operand.row : operand.row + 1]


def _of_shape(made: Any, shape: tuple[int, ...]) -> Any:
    """What a candidate makes; where that has another shape, it gives no numbers that could be those that were given."""
    there: tuple[int, ...] = np.shape(made)
    if there == shape:
        return made
    sides = zip(reversed(there[-2:]), reversed(shape), strict=False)
    return made if all(n in (1, wanted) for n, wanted in sides) else np.nan
