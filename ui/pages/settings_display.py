"""Settings: the language, the decimals of numbers, and the theme."""

from __future__ import annotations

import streamlit as st

from presentation.translate import LANGUAGES, _, language
from ui.components.theme_switch import theme_switch
from ui.session import display
from ui.session.callbacks import whole
from ui.session.language import choose

LANGUAGE, DIGITS = "settings_language", "settings_digits"
NAMES = {"zh": "中文", "en": "English"}


def show() -> None:
    """A line for each: what it is, and the choices."""
    st.header(_("Display"), anchor=False)
    with st.container(key="my_language", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Language"), width="content")
        st.segmented_control(
            _("Language"),
            list(LANGUAGES),
            default=language(),
            format_func=NAMES.__getitem__,
            key=f"{LANGUAGE}_{language()}",
            on_change=_language_chosen,
            args=(f"{LANGUAGE}_{language()}",),
            required=True,
            label_visibility="collapsed",
        )
    with st.container(key="my_digits", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Digits after the point on Explain"), width="content")
        st.selectbox(
            _("Digits after the point on Explain"),
            range(display.FEWEST, display.MOST + 1),
            index=display.digits() - display.FEWEST,
            key=DIGITS,
            on_change=_digits_chosen,
            label_visibility="collapsed",
            width=90,
        )
    with st.container(key="my_theme", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Theme"), width="content")
        theme_switch()


@whole
def _language_chosen(key: str) -> None:
    choose(str(st.session_state[key]))


@whole
def _digits_chosen() -> None:
    display.set_digits(int(st.session_state[DIGITS]))
