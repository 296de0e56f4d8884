"""The time left, counted down in the browser; the page is told when it is over."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from presentation.translate import _
from ui.components.sources import joined
from ui.session.callbacks import whole

_component = st.components.v2.component(
    "stepwise_clock",
    html='<div id="root"></div>',
    css=joined("base.css", "clock.css"),
    js=joined("base.js", "clock.js"),
)


def clock(key: str, left: float, seconds: int, on_over: Callable[[], None]) -> None:
    """So many seconds left of so many; `on_over` runs when there are none."""
    _component(
        key=key,
        data={"left": round(left, 1), "seconds": seconds, "label": _("Time left")},
        on_over_change=whole(on_over),
    )
