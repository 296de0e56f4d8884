"""How large the computation is: every named size, each to be set."""

from __future__ import annotations

import streamlit as st

from engine import EngineError
from presentation.size_words import size_label, size_symbol
from presentation.translate import _, sentence
from presentation.workspaces.resizing import adjustable, largest
from presentation.workspaces.workspace import Workspace
from ui.components.chip import chip
from ui.session.callbacks import whole
from ui.session.explain import resize_workspace, to_change
from ui.session.state import session

MOST_STATED = 4  # sizes on the button
WIDTH = 190  # pixels: two beside each other


def sizes_chip(space: Workspace) -> None:
    """The sizes, stated; behind the button each as a number."""
    sizes = adjustable(space.pattern, space.all_sizes(), space.mechanism.counts)
    shown = list(sizes.items())[:MOST_STATED]
    stated = " · ".join(f"{size_symbol(name, space.mechanism.counts[name])} {value}" for name, value in shown)
    with chip("sizes_chip", _("Sizes: {stated}").format(stated=stated)) as opened:
        if opened:
            _sizes(space, sizes)


def _sizes(space: Workspace, sizes: dict[str, int]) -> None:
    st.caption(_("Numbers that still fit stay; new cells are filled with numbers to begin with, in italics."))
    with st.container(key="sizes", horizontal=True):
        for name, value in sizes.items():
            _size(space, name, value)


def _size(space: Workspace, name: str, value: int) -> None:
    key = f"size_{name}_{space.topic.id}"
    counts = space.mechanism.counts[name]
    st.session_state[key] = value
    st.number_input(
        size_label(name, counts),
        min_value=1,
        max_value=max(largest(counts), value),
        step=1,
        key=key,
        width=WIDTH,
        on_change=_set,
        args=(name, key),
    )
    if message := session().refused.pop(name, ""):
        st.error(message)


@whole
def _set(name: str, key: str) -> None:
    try:
        resize_workspace(to_change().with_sizes(**{name: int(st.session_state[key])}))
    except EngineError as error:  # a width that pairs must divide, a table of positions that is too short
        session().refused[name] = sentence(error)
