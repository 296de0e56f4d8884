"""What Streamlit runs for every visitor and event: page set-up and navigation."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

st.set_page_config(
    page_title="Stepwise · 步步",
    page_icon=str(Path(__file__).parents[1] / "static" / "logo.svg"),
    layout="wide",
    initial_sidebar_state="collapsed",
    menu_items={"About": "Stepwise · 步步"},
)

from ui.navigation import run  # noqa: E402  (Streamlit wants its page set up before anything is drawn)

run()
