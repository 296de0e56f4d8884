"""The pieces of a story: which of its parts stand on a page together, and which part a moment or a button leads to.

Parts are counted from 1. Where a computation runs over time, a piece is a moment, unless all are wanted `together`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from engine import Program
from engine.readings.moments import StepMoment, place_of, tracks
from presentation.figure.layout import story

PIECE = 40  # parts drawn at once; a browser needs seconds for more, and minutes for hundreds


@lru_cache(maxsize=32)
def places(program: Program) -> tuple[StepMoment | None, ...]:
    """Where in time each part of the story stands; None for one outside time."""
    return tuple(place_of(program.steps[told[0]]) for told in story(program))


def pieces(program: Program, together: bool) -> tuple[range, ...]:
    """The parts of the story that are on the page at once, by their numbers: those of a moment, or so many.

    What belongs to no moment stands by itself. `together` puts all moments below each other.
    """
    if together or not tracks(program):
        return _cut(range(1, len(story(program)) + 1))
    runs = [len(list(same)) for _, same in groupby(places(program))]
    ends = [sum(runs[: k + 1]) for k in range(len(runs))]
    return tuple(piece for n, end in zip(runs, ends, strict=True) for piece in _cut(range(end - n + 1, end + 1)))


def _cut(parts: range) -> tuple[range, ...]:
    return tuple(parts[first : first + PIECE] for first in range(0, len(parts), PIECE))


def piece_with(part: int, program: Program, together: bool) -> range:
    """The piece that has a part; that of the last part for any number beyond it."""
    last = min(part, len(story(program)))
    return next(found for found in pieces(program, together) if last in found)


def further(opened: int, program: Program, together: bool) -> int:
    """Where "Show all" leads: to the end of the piece that is open, and from there to the end of the next."""
    end = piece_with(opened, program, together)[-1]
    return end if opened < end else piece_with(opened + 1, program, together)[-1]


def at_place(program: Program, place: StepMoment, opened: int) -> int:
    """The part of a moment that tells the step which is open in another moment; its first part where it has none.

    A moment that no gradient reaches has no parts in the backward pass: then it is the first moment that has some.
    """
    every = list(enumerate(places(program), 1))
    passed = [n for n, found in every if found and (found.track, found.backward) == (place.track, place.backward)]
    there = [n for n, found in every if found == place] or passed
    told = story(program)
    names = {program.steps[step].name for step in told[opened - 1]}
    alike = (n for n in there if names & {program.steps[step].name for step in told[n - 1]})
    return next(alike, there[0] if there else opened)


def shown_at(program: Program, step: str, opened: int) -> str:
    """The step of this name in the moment of the part that is open, else the first one, by its id; "" where none is.

    A part outside time, or in a track that has no such step, shows the first.
    """
    if step in program.steps:
        return step
    alike = [id for id, found in program.steps.items() if found.name == step]
    here = places(program)[opened - 1]
    now = (id for id in alike if here and place_of(program.steps[id]) == replace(here, backward=False))
    return next(now, alike[0] if alike else "")


def of_other_moments(program: Program, step: str) -> list[str]:
    """The steps of all moments but the one in which a step stands; none for a step outside time."""
    here = place_of(program.steps[step])
    where = {id: place_of(found) for id, found in program.steps.items()} if here else {}
    return [id for id, place in where.items() if place and place != here]
