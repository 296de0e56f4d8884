"""What held_up.py runs for every visitor and event: the app, whose runs do not end while there is a file for it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import streamlit as st

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")

from tests.made import put  # noqa: E402  (Streamlit wants its page set up before anything is drawn)
from ui.navigation import run  # noqa: E402

st.cache_resource(put)()
run()
held_up = Path(os.environ["DATABASE_URL"].removeprefix("sqlite:///")).with_name("held up")
while held_up.exists():
    time.sleep(0.05)
