"""Who is learning: asked where several learn on one machine, before anything of anyone is shown."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.sqlite_reader import Present
from presentation.settings.learner_words import known_color
from presentation.translate import _
from ui.components.learner_mark import label
from ui.session.learner import choose


def page(present: Sequence[Present]) -> None:
    """A card for each learner; one click goes on to the page of the address."""
    st.title(_("Who is learning?"), anchor=False)
    with st.container(key="who", horizontal=True):
        for learner in present:
            with st.container(key=f"who_{known_color(learner.color)}_{learner.learner_id}", width="content"):
                id = learner.learner_id
                st.button(label(learner), key=f"choose_learner_{id}", on_click=choose, args=(id,))
