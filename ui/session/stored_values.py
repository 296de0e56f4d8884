"""Values that come back from the store, which another version may have written or a damaged file may have altered.

Each function returns the value in the shape that the app works with, and raises ValueError for any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

from quiz.posed import Rows

# what the code that reads a value of an unforeseen shape may raise
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def rows(value: Any) -> Rows:
    """A grid of texts. Raises ValueError for anything else."""
    if not isinstance(value, list | tuple):
        raise ValueError("no grid")
    return tuple(_row(row) for row in value)


def _row(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(text, str | int | float) for text in value):
        raise ValueError("no row of texts")
    return tuple(map(str, value))


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts. Raises ValueError for anything else."""
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise ValueError("no texts")
    return tuple(value)


def one_of(value: Any, allowed: Collection[str]) -> Any:
    """One of these words. Raises ValueError for any other."""
    if value not in allowed:
        raise ValueError("no such word")
    return value


def number(value: Any) -> float:
    """A finite number. Raises ValueError for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise ValueError("no number")
    return value


def grids(value: Any) -> dict[str, Rows]:
    """Grids of texts by part. Raises ValueError for anything else."""
    return {part: rows(grid) for part, grid in mapping(value).items()}


def counts(value: Any, most: int) -> dict[str, int]:
    """Counts by part, each between 0 and `most`. Raises ValueError for anything else."""
    return {part: count(number, most) for part, number in mapping(value).items()}


def count(value: Any, most: int) -> int:
    """A count between 0 and `most`. Raises ValueError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError("no count")
    return value


def mapping(value: Any) -> dict[str, Any]:
    """Values by name. Raises ValueError for what is no mapping from texts."""
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ValueError("nothing by name")
    return dict(value)
