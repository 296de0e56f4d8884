"""Given results as arrays, and how far rounding may move each of their cells.

A number printed with four decimals says no more than half a unit of the fourth; what was computed in float32 is off by
what float32 itself does to that computation, measured by running it in both precisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from check.findings import Largest
from engine import InputError, Program, run
from engine.arrays import Array
from engine.execution.run import Arrays, plan

Digits = int | Mapping[str, Any] | None  # decimals of all results, or of each; half units by cell are arrays
SAFETY = 8.0  # another order of summation rounds otherwise than ours
UNIT = float(np.finfo(np.float32).eps)
LOW = -1e4  # where our mask writes −∞, any score below this masks as well
SAMPLES = 16  # roundings of the given earlier numbers that are tried
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, eq=False)
class Given:
    """One given result: its array and half a unit of the last digit printed, for all cells or for each."""

    values: Array
    half: float | Array = 0.0


@runtime_checkable
class Printed(Protocol):
    """An array as a reader of print-outs gives it: its numbers, and half a unit of the last digit of each."""

    @property
    def values(self) -> Array:
        """The numbers."""

    @property
    def half(self) -> Array:
        """Half a unit of the last printed digit of each; 0 for what is exact."""


def given(results: Mapping[str, Any], digits: Digits, program: Program) -> dict[str, Given]:
    """The given results in the order of the program; raises InputError for unknown steps and for what is no array."""
    if not results:
        raise InputError("There is no result to check: give the numbers of at least one step.")
    for name in results:
        if name not in program.steps:
            there = ", ".join(program.steps)
            raise InputError("There is no step called {name} here; the steps are {steps}.", name=name, steps=there)
    return {id: _read(id, results[id], digits) for id in program.steps if id in results}


def _read(name: str, result: Any, digits: Digits) -> Given:
    if isinstance(result, Printed):
        return Given(np.atleast_1d(result.values), np.atleast_1d(result.half))
    try:
        values = np.asarray(result, np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("The result {name} is not a table of numbers.", name=name) from error
    if values.size == 0:
        raise InputError("The result {name} is empty: enter at least one number.", name=name)
    said = digits.get(name) if isinstance(digits, Mapping) else digits
    return Given(values, 0.0 if said is None else said if isinstance(said, np.ndarray) else 0.5 * 10.0 ** -int(said))


# ---- what float32 does ----


def single_precision(program: Program, inputs: Arrays, truth: Arrays) -> dict[str, Array]:
    """What float32 may do to each cell of each step: by id, arrays of the steps' shapes."""
    single = run(program, {id: np.asarray(x, np.float32) for id, x in inputs.items()}, dtype=np.float32)
    return {id: _apart(np.asarray(truth[id]), np.asarray(single[id], np.float64)) for id in program.steps}


def _apart(double: Array, single: Array) -> Array:
    with np.errstate(invalid="ignore"):
        apart = np.abs(double - single)
        size = np.abs(double)
    ordinary = np.isfinite(apart) & (size < -LOW)
    worst = float(apart[ordinary].max(initial=0.0))
    return SAFETY * (worst + UNIT * np.where(np.isfinite(size), size, 0.0)) / 2 + UNIT


# ---- what the rounding of earlier given numbers does ----


@np.errstate(all="ignore")
def from_given(program: Program, inputs: Arrays, carried: Arrays, halves: Mapping[str, float | Array]) -> _Own:
    """Every step computed from the given numbers of the steps before it, and how far their rounding may move it.

    `carried` are the given steps, `halves` their roundings. All of them are moved at once, in several ways that are
    spread evenly, in one batched run.
    """
    arrays: dict[str, Any] = {id: np.asarray(x, np.float64) for id, x in inputs.items()}
    centre, moved = dict[str, Array](), dict[str, Array]()
    for id, compute in plan(program, np.float64):
        value = np.asarray(compute(arrays))
        shape = tuple(map(int, program.steps[id].shape))
        value = np.broadcast_to(value, (SAMPLES + 1, *shape)) if value.ndim == len(shape) else value
        apart = np.abs(value - value[:1])
        centre[id], moved[id] = value[0], 2 * np.where(np.isfinite(apart), apart, 0.0).max(0)
        arrays[id] = _rounded(carried[id], halves[id]) if id in carried else value
    return centre, moved


_Own = tuple[dict[str, Array], dict[str, Array]]


def _rounded(values: Array, half: float | Array) -> Array:
    """The values, and SAMPLES copies moved by up to `half`; the moves are the same on every machine."""
    cells = np.arange(1, values.size + 1)
    rows = np.arange(1, SAMPLES + 1)[:, None]
    moves = 2 * np.modf(rows * np.modf(cells * GOLDEN)[0] + cells * 2**0.5)[0] - 1
    by = np.concatenate([np.zeros((1, values.size)), moves]).reshape(SAMPLES + 1, *values.shape)
    return np.asarray(values + by * half)


# ---- comparing ----


def near(values: Array, expected: Array, tolerance: Array | float) -> Array:
    """Which cells agree; `expected` may have leading axes. NaN agrees with nothing, any low score with a mask's −∞."""
    with np.errstate(invalid="ignore"):
        close = np.abs(values - expected) <= tolerance
        masked = (expected <= LOW * 1e4) & (values <= LOW)
    return np.asarray(close | (values == expected) | masked)


def largest(values: Array, expected: Array, tolerance: Array | float) -> Largest | None:
    """The cell that differs the most, one without a number first; None if all agree."""
    off = ~near(values, expected, tolerance)
    if not off.any():
        return None
    with np.errstate(invalid="ignore"):
        apart = np.abs(values - expected)
    apart = np.where(np.isfinite(apart), apart, np.inf)
    index = tuple(int(k) for k in np.unravel_index(int(np.where(off, apart, -1.0).argmax()), values.shape))
    return Largest(index, float(values[index]), float(expected[index]))
