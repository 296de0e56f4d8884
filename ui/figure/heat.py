"""How numbers become what a block shows: heat, and as many digits as its columns leave room for."""

from __future__ import annotations

from collections.abc import Sequence

from ui.figure.model import MOST_DENSE, MOST_DIGITS

DENSE_DIGITS = 2
STANDS_FOR_INFINITY = 1e8  # −1e9 in a masked score is no number to compare others with


def levels(numbers: Sequence[Sequence[float]], most: float | None = None) -> tuple[tuple[float, ...], ...]:
    """The heat of each number, −1 … 1: its share of the largest magnitude, or of `most`; what is not finite is cold."""
    finite = [[float(x) if abs(x) < STANDS_FOR_INFINITY else 0.0 for x in row] for row in numbers]
    top = most or max((abs(x) for row in finite for x in row), default=0.0) or 1.0
    return tuple(tuple(max(-1.0, min(1.0, round(x / top, 3))) for x in row) for row in finite)


def digits_for(columns: int, digits: int) -> int:
    """Decimals to print in a matrix of so many columns: as asked up to eight, two up to twelve; a map has no limit."""
    return min(digits, DENSE_DIGITS) if MOST_DIGITS < columns <= MOST_DENSE else digits
