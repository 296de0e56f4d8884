"""The structure diagram on Explain: that of the moment or layer in which the open step stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import streamlit as st

from engine import Program
from engine.readings.moments import place_of
from engine.readings.structure.scope import scope_of, scopes
from presentation.content_words import place
from presentation.diagram.draw import box_titles, drawn
from presentation.figure.layout import story
from presentation.figure.view import View
from presentation.translate import _
from presentation.workspace import Workspace
from ui.components.drawing import component
from ui.pages import explain_outline
from ui.pages.explain_guess import guess_chip
from ui.session.callbacks import whole
from ui.session.state import session


def show(space: Workspace, view: View, parts: Mapping[str, int], go: Callable[[int], None]) -> None:
    """A switch, and the diagram if it is on; a box that is pressed opens the part of the story that tells its step."""
    with st.container(key="ways_to_look", horizontal=True, vertical_alignment="center"):
        st.toggle(_("Structure"), value=session().structure, key=KEY, on_change=_switched, width="content")
        explain_outline.switch(space.trace.program)
        guess_chip()
    if not session().structure:
        return
    program = space.trace.program
    told = story(program)
    opened = min(session().opened, len(told))
    others = tuple(_others(space, program, parts))
    here, of = told[opened - 1][0], (opened, session().unit)
    before = view.drawn.get(KEY)
    if before is None or before[0] != of:
        scope = scope_of(program, here)
        tree = drawn(scope, space.trace, box_titles(space.topic, program), parts, session().unit, opened, others)
        view.drawn[KEY] = before = (of, tree)
    component.diagram("structure_diagram", before[1], lambda said: go(int(said.partition(":")[2])))


KEY = "structure"


@whole
def _switched() -> None:
    session().structure = bool(st.session_state[KEY])


def _others(space: Workspace, program: Program, parts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The diagrams of a program in layers or passes; along time the words are the way."""
    for scope in scopes(program):
        first = scope.steps[0]
        if place_of(first) is None:
            where = place(space.topic, tuple(group for group in first.path if group.branch == "layer"))
            passed = _("Backward") if first.gradient_of else ""
            yield " · ".join(filter(None, [where, passed])) or _("Forward"), parts[first.id]
