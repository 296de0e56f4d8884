"""The app with the tests' own questions in it: streamlit run tests/browser/asking.py."""

from __future__ import annotations

import streamlit as st

from tests.made import put

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
st.cache_resource(put)()

from ui.navigation import run  # noqa: E402  (Streamlit wants its page set up before anything is drawn)

run()
