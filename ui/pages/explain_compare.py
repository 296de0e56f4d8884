"""Another convention laid beside the chosen one: the same step, the cells that differ flagged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from presentation.comparison import beside_words, flagged_block, only_there, other, other_formulas, said
from presentation.figure import Figure
from presentation.figure.view import View
from presentation.translate import _
from presentation.workspaces.workspace import Workspace
from ui.components.figure.component import figure
from ui.session.callbacks import whole
from ui.session.explain import to_change
from ui.session.state import session


def beside_key(space: Workspace) -> str:
    """The widget in which the other convention is chosen."""
    return f"beside_{space.topic.id}"


def head(space: Workspace, view: View, numbers: Mapping[str, int]) -> None:
    """Above the story: which convention lies beside this one, where it differs, and a way to put it away."""
    if space.beside is None:
        return
    differing = [id for id, one in space.aligned.items() if one.a is not None and not one.same and id in numbers]
    with st.container(key="beside_head", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Beside it: **{convention}**").format(convention=beside_words(space)), width="content")
        if differing:
            places = _(", ").join(f"{numbers[id]} {view.title(id)}" for id in differing)
            st.markdown(_("differs in: {steps}").format(steps=places), width="content")
        else:
            st.markdown(_("no number differs"), width="content")
        if only := only_there(space):
            st.markdown(_("only there: {steps}").format(steps=only), width="content")
        st.button(_("Put away"), key="beside_close", type="tertiary", on_click=_put_away)


@whole
def _put_away() -> None:
    space = to_change()
    session().workspace = replace(space, beside=None)
    st.session_state.pop(beside_key(space), None)


def show(space: Workspace, view: View, steps: tuple[str, ...], n: int) -> None:
    """Under a part's figure, where the other convention differs: its formula, and its numbers with flags."""
    if space.beside is None or not any(step in space.aligned for step in steps):
        return
    aligned = [space.aligned[step] for step in steps if step in space.aligned]
    differing = [one for one in aligned if one.b is not None and not one.same]
    formulas = other_formulas(view.trace.program, other(space), [one.step for one in aligned if one.b is not None])
    if not (formulas or differing or any(one.b is None for one in aligned)):
        return
    with st.container(key=f"beside_part_{n}"):
        st.caption(said(space, aligned, differing, formulas))
        if differing:
            blocks = tuple(flagged_block(view, one, k) for k, one in enumerate(differing, 1))
            figure(f"beside_{n}_{steps[0]}", Figure(blocks, version=beside_words(space)))
