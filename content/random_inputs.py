"""Generic random inputs: formulas that agree on them are taken to agree on all numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import Input, Program
from engine.arrays import Array, differ, differing

UNMASKED = 0.6  # the fraction of a mask's cells that are 1, not masked
ROUNDING = 1e-9  # absolute and relative difference of values that are equal up to rounding


def generic_inputs(program: Program, draws: int) -> dict[str, Array]:
    """Random arrays for all inputs of a program, by id, with a first axis of `draws`; always the same numbers."""
    rng = np.random.default_rng(0)
    return {id: _generic_array(rng, x, (draws, *map(int, x.shape))) for id, x in program.inputs.items()}


def one_hot(rng: np.random.Generator, shape: tuple[int, ...], axis: int) -> Array:
    """A random array with a single 1 along `axis` and zeros elsewhere."""
    return np.asarray(rng.random(shape).argsort(axis) == 0, dtype=float)


def same_values(a: Array, b: Array) -> bool:
    """Whether two arrays have the same shape and equal values up to rounding; NaN equals NaN."""
    return not differ(a, b, ROUNDING * (1 + np.abs(b)))


def first_same(known: Sequence[Array], found: Array) -> int | None:
    """The place of the first of several arrays of one shape with the same values up to rounding; None without one."""
    if not known:
        return None
    apart = differing(np.stack(known), found, ROUNDING * (1 + np.abs(found)))
    same = ~apart.any(axis=tuple(range(1, apart.ndim)))
    return int(same.argmax()) if same.any() else None


def _generic_array(rng: np.random.Generator, x: Input, shape: tuple[int, ...]) -> Array:
    if x.role == "one_hot":
        return one_hot(rng, shape, x.picks_along)
    if x.role == "ignore_mask":
        return 1.0 - _mask(rng, shape)
    return _mask(rng, shape) if x.role == "mask" else rng.normal(size=shape)


def _mask(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """A random mask in which something is seen: the first key; of one column, the first row if all else is masked."""
    mask = (rng.random(shape) < UNMASKED).astype(float)
    if shape[-1] > 1:
        mask[..., :1, :1] = 1.0
    else:
        mask[..., :1, :] = np.maximum(mask[..., :1, :], ~mask.any(axis=-2, keepdims=True))
    return mask
