"""Numbers that stand in the address of a page."""

from __future__ import annotations

import streamlit as st

DIGITS = 6  # more than any number of ours has


def number(name: str) -> int | None:
    """The whole number that a parameter of the address is; None where it is none, or larger than any of ours."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < DIGITS else None
