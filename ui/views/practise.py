"""Practise: a question of the bank, on fresh numbers each time."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from content import ChoiceQuestion, NotFound, Question, StepsQuestion, question, questions, topic, topics
from quiz.questions import exercise
from quiz.sitting import Sitting
from quiz.variant import draw
from ui.translate import _, language
from ui.views import practise_choice, practise_steps

LARGEST_SEED = 2**31
FIRST_TOPIC = "self-attention"


@dataclass
class Attempt:
    """The session's open attempt: which question, which numbers, since when; recorded once."""

    question: Question
    seed: int
    sitting: Sitting | None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    recorded: bool = False


def page() -> None:
    """The chosen question, and what else there is to choose."""
    attempt = current()
    chooser(attempt)
    if isinstance(attempt.question, ChoiceQuestion):
        practise_choice.show(attempt)
    else:
        practise_steps.show(attempt)


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
    from ui import memory

    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    sitting = Sitting(draw(exercise(chosen), seed).sheet) if isinstance(chosen, StepsQuestion) else None
    attempt = memory.resumed(chosen, sitting) or Attempt(chosen, seed, sitting)
    st.session_state["attempt"] = attempt
    st.query_params.from_dict({"q": chosen.id})
    return attempt


def again() -> None:
    """The same question on other numbers."""
    from ui import memory

    attempt: Attempt = st.session_state["attempt"]
    memory.forget_draft(attempt)
    start(attempt.question)


def chooser(attempt: Attempt) -> None:
    """Topic and question as quiet buttons above the title."""
    here = topic(attempt.question.topic)
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        with st.popover(here.title.of(language())):
            for other in topics():
                if questions(other.id):
                    _choice(
                        other.title.of(language()), questions(other.id)[0], f"practise_topic_{other.id}", other == here
                    )
        with st.popover(attempt.question.title.of(language())):
            for one in questions(here.id):
                label = "{} · {}".format(one.title.of(language()), "●" * one.difficulty + "○" * (5 - one.difficulty))
                _choice(label, one, f"practise_question_{one.id}", one == attempt.question)
        st.button(_("New numbers"), key="new_numbers", on_click=again)


def _choice(label: str, target: Question, key: str, disabled: bool) -> None:
    st.button(label, key=key, type="tertiary", width="stretch", disabled=disabled, on_click=_open, args=(target,))


def _open(target: Question) -> None:
    start(target)
