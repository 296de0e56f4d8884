"""A question before something is done: a dialog with one button that does it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from presentation.translate import _
from ui.session.callbacks import turning
from ui.session.language import in_session_language


def ask(question: str, explained: str, label: str, do: Callable[[], None]) -> None:
    """Open the dialog; `label` stands on the button that does it, and then all of the page is drawn again."""

    def asked() -> None:
        st.markdown(explained)
        with st.container(key="asked", horizontal=True, horizontal_alignment="right"):
            st.button(_("Cancel"), key="asked_no", on_click=turning(_nothing))
            st.button(label, key="asked_yes", type="primary", on_click=turning(do))

    st.dialog(question)(in_session_language(asked))()


def _nothing() -> None:
    """Cancelling only draws the page without the dialog."""
