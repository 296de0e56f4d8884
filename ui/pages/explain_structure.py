"""The structure diagram on Explain: that of the moment or layer in which the open step stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import streamlit as st

from engine import Program
from engine.readings.moments import place_of
from engine.readings.structure.scope import scope_of, scopes
from presentation.content_words import place
from presentation.diagram.levels import Structures
from presentation.element import Element, element
from presentation.figure.layout import story
from presentation.figure.view import View
from presentation.translate import _
from presentation.workspaces.workspace import Workspace
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
    here, of = told[opened - 1][0], (opened, session().unit)
    before = view.drawn.get(KEY)
    if before is None or before[0] != of:
        structures = Structures(space.topic, space.trace, space.axis_labels)
        tree = structures.of(here, parts, session().unit, opened, _others(space, program, parts, here))
        view.drawn[KEY] = before = (of, tree)
    component.diagram("structure_diagram", before[1], lambda said: go(int(said.partition(":")[2])))


KEY = "structure"


@whole
def _switched() -> None:
    session().structure = bool(st.session_state[KEY])


def _others(space: Workspace, program: Program, parts: Mapping[str, int], here: str) -> Element | None:
    """Ways to the other layers and to the other pass; along time the boxes of the moments are the way."""
    found = tuple(_firsts(space, program))
    if len(found) < 2:
        return None
    at = scope_of(program, here).steps[0].id
    buttons = (
        element("button", title, type="button", data_to=f"part:{parts[step]}", aria_pressed=str(step == at).lower())
        for title, step in found
    )
    return element("div", *buttons, class_="others", role="group", aria_label=_("Structure"))


def _firsts(space: Workspace, program: Program) -> Iterator[tuple[str, str]]:
    """Each layer and pass outside time: its title, and its first step."""
    for scope in scopes(program):
        first = scope.steps[0]
        if place_of(first) is None:
            where = place(space.topic, tuple(group for group in first.path if group.branch == "layer"))
            passed = _("Backward") if first.gradient_of else ""
            yield " · ".join(filter(None, [where, passed])) or _("Forward"), first.id
