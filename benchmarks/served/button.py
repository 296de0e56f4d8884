"""An app with one button: the least that a rerun takes."""

from __future__ import annotations

import streamlit as st

st.session_state.pressed = st.session_state.get("pressed", 0) + st.button("Again")
st.write("Pressed", st.session_state.pressed)
