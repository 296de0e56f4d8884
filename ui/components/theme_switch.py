"""The theme: as the system has it, light or dark. Streamlit keeps it in the browser; its menu is pressed from here."""

from __future__ import annotations

import streamlit as st

from presentation.translate import _
from ui.components.sources import boxed, joined

_component = st.components.v2.component(
    "stepwise_theme",
    html='<div id="root"></div>',
    css=joined("base.css", "theme_switch.css"),
    js=joined("base.js", "theme_switch.js"),
)


def theme_switch() -> None:
    """Three buttons."""
    labels = {"System": _("System"), "Light": _("Light"), "Dark": _("Dark")}
    _component(key="theme_switch", data=boxed({"group": _("Theme"), "labels": labels}))
