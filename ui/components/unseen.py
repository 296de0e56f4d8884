"""What every page carries unseen: its language, Streamlit's own words in it, what keeps formulas within the page, and
what figures are drawn with.

A component's script and style are in every message about it. Figures are many and change at every click, so what draws
them is sent once, here, and each figure only asks for it.
"""

from __future__ import annotations

import streamlit as st

from ui.components.figure.sources import drawing
from ui.components.sources import boxed, joined
from ui.components.streamlit_words import streamlit_words

TAGS = {"en": "en", "zh": "zh-CN"}

_component = st.components.v2.component(
    "stepwise_unseen", js="\n".join((drawing(), joined("held/fields.js", "streamlit_words.js", "fit.js", "unseen.js")))
)


def declare(language: str) -> None:
    """Say that the page is in this language, "en" or "zh", and have everything ready for its figures."""
    _component(key="unseen", data=boxed({"tag": TAGS.get(language, "en"), "words": streamlit_words()}))
