"""The app, whose runs a test can hold up: streamlit run tests/browser/held_up.py."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.server import MIDDLEWARE, lifespan

app = st.App(Path(__file__).with_name("held_up_script.py"), middleware=MIDDLEWARE, lifespan=lifespan)
