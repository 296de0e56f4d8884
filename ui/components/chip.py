"""A quiet button that states a value and opens; what is behind it is drawn only while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.session.callbacks import whole
from ui.session.state import session


@contextmanager
def chip(key: str, label: str) -> Iterator[bool]:
    """The button; inside stands what is behind it, and whether it is open. It stays open when its label changes."""
    st.session_state[key] = opened = key in session().chips  # with the label Streamlit forgets it
    with st.popover(label, key=key, width="content", on_change=_toggled, args=(key,)):
        yield opened


def close(key: str) -> None:
    """Close one in a callback: what was chosen behind it should be seen."""
    session().chips.discard(key)


@whole
def _toggled(key: str) -> None:
    if st.session_state[key]:
        session().chips.add(key)
    else:
        session().chips.discard(key)
