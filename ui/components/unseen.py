"""What every page carries unseen: its language, and what figures are drawn with.

A component's script and style are in every message about it. Figures are many and change at every click, so what draws
them is sent once, here, and each figure only asks for it.
"""

from __future__ import annotations

import streamlit as st

from ui.components.figure.sources import drawing
from ui.components.sources import joined

TAGS = {"en": "en", "zh": "zh-CN"}

_component = st.components.v2.component("stepwise_unseen", js="\n".join((drawing(), joined("unseen.js"))))


def declare(language: str) -> None:
    """Say that the page is in this language, "en" or "zh", and have everything ready for its figures."""
    _component(key="unseen", data={"tag": TAGS.get(language, "en")})
