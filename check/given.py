"""Given results as arrays: what was handed in for each step, and how exactly it says its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from engine import InputError, Program
from engine.arrays import Array
from engine.inputs.validate import real_numbers

Digits = int | Mapping[str, Any] | None  # decimals of all results, or of each; half units by cell are arrays
MOST_DIGITS = 30
COARSE = {"float16": 2.0**13, "bfloat16": 2.0**16}  # how much larger a unit in the last place is than float32's


@dataclass(frozen=True, eq=False)
class Given:
    """One given result: its array and half a unit of the last digit printed, for all cells or for each.

    `coarser` is how much coarser than float32 the type is that it was computed in; 1 for float32 and float64.
    """

    values: Array
    half: float | Array = 0.0
    coarser: float = 1.0


class PrintedArray(Protocol):
    """An array as a reader of print-outs gives it: its numbers, and half a unit of the last digit of each."""

    @property
    def values(self) -> Array:
        """The numbers, in the shape that was given."""

    @property
    def half(self) -> Array:
        """Half a unit of the last printed digit of each number, in their shape; 0 for what is exact."""


def given(results: Mapping[str, Any], digits: Digits, program: Program) -> dict[str, Given]:
    """The given results in the order of the program.

    Raises InputError for unknown steps, for what is no array of real numbers, and for digits that cannot be.
    """
    if not results:
        raise InputError("There is no result to check: give the numbers of at least one step.")
    for name in (*results, *(digits if isinstance(digits, Mapping) else ())):
        if name not in program.steps:
            there = ", ".join(program.steps)
            raise InputError("There is no step called {name} here; the steps are {steps}.", name=name, steps=there)
    said = {id: digits.get(id) if isinstance(digits, Mapping) else digits for id in results}
    return {id: _read(id, results[id], said[id]) for id in program.steps if id in results}


def plain(entered: Any) -> Any:
    """What was entered, a tensor without its part in a gradient and in a type that NumPy has."""
    if not hasattr(entered, "detach"):
        return entered
    held = entered.detach().cpu()
    return held.float() if held.is_floating_point() else held


def _read(name: str, result: Any, digits: Any) -> Given:
    if result is None:
        raise InputError("The result {name} is missing: give its numbers, or leave it out.", name=name)
    printed = _is_printed(result)
    values = np.atleast_1d(real_numbers(name, result.values if printed else plain(result)))
    if values.size == 0:
        raise InputError("The result {name} is empty: enter at least one number.", name=name)
    half = result.half if printed and digits is None else _half(name, digits, values)
    return Given(values, np.atleast_1d(half) if isinstance(half, np.ndarray) else half, _coarser(result))


def _is_printed(result: Any) -> bool:
    """Whether it brings its half units; a tensor has methods of these names."""
    return isinstance(getattr(result, "half", None), np.ndarray | float) and hasattr(result, "values")


def _coarser(result: Any) -> float:
    """How much coarser than float32 the type is that a result says it has."""
    return COARSE.get(str(getattr(result, "dtype", "")).rpartition(".")[2], 1.0)


def _half(name: str, digits: Any, values: Array) -> float | Array:
    """Half a unit of the last digit, from a number of decimals or from half units by cell."""
    if digits is None:
        return 0.0
    if isinstance(digits, np.ndarray):
        return _half_units(name, real_numbers(name, digits), values)
    whole = isinstance(digits, int | np.integer) and not isinstance(digits, bool)
    if not (whole and 0 <= digits <= MOST_DIGITS):
        raise InputError(
            "The number of decimals of {name} is {digits}; it must be a whole number from 0 to {most}.",
            name=name,
            digits=repr(digits),
            most=MOST_DIGITS,
        )
    return float(0.5 * 10.0 ** -int(digits))


def _half_units(name: str, half: Array, values: Array) -> Array:
    if half.size != 1 and half.shape != values.shape:
        got, want = " × ".join(map(str, half.shape)), " × ".join(map(str, values.shape))
        raise InputError(
            "The half units of {name} are {got}, but its numbers are {want}.", name=name, got=got, want=want
        )
    if not (np.isfinite(half) & (half >= 0)).all():
        raise InputError("The half units of {name} have to be numbers, 0 or above.", name=name)
    return np.broadcast_to(half, values.shape)
