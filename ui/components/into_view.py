"""What an address asks for, brought into view once it is drawn."""

from __future__ import annotations

import streamlit as st

from ui.components.sources import boxed, joined

SCRIPT = joined("unseen_box.js", "into_view.js")

_component = st.components.v2.component("stepwise_into_view", html='<div id="root"></div>', js=SCRIPT)


def into_view(key: str, of: str, id: str) -> None:
    """Bring the element with this id into view, once for each value of `of`."""
    _component(key=key, data=boxed({"of": of, "id": id}))
