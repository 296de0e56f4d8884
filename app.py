"""Stepwise: page set-up and navigation."""

from __future__ import annotations

import streamlit as st

st.set_page_config(
    page_title="Stepwise · 步步",
    page_icon="ui/static/logo.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
    menu_items={"About": "Stepwise · 步步"},
)

from ui.session import unknown_parts  # noqa: E402  (Streamlit wants its page set up before anything is drawn)

unknown_parts.expect()  # before the pages are imported, which takes a second at first

from ui.navigation import run  # noqa: E402

run()
