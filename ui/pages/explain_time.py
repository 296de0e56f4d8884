"""The timeline on Explain: what runs over time, moment by moment; and which parts of the story stand together."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

import streamlit as st

from engine import Program
from engine.readings.moments import Place, place_of, tracks
from presentation.content_words import step_titles
from presentation.figure.layout import story
from presentation.figure.view import View
from presentation.timeline.draw import drawn
from presentation.timeline.view import Timeline, place_named
from presentation.workspace import Workspace
from ui.components.drawing import component
from ui.session.state import session

PIECE = 40  # parts drawn at once; a browser needs seconds for more, and minutes for hundreds


def pieces(program: Program, together: bool) -> tuple[range, ...]:
    """The parts of the story that are on the page at once, by their numbers: those of a moment, or so many.

    What belongs to no moment stands by itself. `together` puts all moments below each other.
    """
    told = story(program)
    if together or not tracks(program):
        return _cut(range(1, len(told) + 1))
    runs = [len(list(same)) for _, same in groupby(_places(program))]
    ends = [sum(runs[: k + 1]) for k in range(len(runs))]
    return tuple(piece for n, end in zip(runs, ends, strict=True) for piece in _cut(range(end - n + 1, end + 1)))


def _cut(parts: range) -> tuple[range, ...]:
    return tuple(parts[first : first + PIECE] for first in range(0, len(parts), PIECE))


@lru_cache(maxsize=32)
def _places(program: Program) -> tuple[Place | None, ...]:
    """Where in time each part of the story stands."""
    return tuple(place_of(program.steps[told[0]]) for told in story(program))


def show(space: Workspace, view: View, go: Callable[[int], None]) -> None:
    """The timeline of a computation that runs over time; `go` opens a part of the story."""
    program = space.trace.program
    opened = _opened(program)
    found = Timeline(
        space.topic,
        space.trace,
        dict(space.axis_labels),
        None if session().together else _places(program)[opened - 1],
        session().unit,
        session().together,
        session().digits,
        tuple(_outside(space)),
        opened,
    )

    def chosen(said: str) -> None:
        _chosen(program, said, go)

    of, before = (opened, found.unit, found.whole), view.drawn.get("timeline")
    if before is None or before[0] != of:
        view.drawn["timeline"] = before = (of, drawn(found))
    component.timeline("timeline", before[1], chosen)


def _opened(program: Program) -> int:
    return min(session().opened, len(story(program)))


def _chosen(program: Program, said: str, go: Callable[[int], None]) -> None:
    kind, _, number = said.partition(":")
    if kind == "unit":
        session().unit = int(number)
        if session().structure:
            st.rerun()
    elif kind == "part":
        go(int(number))
    elif kind == "whole":
        session().together = not session().together
        st.rerun()
    elif place := place_named(said, tracks(program)):
        target = at_place(program, place, _opened(program))
        if session().together:
            session().together, session().opened, session().moved = False, target, False
            st.rerun()
        go(target)


def at_place(program: Program, place: Place, opened: int) -> int:
    """The part of a moment that tells the step which is open in another moment; its first part where it has none.

    A moment that no gradient reaches has no parts in the backward pass: then it is the first moment that has some.
    """
    every = list(enumerate(_places(program), 1))
    passed = [n for n, found in every if found and (found.track, found.backward) == (place.track, place.backward)]
    there = [n for n, found in every if found == place] or passed
    told = story(program)
    names = {program.steps[step].name for step in told[opened - 1]}
    alike = (n for n in there if names & {program.steps[step].name for step in told[n - 1]})
    return next(alike, there[0] if there else opened)


def _outside(space: Workspace) -> list[tuple[str, int]]:
    """The runs of parts outside time: what they are called, and the first part of each."""
    program = space.trace.program
    told, places, title = story(program), _places(program), step_titles(space.topic, program)
    found = []
    for piece in pieces(program, together=False):
        if places[piece[0] - 1] is None:
            first, last = (str(title(told[n - 1][0])) for n in (piece[0], piece[-1]))
            found.append((first if first == last else f"{first} … {last}", piece[0]))
    return found
