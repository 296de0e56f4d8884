"""What took the place of the learner's own numbers, or cut some of them off, said, with the way back."""

from __future__ import annotations

import streamlit as st

from presentation.translate import _
from presentation.workspaces.workspace import Workspace
from ui.session.callbacks import whole
from ui.session.explain import LINK, to_change, undoable_of
from ui.session.state import session


def undo_bar(space: Workspace) -> None:
    """A sentence and a button, as long as the page shows what was put there; a link that could not be opened."""
    if said := session().refused.pop(LINK, ""):
        st.warning(said)
    undoable = undoable_of(space)
    if undoable is None:
        return
    if undoable.cut:
        said, back = _("Numbers that have no place at these sizes were left out."), _("Take them again")
    else:
        said, back = _("Other numbers have taken the place of yours."), _("Take mine again")
    with st.container(key="undo_bar", horizontal=True, vertical_alignment="center"):
        st.markdown(said, width="content")
        st.button(back, key="undo", type="tertiary", icon=":material/undo:", on_click=_undo)


@whole
def _undo() -> None:
    space = to_change()
    undoable = session().undoable
    if undoable and undoable.before.topic.id == space.topic.id:
        session().workspace, session().undoable = undoable.before, None
