"""Buttons in the page's own markup: many of them cost one component and not a widget each."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.components.sources import boxed, joined
from ui.session.callbacks import whole

_component = st.components.v2.component("stepwise_pressed", html='<div id="root"></div>', js=joined("pressed.js"))


def pressed(key: str, within: str, on_pressed: Callable[[str], None]) -> None:
    """Hear which `data-press` was clicked inside the container of the key `within`; `on_pressed` gets its name.

    A name is "what:where". After the press the focus goes to the button with the same `where` and another `what`.
    """

    @whole
    def heard() -> None:
        said = (st.session_state.get(key) or {}).get("pressed")
        if isinstance(said, str):
            on_pressed(said)

    _component(key=key, data=boxed({"within": within}), on_pressed_change=heard)
