"""A quiet button that states a value and opens; what is behind it is drawn only while it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from ui.session.callbacks import whole
from ui.session.state import session


@contextmanager
def chip(key: str, label: str, *, plain: bool = False) -> Iterator[bool]:
    """The button; inside stands what is behind it, and whether it is open. It stays open when its label changes.

    `plain` ones look like text, for what few will open.
    """
    st.session_state[key] = opened = key in session().chips  # with the label Streamlit forgets it
    kind: Literal["secondary", "tertiary"] = "tertiary" if plain else "secondary"
    with st.popover(label, key=key, type=kind, width="content", on_change=_toggled, args=(key,)):
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
