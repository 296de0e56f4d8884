"""How far rounding may move each cell of a result, and which cells agree.

A number printed with four decimals says no more than half a unit of the fourth; what was computed in float32 is off by
what float32 itself does to that computation, measured by running it in both precisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from check.findings import Largest
from engine import Program, run
from engine.arrays import Array
from engine.execution.run import Arrays, plan

SAFETY = 8.0  # another order of summation rounds otherwise than ours
UNIT = float(np.finfo(np.float32).eps)
LOW = -1e4  # where our mask writes −∞, any score below this masks as well
SAMPLES = 16  # roundings of the given earlier numbers that are tried
GOLDEN = (5**0.5 - 1) / 2


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


def coarser_precision(single: Array, truth: Array, factor: float) -> Array:
    """What a type does that is `factor` times as coarse as float32, from what float32 does: rounding errors scale."""
    if factor == 1.0:
        return single
    size = np.abs(truth[np.isfinite(truth)]).max(initial=0.0)
    return factor * (single - UNIT + UNIT * min(1.0, float(size)))


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
        arrays[id] = spread(carried[id], halves[id]) if id in carried else value
    return centre, moved


_Own = tuple[dict[str, Array], dict[str, Array]]


def spread(values: Array, half: float | Array, before: int = 0) -> Array:
    """The values, and SAMPLES copies moved by up to `half`; the moves are the same on every machine.

    Arrays with another number of cells `before` them are moved independently.
    """
    cells = before + np.arange(1, values.size + 1)
    rows = np.arange(1, SAMPLES + 1)[:, None]
    moves = 2 * np.modf(rows * np.modf(cells * GOLDEN)[0] + cells * 2**0.5)[0] - 1
    by = np.concatenate([np.zeros((1, values.size)), moves]).reshape(SAMPLES + 1, *values.shape)
    return np.asarray(values + by * half)


# ---- comparing ----


def near(values: Array, expected: Array, tolerance: Array | float) -> Array:
    """Which cells agree; `expected` may have leading axes. NaN agrees with NaN, any low score with a mask's −∞."""
    with np.errstate(invalid="ignore"):
        close = np.abs(values - expected) <= tolerance
        masked = (expected <= LOW * 1e4) & (values <= LOW)
    neither = np.isnan(values) & np.isnan(expected)
    return np.asarray(close | (values == expected) | masked | neither)


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
