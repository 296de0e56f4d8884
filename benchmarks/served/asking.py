"""The app with one question more: six scores for each of six words, to be filled in."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.server import MIDDLEWARE, lifespan

app = st.App(Path(__file__).with_name("asking_script.py"), middleware=MIDDLEWARE, lifespan=lifespan)
