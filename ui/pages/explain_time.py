"""The timeline on Explain: what runs over time, moment by moment."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine import Program
from engine.readings.moments import tracks
from presentation.content_words import step_titles
from presentation.figure.layout import story
from presentation.figure.view import View
from presentation.story_pieces import at_place, pieces, places
from presentation.timeline.draw import drawn, sentences
from presentation.timeline.view import Timeline, place_named
from presentation.workspaces.workspace import Workspace
from ui.components.drawing import component
from ui.session.state import session


def show(space: Workspace, view: View, go: Callable[[int], None]) -> None:
    """The timeline of a computation that runs over time; `go` opens a part of the story."""
    program = space.trace.program
    opened = _opened(program)
    found = Timeline(
        space.topic,
        space.trace,
        dict(space.axis_labels),
        None if session().together else places(program)[opened - 1],
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
    track = (found.open.path, found.shown(found.open), found.unit, bool(found.at and found.at.backward))
    told = view.once(("told", track), lambda: sentences(found))
    component.timeline("timeline", before[1], chosen, told)


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


def _outside(space: Workspace) -> list[tuple[str, int]]:
    """The runs of parts outside time: what they are called, and the first part of each."""
    program = space.trace.program
    told, where, title = story(program), places(program), step_titles(space.topic, program)
    found = []
    for piece in pieces(program, together=False):
        if where[piece[0] - 1] is None:
            first, last = (str(title(told[n - 1][0])) for n in (piece[0], piece[-1]))
            found.append((first if first == last else f"{first} … {last}", piece[0]))
    return found
