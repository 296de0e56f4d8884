"""Numbers without any pattern: two formulas that agree on them agree on all."""

from __future__ import annotations

import numpy as np

from engine import Input, Program
from engine.arrays import Array

KEPT = 0.6  # the share of a mask that is not masked


def generic(program: Program, draws: int) -> dict[str, Array]:
    """Every input so many times over, along a new first axis; always the same numbers."""
    rng = np.random.default_rng(0)
    return {id: _generic(rng, x, (draws, *map(int, x.shape))) for id, x in program.inputs.items()}


def one_hot(rng: np.random.Generator, shape: tuple[int, ...], axis: int) -> Array:
    """A single 1 along the axis, at a place drawn for each line."""
    return np.asarray(rng.random(shape).argsort(axis) == 0, dtype=float)


def same(a: Array, b: Array) -> bool:
    """Whether two results on such numbers are one and the same, as far as a machine can tell."""
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True))


def _generic(rng: np.random.Generator, x: Input, shape: tuple[int, ...]) -> Array:
    if x.role == "one_hot":
        return one_hot(rng, shape, x.picks_along)
    if x.role != "mask":
        return rng.normal(size=shape)
    mask = (rng.random(shape) < KEPT).astype(float)
    mask[..., :1, :1] = 1.0
    return mask
