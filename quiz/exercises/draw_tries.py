"""How many sheets are drawn until one will do, counted for whoever asks, whatever kind of question they are for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Tries:
    """How many sheets were drawn."""

    sheets: int = 0


_counted: ContextVar[Tries | None] = ContextVar("counted", default=None)


@contextmanager
def counted() -> Iterator[Tries]:
    """Counts the sheets that are drawn meanwhile, in this thread."""
    tries = Tries()
    before = _counted.set(tries)
    try:
        yield tries
    finally:
        _counted.reset(before)


def tries_now() -> Tries:
    """Where a drawn sheet is counted; nobody reads it outside of `counted`."""
    return _counted.get() or Tries()
