"""Inputs that say no more than a print-out does: with how many decimals they come, and how far that may move a step.

Whoever prints the weights of a layer has four decimals of them; the program went on with all. What it gives then
differs from the computation on the printed numbers, though nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from check.case import Case
from check.numbers import from_given, spread
from engine import Program
from engine.arrays import Array
from engine.execution.run import Arrays

DECIMALS = range(4, 7)  # as print-outs have them; fewer are typed so, and more say all that float32 holds


def printed_decimals(values: Array) -> int | None:
    """The decimals of numbers that look printed; None of whole and short numbers, and of those that are exact."""
    if not np.isfinite(values).all() or (np.round(values, DECIMALS.start - 1) == values).all():
        return None
    return next((n for n in DECIMALS if (np.round(values, n) == values).all()), None)


def decimals_of(inputs: Arrays) -> Mapping[str, int]:
    """The decimals of each input that looks printed."""
    found = {id: printed_decimals(np.asarray(x, np.float64)) for id, x in inputs.items()}
    return {id: n for id, n in found.items() if n is not None}


def on_printed_inputs(case: Case) -> Case:
    """The case with what the rounding of its printed inputs does to the right computation allowed for."""
    return replace(case, moved=_moved(case.program, case.inputs))


def moved_like(case: Case, other: Program) -> Case:
    """The case with what the rounding does to another computation allowed for; as it is where nothing was printed."""
    if not case.moved:
        return case
    theirs = _moved(other, case.inputs)
    return replace(case, moved={id: np.maximum(x, _of_shape(theirs.get(id), x)) for id, x in case.moved.items()})


def _of_shape(theirs: Array | None, ours: Array) -> Array:
    return theirs if theirs is not None and theirs.shape == ours.shape else ours


def _moved(program: Program, inputs: Arrays) -> Mapping[str, Array]:
    """How far the rounding of the printed inputs may move each cell of each step."""
    moved, cells = dict(inputs), 0
    for id, decimals in decimals_of(inputs).items():
        values = np.asarray(inputs[id], np.float64)
        moved[id] = spread(values, 0.5 * 10.0**-decimals, cells)
        cells += values.size
    return from_given(program, moved, {}, {})[1]
