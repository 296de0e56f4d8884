"""Time to think, counted down in the browser alone, and room to write; what is written is kept while it is typed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from presentation.translate import _
from ui.components.sources import boxed, joined
from ui.session.browser_storage import held
from ui.session.callbacks import whole

LONGEST = 4000  # characters
_component = st.components.v2.component(
    "stepwise_aloud",
    html='<div id="root"></div>',
    css=joined("base.css", "aloud.css"),
    js=joined("base.js", "held/held.js", "aloud.js"),
)


def aloud(
    key: str, text: str, left: float, seconds: int, on_text: Callable[[], None], *, version: str = "", then: str = ""
) -> None:
    """A clock with so many seconds left, and a field with the text so far; `then` is said when there are none.

    In the callback, `said(st.session_state[key])` is what stands in the field.
    """
    words = {
        "think": _("Time to think"),
        "skip": _("Skip"),
        "over": then or _("Now say it aloud, or write it down."),
        "field": _("Your answer, if you like to write it"),
    }
    _component(
        key=key,
        data=boxed(
            {
                "text": text,
                "left": max(0.0, round(left, 1)),
                "seconds": seconds,
                "longest": LONGEST,
                "labels": words,
                **held(key),
                "signature": zlib.crc32(repr((version, words)).encode()),
            }
        ),
        default={"text": None},
        on_text_change=whole(on_text),
    )


def said(result: Any) -> str | None:
    """What is written; nothing as long as nothing was typed."""
    found = (result or {}).get("text")
    return found[:LONGEST] if isinstance(found, str) else None
