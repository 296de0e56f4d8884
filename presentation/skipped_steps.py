"""What a computation that starts in the middle leaves out, and where in its story that would stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine import Program
from presentation.figure.layout import story


@dataclass(frozen=True)
class LeftOut:
    """A part of the whole story that is not computed: its steps, and whether their numbers are given instead."""

    steps: tuple[str, ...]
    given: bool


@lru_cache(maxsize=32)
def left_out(whole: Program, begun: Program) -> dict[int, tuple[LeftOut, ...]]:
    """The parts that `begun` leaves out of the whole, by the number of its own part before which each stands.

    Parts are counted from 1; what the whole has after everything that is left stands before the part that follows it.
    """
    place = {id: k for k, id in enumerate(whole.steps)}
    missing = [part for told in story(whole) for part in _missing(told, begun)]
    found: dict[int, tuple[LeftOut, ...]] = {}
    for n, told in enumerate(story(begun), 1):
        here = place.get(told[0], len(place))
        found[n] = tuple(part for part in missing if place[part.steps[0]] < here)
        missing = [part for part in missing if place[part.steps[0]] > here]
    return {n: parts for n, parts in found.items() if parts}


def _missing(told: tuple[str, ...], begun: Program) -> list[LeftOut]:
    """Of a part of the story, the steps that are given and those that only lead to them."""
    gone = [id for id in told if id not in begun.steps]
    given = tuple(id for id in gone if id in begun.inputs)
    leading = tuple(id for id in gone if id not in begun.inputs)
    return [LeftOut(steps, known) for steps, known in ((leading, False), (given, True)) if steps]
