"""Long sweeps: of each, a telling part runs in `make test`; the rest is `exhaustive` and runs in `make test-all`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
CASES, IN_A_BROWSER = 4, 2  # of each test; a case in a browser takes seconds


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


def spread(items: Sequence[pytest.Item], most: int) -> None:
    """Of a test with more cases than `most`, let so many, from the first on, always run; the others are exhaustive."""
    for cases in _by_test(items):
        telling = {len(cases) * n // most for n in range(most)}
        for n, item in enumerate(cases):
            if len(cases) > most and n not in telling:
                item.add_marker(pytest.mark.exhaustive)


def _by_test(items: Sequence[pytest.Item]) -> Iterator[list[pytest.Item]]:
    """The cases of each test, without those that are exhaustive anyway."""
    found: dict[str, list[pytest.Item]] = {}
    for item in items:
        if not item.get_closest_marker("exhaustive"):
            found.setdefault(item.nodeid.partition("[")[0], []).append(item)
    yield from found.values()
