"""Arrays out of binary files: what of them can be worked with, and how large they may be."""

from __future__ import annotations

from math import prod

import numpy as np

from loading.arrays import MOST_AXES, MOST_CELLS, Array, Loaded, Shape, said
from loading.errors import Refused

MOST_BYTES = 64 * 2**20  # of a file, and of all that is packed in it


def within(count: int) -> None:
    """Raises Refused for more bytes than are read."""
    if count > MOST_BYTES:
        raise Refused("bytes", got=-(-count // 10**6), most=MOST_BYTES // 10**6)


def announced(name: str, shape: Shape, width: int, there: int) -> int:
    """The bytes that an array needs by its header, checked against what is there before anything is built.

    `width` is the size of one number in bytes. Raises Refused for an array too large, or cut off.
    """
    count = prod(shape)
    if count > MOST_CELLS and len(shape) <= MOST_AXES and min(shape, default=0) >= 0:
        raise Refused("cells", got=count, most=MOST_CELLS, shape=said(shape), name=name)
    return by_reference(name, shape, width, there)


def by_reference(name: str, shape: Shape, width: int, there: int) -> int:
    """The bytes that an array takes by its header, checked as `announced` does; it stays on the disk, so that it may
    have any number of cells. Raises Refused for one cut off.
    """
    if len(shape) > MOST_AXES:
        raise Refused("axes", got=len(shape), most=MOST_AXES)
    if any(side < 0 for side in shape):
        raise Refused("damaged")
    needed = prod(shape) * width
    if needed > there:
        raise Refused("cut_off", name=name, got=there, want=needed)
    return needed


def stored(name: str, array: Array, format: str, dtype: str = "") -> Loaded:
    """An array out of a file, exact as it is there.

    Raises Refused where it is empty, or holds something else than real numbers.
    """
    if array.dtype.kind not in "fiub":
        raise Refused("dtype", name=name, dtype=array.dtype.name)
    if not array.size:
        raise Refused("empty_array", name=name)
    values = array.astype(np.float64)
    return Loaded(name, values, np.zeros(values.shape), dtype or array.dtype.name, format)


def all_numbers(found: Loaded) -> Loaded:
    """The array, of which every cell is a number. Raises Refused for NaN, with its place."""
    missing = np.isnan(found.values)
    if missing.any():
        place = int(np.argmax(missing.reshape(-1)))
        width = found.shape[-1] if found.shape else 1
        raise Refused("nan", name=found.name, text="NaN", row=place // width + 1, column=place % width + 1)
    return found
