"""What asking.py runs for every visitor and event: the question more, and then the app."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from pydantic import TypeAdapter

from content import Question, loader

SIX = {
    "kind": "steps",
    "id": "self-attention/six-words",
    "title": {"en": "Six words", "zh": "六个词"},
    "prompt": {"en": "Fill in the scores.", "zh": "填出得分。"},
    "difficulty": 1,
    "sizes": {"n": 6, "d": 3, "d_k": 2, "d_v": 2},
    "given": ["queries", "keys"],
    "ask": ["scores", "scaled"],
}


def add() -> None:
    """From now on the question belongs to the content of this process."""
    six: Question = TypeAdapter(Question).validate_python(SIX)
    whole = loader.library()
    more = replace(whole, asked={**whole.asked, six.topic: {six.id: six, **whole.asked[six.topic]}})
    loader.library = lambda: more


st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
st.cache_resource(add)()

from ui.navigation import run  # noqa: E402  (Streamlit wants its page set up before anything is drawn)

run()
