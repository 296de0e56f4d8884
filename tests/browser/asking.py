"""The app with the tests' own questions in it: streamlit run tests/browser/asking.py."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.server import MIDDLEWARE, lifespan

app = st.App(Path(__file__).with_name("asking_script.py"), middleware=MIDDLEWARE, lifespan=lifespan)
