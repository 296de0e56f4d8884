"""An app with one button: the least that a rerun takes."""

from __future__ import annotations

import streamlit as st

pressed = st.button("Again")
st.write("Pressed", int(pressed))
