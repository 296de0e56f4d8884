"""Stepwise: streamlit run app.py."""

from __future__ import annotations

import streamlit as st

from ui.server import MIDDLEWARE, SCRIPT, lifespan

app = st.App(SCRIPT, middleware=MIDDLEWARE, lifespan=lifespan)
