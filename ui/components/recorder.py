"""The learner's own recording, made and listened to in the browser; only what is kept comes to the app."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Any

import streamlit as st

from db.recordings import LARGEST, Recording
from presentation.translate import _
from ui.components.sources import boxed, joined
from ui.session.callbacks import whole

_component = st.components.v2.component(
    "stepwise_recorder",
    html='<div id="root"></div>',
    css=joined("base.css", "oral.css"),
    js=joined("base.js", "recorder.js"),
)


def recorder(key: str, of: str, kept: bool, on_kept: Callable[[], None]) -> None:
    """A recorder for each `of`; what was recorded for another is dropped.

    `kept` says whether one was kept. In the callback, `recorded(st.session_state[key])` is the recording.
    """
    words = {
        "record": _("Record yourself"),
        "stop": _("Stop recording"),
        "anew": _("Record anew"),
        "keep": _("Keep the recording"),
        "kept": _("The recording is kept."),
        "yours": _("Your recording"),
        "denied": _("The microphone cannot be used; everything else works without it."),
    }
    _component(
        key=key,
        data=boxed({"of": of, "kept": kept, "labels": words}),
        on_kept_change=whole(on_kept),
    )


def recorded(result: Any) -> Recording | None:
    """The recording that was sent; None for anything else."""
    found = (result or {}).get("kept")
    if not isinstance(found, dict):
        return None
    kind, sound = found.get("kind"), found.get("sound")
    if not isinstance(kind, str) or not isinstance(sound, str) or len(sound) > 2 * LARGEST:
        return None
    try:
        return Recording(kind, b64decode(sound, validate=True))
    except (NotBase64, ValueError):
        return None
