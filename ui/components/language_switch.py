"""The switch between the languages at the top right."""

from __future__ import annotations

import streamlit as st

from presentation.translate import LANGUAGES, language
from ui.session.callbacks import whole
from ui.session.language import choose

KEY = "language_chosen"


def language_switch() -> None:
    """The languages by their signs."""
    with st.container(key="language_switch"):
        st.segmented_control(
            "Language / 语言",
            list(LANGUAGES),
            default=language(),
            format_func=lambda code: LANGUAGES[code],
            key=KEY,
            on_change=_chosen,
            required=True,
            label_visibility="collapsed",
        )


@whole
def _chosen() -> None:
    choose(str(st.session_state[KEY]))
