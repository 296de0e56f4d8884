"""Where the keyboard is: put where the next input is, once for each thing to do."""

from __future__ import annotations

import streamlit as st

from ui.components.sources import boxed, joined

SCRIPT = joined("unseen_box.js", "focus.js")

_component = st.components.v2.component("stepwise_focus", html='<div id="root"></div>', js=SCRIPT)


def focus(key: str, of: str, where: str, *, bring: bool = True) -> None:
    """Focus the first thing to type in, choose or press inside what the selector `where` finds.

    It happens once for each value of `of`, and not on a touch screen, where it would open the keyboard. `bring` scrolls
    there; without it whoever is typing elsewhere is left alone.
    """
    _component(key=key, data=boxed({"of": of, "where": where, "bring": bring}))
