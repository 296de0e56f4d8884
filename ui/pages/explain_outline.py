"""The outline of a deep computation on Explain: beside the story if it is on, and behind the place in the bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from engine import Program
from presentation.figure.layout import story
from presentation.outline import outline
from presentation.translate import _
from presentation.workspaces.workspace import Workspace
from ui.components.chip import chip, close
from ui.components.drawing import component
from ui.session.callbacks import turning
from ui.session.language import fragment
from ui.session.state import session

DEEP = 9  # parts from which there is an outline
OUTLINE = "story_outline"
SHARES = (4, 15)  # of the width: the outline, the story
Go = Callable[[int], None]


def is_deep(program: Program) -> bool:
    """Whether a computation has so many parts that there is an outline of it."""
    return len(story(program)) >= DEEP


def is_beside(program: Program) -> bool:
    """Whether the outline stands beside the story."""
    return session().outlined and is_deep(program)


def switch(program: Program) -> None:
    """The switch that puts the outline beside the story; none where there is no outline."""
    if is_deep(program):
        st.toggle(_("Outline"), value=session().outlined, key=KEY, on_change=_switched, width="content")


KEY = "outlined"


@turning
def _switched() -> None:
    session().outlined = bool(st.session_state[KEY])


@contextmanager
def beside(space: Workspace, program: Program, go: Go) -> Iterator[None]:
    """The outline beside what is drawn inside, if it is on; a part that is pressed opens."""
    if not is_beside(program):
        yield
        return
    left, right = st.columns(SHARES, gap="medium")
    with left, st.container(key="outline_beside"):
        fragment(_tree, key=OUTLINE)(space, program, "outline_beside_tree", go, beside=True)
    with right:
        yield


def behind(space: Workspace, program: Program, said: str, go: Go) -> None:
    """The outline behind a chip that says the place."""

    def chosen(part: int) -> None:
        close("outline_chip")
        go(part)

    with st.container(key="outline", width="content"), chip("outline_chip", said) as unfolded:
        if unfolded:
            _tree(space, program, "outline_tree", chosen)


def _tree(space: Workspace, program: Program, key: str, go: Go, beside: bool = False) -> None:
    opened = min(session().opened, len(story(program)))
    tree = outline(space.topic, program, opened, beside)
    component.outline(key, tree, lambda said: go(int(said.partition(":")[2])))
