"""What is open on Explain, and how it is started."""

from __future__ import annotations

import streamlit as st

from content import Topic, arrays, topic, topics
from ui.translate import language
from ui.workspace import Workspace, workspace

DEFAULT_DIGITS = 4
FIRST_TOPIC = "self-attention"  # the first thing a newcomer sees: a sentence, and all of attention on one page


def digits() -> int:
    """Decimals of every printed number."""
    return int(st.session_state.get("explain_digits_kept", DEFAULT_DIGITS))


def current() -> Workspace:
    """The session's workspace; a topic or preset in the address starts another one."""
    kept: Workspace | None = st.session_state.get("explain")
    wanted = st.query_params.get("topic")
    known = {t.id for t in topics()}
    if kept is None or (wanted in known and wanted != kept.topic.id):
        start(topic(wanted if wanted in known else FIRST_TOPIC))
    space: Workspace = st.session_state["explain"].in_language(language())
    st.session_state["explain"] = space
    st.session_state["topic"] = st.query_params["topic"] = space.topic.id
    return space


def start(chosen: Topic, preset: str | None = None) -> None:
    """Open a topic on one of its presets."""
    id = preset or chosen.presets[0].id
    st.session_state["explain"] = workspace(chosen, id, arrays(chosen.preset(id)), language())
    st.session_state["explain_open"] = 2
    st.session_state["explain_moved"] = False
    st.query_params["topic"] = chosen.id
