"""Long sweeps: of each, a telling part runs in `make test`; the rest is `exhaustive` and runs in `make test-all`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from zlib import crc32

import pytest

T = TypeVar("T")
CASES, IN_A_BROWSER = 4, 1  # of each test; a case in a browser takes seconds


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
    """Of a test with more cases than `most`, let so many always run, and mark the others as exhaustive.

    They lie evenly among all cases. The first is another one for each test: where many tests go over the same
    mechanisms, each mechanism is in some of them.
    """
    for test, cases in _by_test(items).items():
        first = crc32(test.encode()) % len(cases)
        telling = {(first + len(cases) * n // most) % len(cases) for n in range(most)}
        for n, item in enumerate(cases):
            if len(cases) > most and n not in telling:
                item.add_marker(pytest.mark.exhaustive)


def chosen_by_hand(items: Sequence[pytest.Item]) -> set[str]:
    """The tests that say themselves which of their cases always run, such as one of each page."""
    return {item.nodeid.partition("[")[0] for item in items if item.get_closest_marker("exhaustive")}


def _by_test(items: Sequence[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """The cases of each test, without those that are exhaustive anyway."""
    found: dict[str, list[pytest.Item]] = {}
    for item in items:
        if not item.get_closest_marker("exhaustive"):
            found.setdefault(item.nodeid.partition("[")[0], []).append(item)
    return found
