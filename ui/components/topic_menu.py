"""The list of topics behind one button: a single element, where a button for each topic costs as much as all else."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from content import headings
from presentation.translate import language
from ui.session.callbacks import whole


def topic_menu(key: str, here: str, choose: Callable[[str], None]) -> None:
    """A button with the title of the topic `here`; `choose` gets the id of another one when it is chosen."""
    titles = {heading.id: heading.title.of(language()) for heading in headings()}

    @whole
    def chosen() -> None:
        id = st.session_state[key]
        if id is not None and id != here:
            choose(str(id))

    st.menu_button(titles[here], list(titles), format_func=titles.__getitem__, key=key, on_click=chosen)
