"""What asking.py runs for every visitor and event: the tests' own questions, and then the app."""

from __future__ import annotations

import streamlit as st

from tests.made import put

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
st.cache_resource(put)()

from ui.navigation import run  # noqa: E402  (Streamlit wants its page set up before anything is drawn)

run()
