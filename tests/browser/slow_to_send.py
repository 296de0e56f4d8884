"""The app on a server that sends only twice a second: streamlit run tests/browser/slow_to_send.py."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime import runtime

from ui.server import MIDDLEWARE, SCRIPT, lifespan

vars(runtime)["MESSAGE_FLUSH_INTERVAL_SECS"] = 0.5  # seconds; a busy machine is as slow now and then

app = st.App(SCRIPT, middleware=MIDDLEWARE, lifespan=lifespan)
