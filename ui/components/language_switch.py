"""The switch between the languages at the top right."""

from __future__ import annotations

import streamlit as st

from presentation.translate import LANGUAGES, language
from ui.session.callbacks import whole
from ui.session.language import browser_language, choose

KEY = "language_chosen"


def language_switch() -> None:
    """The languages by their signs; the address says a language that is not the browser's, so a reload finds it."""
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
    if language() != browser_language():
        st.query_params["lang"] = language()  # a page change drops it


@whole
def _chosen() -> None:
    choose(str(st.session_state[KEY]))
