"""Files whose button was pressed before they had come: what the button does is done once they are there."""

from __future__ import annotations

import streamlit as st

from ui.session.state import session


def await_file(key: str) -> None:
    """Remember that the button beside this uploader was pressed with nothing there."""
    session().awaited_files.add(key)


def awaits(key: str) -> bool:
    """Whether a file would be read by itself if it came now."""
    return key in session().awaited_files


def has_come(key: str) -> bool:
    """Whether the file that was waited for is there; if so, it is waited for no more."""
    if st.session_state.get(key) is None or not awaits(key):
        return False
    forget(key)
    return True


def forget(key: str) -> None:
    """Wait for this file no more: something else was handed in."""
    session().awaited_files.discard(key)


def file_id(key: str) -> str:
    """What tells the file in an uploader from every other; "" without one."""
    uploaded = st.session_state.get(key)
    return str(uploaded.file_id) if uploaded is not None else ""
