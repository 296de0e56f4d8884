"""Practise: a question of the bank, on fresh numbers each time."""

from __future__ import annotations

import streamlit as st

from content import Question, questions, topic
from presentation.kinds import kind_names
from presentation.translate import _, language
from quiz.attempt import Attempt
from ui import kinds
from ui.components.chip import chip, close
from ui.components.picker import picker
from ui.session.callbacks import whole
from ui.session.practise import again, current, start


def page() -> None:
    """The chosen question, and what else there is to choose."""
    attempt = current()
    chooser(attempt)
    kinds.practise(attempt)


def chooser(attempt: Attempt) -> None:
    """Topic and question as quiet buttons above the title."""
    here = topic(attempt.question.topic)
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        picker("practise_topic", here.id, _open_topic)
        with chip("question_chip", attempt.question.title.of(language())) as opened:
            if opened:
                by_kind(here.id, attempt.question)
        if attempt.posed.renewed:
            st.button(_("New numbers"), key="new_numbers", on_click=again)


def by_kind(topic_id: str, chosen: Question) -> None:
    """The topic's questions under the names of their kinds, the easiest first."""
    for kind, name in kind_names().items():
        found = sorted((q for q in questions(topic_id) if q.kind == kind), key=lambda q: q.difficulty)
        if found:
            st.caption(name)
        for one in found:
            label = "{} · {}".format(one.title.of(language()), "●" * one.difficulty + "○" * (5 - one.difficulty))
            _choice(label, one, f"practise_question_{one.id}", one.id == chosen.id)


def _choice(label: str, target: Question, key: str, disabled: bool) -> None:
    st.button(label, key=key, type="tertiary", width="stretch", disabled=disabled, on_click=_open, args=(target,))


def _open_topic(id: str) -> None:
    start(questions(id)[0])


@whole
def _open(target: Question) -> None:
    close("question_chip")
    start(target)
