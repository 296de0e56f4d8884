"""A quiet button that states a value and opens; what is behind it is drawn only while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.session.callbacks import whole


@contextmanager
def chip(key: str, label: str) -> Iterator[bool]:
    """The button; inside stands what is behind it, and whether it is open. It stays open when its label changes."""
    st.session_state[key] = opened = bool(st.session_state.get(_kept(key)))  # with the label Streamlit forgets it
    with st.popover(label, key=key, width="content", on_change=_toggled, args=(key,)):
        yield opened


def _kept(key: str) -> str:
    return f"{key}_open"


@whole
def _toggled(key: str) -> None:
    st.session_state[_kept(key)] = st.session_state[key]
