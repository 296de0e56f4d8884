"""Tells the browser which fields hold what is typed, and what is kept of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from ui.components.sources import boxed, joined
from ui.session import browser_storage

# What holds it comes with the page (ui/components/page_setup.py); it may come later than this.
_component = st.components.v2.component("stepwise_held", js=joined("unseen_box.js", "held/declare.js"))


@contextmanager
def declared(part: str) -> Iterator[None]:
    """A page, or a part that is drawn again by itself: its fields are declared when all of them are drawn."""
    with browser_storage.collected() as fields:
        yield
        _component(key=f"held_{part}", data=boxed({"part": part, **fields()}))
