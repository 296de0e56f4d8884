"""What took the place of the learner's own numbers, said, with the way back."""

from __future__ import annotations

import streamlit as st

from presentation.translate import _
from presentation.workspace import Workspace
from ui.session.callbacks import whole
from ui.session.explain import LINK, to_change
from ui.session.state import session


def undo_bar(space: Workspace) -> None:
    """A sentence and a button, as long as the page shows what was put there; a link that could not be opened."""
    if said := session().refused.pop(LINK, ""):
        st.warning(said)
    undoable = session().undoable
    if undoable is None or undoable.before.topic.id != space.topic.id or undoable.made.typed != space.typed:
        return
    with st.container(key="undo_bar", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Other numbers have taken the place of yours."), width="content")
        st.button(_("Take mine again"), key="undo", type="tertiary", icon=":material/undo:", on_click=_undo)


@whole
def _undo() -> None:
    space = to_change()
    undoable = session().undoable
    if undoable and undoable.before.topic.id == space.topic.id:
        session().workspace, session().undoable = undoable.before, None
