"""What is open on Explain, and how it is started."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import streamlit as st

from content import Topic, headings, topic
from engine import Trace
from presentation.translate import language
from presentation.workspace import Workspace
from ui.session.explain_drafts import fresh, kept

DEFAULT_DIGITS = 4
FIRST_TOPIC = "self-attention"  # the first thing a newcomer sees: a sentence, and all of attention on one page


def digits() -> int:
    """Decimals of every printed number."""
    return int(st.session_state.get("explain_digits_kept", DEFAULT_DIGITS))


def current() -> Workspace:
    """The session's workspace; a topic or preset in the address starts another one."""
    here: Workspace | None = st.session_state.get("explain")
    wanted = st.query_params.get("topic")
    known = {heading.id for heading in headings()}
    if here is None or (wanted in known and wanted != here.topic.id):
        take_up(topic(wanted if wanted in known else FIRST_TOPIC))
    space: Workspace = st.session_state["explain"].in_language(language())
    st.session_state["explain"] = space
    st.session_state["topic"] = st.query_params["topic"] = space.topic.id
    return space


def take_up(chosen: Topic) -> None:
    """Open a topic where the learner left it, else on its first example."""
    found = kept(chosen)
    start(chosen)
    if found:
        st.session_state["explain"] = found


def start(chosen: Topic, preset: str | None = None) -> None:
    """Open a topic on one of its presets."""
    st.session_state["explain"] = fresh(chosen, preset or chosen.presets[0].id)
    st.session_state["explain_open"] = 2
    st.session_state["explain_moved"] = False
    st.query_params["topic"] = chosen.id


def drawn(trace: Trace, digits: int, language: str) -> dict[Hashable, Any]:
    """What was drawn of this trace before with these digits in this language; nothing is kept of another."""
    about, kept = st.session_state.get("explain_drawn", (None, {}))
    if about is None or about[0] is not trace or about[1:] != (digits, language):
        kept = {}
        st.session_state["explain_drawn"] = ((trace, digits, language), kept)
    return kept
