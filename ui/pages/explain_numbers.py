"""The numbers of Explain: every input as cells to type in, put back to the example's, or many filled in at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from engine import EngineError
from presentation.figure import Figure
from presentation.figure.inputs import MOST_BOXES, inputs_figure, is_large
from presentation.translate import _, sentence
from presentation.workspaces.example_numbers import all_back, is_as_before, one_back
from presentation.workspaces.unusable_cells import fault
from presentation.workspaces.workspace import Workspace
from ui.components.figure.component import answer, figure
from ui.pages.explain_fill import fill_in
from ui.pages.explain_given import given_steps
from ui.pages.explain_own import own_model
from ui.session.callbacks import whole
from ui.session.explain import replace_workspace, to_change
from ui.session.state import session


def numbers(space: Workspace) -> None:
    """What is behind the chip; what cannot be read is said in sight of the cells, and nothing is lost."""
    with st.container(key="numbers_panel"):
        st.caption(_("Type over any number: decimals, fractions such as 1/3, or paste a table. Enter moves on."))
        if any(is_large(text) for _x, text in space.entered.values()):
            st.caption(
                _(
                    "A matrix of more than {n} cells is shown as squares: double-click one to type another number. "
                    "Whole matrices are pasted or uploaded below."
                ).format(n=MOST_BOXES)
            )
        if space.own:
            st.caption(_("Your model's numbers stand in its file: double-click one in a figure to try another."))
        key = f"numbers_{space.topic.id}_{space.preset}"
        shown = inputs_figure(space)
        if shown.blocks:
            _cells(key, shown, f"explain/{key}")
        said = session().refused.pop(key, "") or fault(space)
        if said:
            with st.container(key="numbers_fault"):
                st.error(said)
        if not is_as_before(space):
            st.button(_("Put everything back"), key="put_back", icon=":material/undo:", on_click=_all_back)
        if not said:
            given_steps(space)
        fill_in(space)
        own_model(space)


def _cells(key: str, shown: Figure, place: str) -> None:
    """The inputs that are typed, as cells."""
    figure(
        key,
        replace(shown, selected=answer(st.session_state.get(key), shown).selected),
        on_submit=_typed(key, "submitted"),
        on_draft=_typed(key, "draft"),
        on_resized=lambda: _resized(key),
        on_put_back=lambda: _one_back(key),
        on_typed_over=lambda: _typed_over(key),
        place=place,
    )


def _typed(key: str, field: str) -> Callable[[], None]:
    def take() -> None:
        found = getattr(answer(st.session_state.get(key)), field)
        if found:
            session().workspace = to_change().with_typed(found)

    return take


def _typed_over(key: str) -> None:
    """One cell of a matrix that is too large for a box each."""
    if found := answer(st.session_state.get(key)).typed_over:
        (id, i, j), text = found
        session().workspace = to_change().with_cell(id, i, j, text)


def _resized(key: str) -> None:
    """A matrix of another shape was pasted, and the others are to follow it."""
    found = answer(st.session_state.get(key)).resized
    if not found:
        return
    try:
        session().workspace = to_change().with_inputs(found)
    except EngineError as error:
        session().refused[key] = sentence(error)


def _one_back(key: str) -> None:
    """One matrix is to hold the example's numbers again."""
    if id := answer(st.session_state.get(key)).put_back:
        replace_workspace(one_back(to_change(), id))


@whole
def _all_back() -> None:
    replace_workspace(all_back(to_change()))
