"""Numbers as a learner is asked to write them: rounded half away from zero to the digits asked for."""

from __future__ import annotations

from typing import Any

import numpy as np


def written(array: Any, decimals: int) -> tuple[tuple[str, ...], ...]:
    """A grid of texts, rows of the last axis; leading axes are stacked."""
    numbers = np.asarray(array, dtype=float)
    return tuple(tuple(number(x, decimals) for x in row) for row in numbers.reshape(-1, numbers.shape[-1]))


def number(x: float, decimals: int) -> str:
    """One number; −∞ as "-inf", and never "-0.00"."""
    if np.isinf(x):
        return "inf" if x > 0 else "-inf"
    rounded = np.copysign(np.floor(abs(x) * 10**decimals + 0.5 + 1e-9), x) / 10**decimals
    return f"{rounded + 0.0:.{decimals}f}"
