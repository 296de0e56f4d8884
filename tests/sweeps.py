"""Long sweeps: of each, a telling part runs in `make test`; the rest is `exhaustive` and runs in `make test-all`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")


def exhaustive(*values: Any, id: str | None = None) -> Any:
    """These values of a parameter, only where everything is run."""
    return pytest.param(*values, id=id, marks=pytest.mark.exhaustive)


def in_two_parts(name: str, telling: Sequence[T], rest: Sequence[T]) -> Iterator[Any]:
    """What always runs as one parameter, and the rest, if there is any, as an exhaustive one."""
    yield pytest.param(telling, id=name)
    if rest:
        yield exhaustive(rest, id=f"{name}, the rest")


def first_of_each(kind: Callable[[T], object], values: Iterable[T], name: Callable[[T], str] = str) -> list[Any]:
    """Every value as a parameter, a tuple as several; the first of each kind always runs, the others are exhaustive."""
    seen: set[object] = set()
    found = []
    for value in values:
        marked = exhaustive if kind(value) in seen else pytest.param
        found.append(marked(*(value if isinstance(value, tuple) else (value,)), id=name(value)))
        seen.add(kind(value))
    return found
