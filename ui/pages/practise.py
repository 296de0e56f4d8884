"""Practise: a question of the bank, on fresh numbers each time."""

from __future__ import annotations

from types import ModuleType

import streamlit as st

from content import Question, questions, topic
from engine.errors import N_
from presentation.attempt import Attempt
from presentation.translate import _, language
from ui.components.chip import chip, close
from ui.components.topic_menu import topic_menu
from ui.pages import (
    practise_choice,
    practise_convention,
    practise_find,
    practise_number,
    practise_order,
    practise_result,
    practise_shapes,
    practise_spoken,
    practise_steps,
)
from ui.session.callbacks import whole
from ui.session.practise import again, current, start

# what each kind of question is called, and the view that puts it
KINDS: dict[str, tuple[str, ModuleType]] = {
    "steps": (N_("Worked steps"), practise_steps),
    "number": (N_("One number"), practise_number),
    "shapes": (N_("Shapes"), practise_shapes),
    "find": (N_("Which step is wrong?"), practise_find),
    "order": (N_("Put in order"), practise_order),
    "result": (N_("Which result?"), practise_result),
    "convention": (N_("Whose convention?"), practise_convention),
    "choice": (N_("Choices"), practise_choice),
    "spoken": (N_("Aloud"), practise_spoken),
}


def page() -> None:
    """The chosen question, and what else there is to choose."""
    attempt = current()
    chooser(attempt)
    show(attempt)


def chooser(attempt: Attempt) -> None:
    """Topic and question as quiet buttons above the title."""
    here = topic(attempt.question.topic)
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        topic_menu("practise_topic", here.id, _open_topic)
        with chip("question_chip", attempt.question.title.of(language())) as opened:
            if opened:
                by_kind(here.id, attempt.question)
        if attempt.posed.renewed:
            st.button(_("New numbers"), key="new_numbers", on_click=again)


def by_kind(topic_id: str, chosen: Question) -> None:
    """The topic's questions under the names of their kinds, the easiest first."""
    for kind, name in kinds().items():
        found = sorted((q for q in questions(topic_id) if q.kind == kind), key=lambda q: q.difficulty)
        if found:
            st.caption(name)
        for one in found:
            label = "{} · {}".format(one.title.of(language()), "●" * one.difficulty + "○" * (5 - one.difficulty))
            _choice(label, one, f"practise_question_{one.id}", one == chosen)


def kinds() -> dict[str, str]:
    """What each kind of question is called, in the session's language."""
    return {kind: _(name) for kind, (name, _view) in KINDS.items()}


def show(attempt: Attempt) -> None:
    """The question by the view of its kind."""
    _name, view = KINDS[attempt.question.kind]
    view.show(attempt)


def _choice(label: str, target: Question, key: str, disabled: bool) -> None:
    st.button(label, key=key, type="tertiary", width="stretch", disabled=disabled, on_click=_open, args=(target,))


def _open_topic(id: str) -> None:
    start(questions(id)[0])


@whole
def _open(target: Question) -> None:
    close("question_chip")
    start(target)
