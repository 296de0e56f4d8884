"""What figures are drawn with.

A component's script and style are in every message about it. Figures are many and change at every click, so what draws
them is sent once a page, here, and each figure only asks for it.
"""

from __future__ import annotations

import streamlit as st

from ui.components.figure.sources import drawing
from ui.components.sources import boxed, joined

_component = st.components.v2.component(
    "stepwise_drawing", js="\n".join((joined("unseen_box.js"), drawing(), joined("figure/ready.js")))
)


def ready() -> None:
    """Have everything ready for the figures of a page."""
    _component(key="drawing", data=boxed({}))
