"""Which question is open on Practise, and the moves that change it."""

from __future__ import annotations

import secrets

import streamlit as st

from content import NotFound, Question, StepsQuestion, question, questions
from quiz.questions import exercise
from quiz.sitting import Sitting
from quiz.variant import draw
from ui import memory
from ui.attempt import Attempt
from ui.translate import _

LARGEST_SEED = 2**31
FIRST_TOPIC = "self-attention"


def current() -> Attempt:
    """The session's attempt; a question or topic in the address starts another one."""
    kept: Attempt | None = st.session_state.get("attempt")
    wanted, about = st.query_params.get("q"), st.query_params.get("topic")
    other = wanted != kept.question.id if kept and wanted else bool(kept and about and about != kept.question.topic)
    if kept is None or other:
        kept = start(_wanted(wanted, about or st.session_state.get("topic")))
    st.session_state["topic"] = kept.question.topic
    return kept


def _wanted(id: str | None, topic_id: str | None) -> Question:
    """The question of the address; else the first of its topic; else the first of all."""
    try:
        if id:
            return question(id)
    except NotFound:
        st.toast(_("There is no question called {id}; here is the first one.").format(id=id))
    return ((questions(topic_id) if topic_id else ()) or questions(FIRST_TOPIC))[0]


def start(chosen: Question, seed: int | None = None) -> Attempt:
    """A new attempt on fresh numbers."""
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    sitting = Sitting(draw(exercise(chosen), seed).sheet) if isinstance(chosen, StepsQuestion) else None
    attempt = memory.resumed(chosen, sitting) or Attempt(chosen, seed, sitting)
    st.session_state["attempt"] = attempt
    st.query_params.from_dict({"q": chosen.id})
    return attempt


def again() -> None:
    """The same question on other numbers."""
    attempt: Attempt = st.session_state["attempt"]
    memory.forget_draft(attempt)
    start(attempt.question)


def move(kind: str, step: str) -> None:
    """A button of the margin: a hint, a blank step, a second try."""
    attempt: Attempt = st.session_state["attempt"]
    assert attempt.sitting is not None
    if kind == "hint":
        attempt.sitting = attempt.sitting.take_hint(step)
    elif kind == "blank":
        attempt.sitting = attempt.sitting.leave_blank()
    else:
        attempt.sitting = attempt.sitting.try_again(step)
    memory.keep_sitting(attempt)
