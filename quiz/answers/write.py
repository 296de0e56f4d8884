"""Numbers written as an answer: rounded half away from zero to the decimals asked for."""

from __future__ import annotations

from typing import Any

import numpy as np


def written(array: Any, decimals: int) -> tuple[tuple[str, ...], ...]:
    """An array as a grid of texts, one row per row of the last axis; leading axes are stacked."""
    numbers = np.asarray(array, dtype=float)
    return tuple(tuple(number(x, decimals) for x in row) for row in numbers.reshape(-1, numbers.shape[-1]))


def number(x: float, decimals: int) -> str:
    """One number with this many decimals; −∞ is "-inf", and a rounded zero has no sign."""
    if np.isinf(x):
        return "inf" if x > 0 else "-inf"
    rounded = np.copysign(np.floor(abs(x) * 10**decimals + 0.5 + 1e-9), x) / 10**decimals
    return f"{rounded + 0.0:.{decimals}f}"
