"""A question read out by the browser's voice; nothing where the browser has none for the language."""

from __future__ import annotations

import streamlit as st

from presentation.translate import _, language
from ui.components.sources import boxed, joined

TAGS = {"en": "en-US", "zh": "zh-CN"}

_component = st.components.v2.component(
    "stepwise_voice",
    html='<div id="root"></div>',
    css=joined("base.css", "oral.css"),
    js=joined("base.js", "voice.js"),
)


def voice(key: str, text: str, of: str, fresh: bool) -> None:
    """Read the text out once for each `of`, if it was `fresh`ly asked; a button reads it again, word for word."""
    lang = TAGS.get(language(), TAGS["en"])
    _component(key=key, data=boxed({"text": text, "of": of, "fresh": fresh, "lang": lang, "label": _("Read it again")}))
