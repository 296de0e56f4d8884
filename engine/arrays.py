"""Arrays of numbers: their type, and where two of them differ."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]  # float64 of any shape, unless its place says otherwise


def differing(a: Array, b: Array, margin: Array | float) -> Array:
    """The cells in which two arrays differ by more than a margin, as booleans.

    Shapes broadcast as in NumPy; the margin is in the arrays' own unit. An infinity equals only itself, and a missing
    number (NaN) another.
    """
    with np.errstate(invalid="ignore"):
        both = np.isfinite(a) & np.isfinite(b)
        return np.asarray(np.where(both, np.abs(a - b) > margin, (a != b) & ~(np.isnan(a) & np.isnan(b))))


def differ(a: Array, b: Array, margin: Array | float) -> bool:
    """Whether two arrays differ by more than a margin in some cell; arrays of different shapes always do."""
    return a.shape != b.shape or bool(differing(a, b, margin).any())
