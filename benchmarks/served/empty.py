"""An app that says one thing: the least that Streamlit takes."""

from __future__ import annotations

import streamlit as st

st.write("Empty")
