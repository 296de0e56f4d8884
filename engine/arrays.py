"""Array type, and comparison of arrays within a margin."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]  # float64 of any shape, unless stated otherwise where it is used


def differing(a: Array, b: Array, margin: Array | float) -> Array:
    """Boolean array, True in each cell where a and b differ by more than a margin.

    Shapes broadcast as in NumPy; the margin has the unit of the arrays. An infinity equals only itself, and NaN equals
    NaN.
    """
    with np.errstate(invalid="ignore"):
        both = np.isfinite(a) & np.isfinite(b)
        return np.asarray(np.where(both, np.abs(a - b) > margin, (a != b) & ~(np.isnan(a) & np.isnan(b))))


def differ(a: Array, b: Array, margin: Array | float) -> bool:
    """True if two arrays differ by more than a margin in some cell, or differ in shape."""
    return a.shape != b.shape or bool(differing(a, b, margin).any())
