"""The time to think and to speak, counted down in the browser; what goes beyond it is told, and nothing is cut off."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import streamlit as st

from presentation.translate import _
from quiz.oral import Allowed, Spent
from ui.components.sources import boxed, joined
from ui.session.callbacks import whole

_component = st.components.v2.component(
    "stepwise_oral_clock",
    html='<div id="root"></div>',
    css=joined("base.css", "oral.css"),
    js=joined("base.js", "oral_clock.js"),
)


def oral_clock(key: str, time: Allowed, so_far: Spent, speaks: bool, board: bool, on_speak: Callable[[], None]) -> None:
    """The time that is left of both; `speaks` says that the learner has begun to, `on_speak` runs when they do."""
    thinking = 0.0 if speaks else max(0.0, time.thinking - so_far.thinking)
    words = {
        "think": _("Time to think"),
        "speak": _("Time for the board") if board else _("Time to speak"),
        "over": _("Over time"),
        "early": _("Start speaking"),
        "speak_said": "" if board else _("Speak now."),
        "over_said": _("The time is over. Finish what you are at; nothing is cut off."),
    }
    _component(
        key=key,
        data=boxed(
            {
                "thinking": time.thinking,
                "speaking": time.speaking,
                "left_to_think": round(thinking, 1),
                "left_to_speak": round(time.speaking - so_far.speaking, 1),
                "labels": words,
                "signature": zlib.crc32(repr((key, words)).encode()),
            }
        ),
        on_speak_change=whole(on_speak),
    )
