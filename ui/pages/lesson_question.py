"""A question in the middle of a lesson: answered or skipped before the rest of its section is read."""

from __future__ import annotations

import streamlit as st

from content import Topic
from content.lessons.parts import Prediction
from presentation.lessons.numbers import LessonNumbers
from presentation.lessons.predicting import choices, is_right, outcome, readable, wanted
from presentation.translate import _
from ui import elements
from ui.components.held.component import declared
from ui.session import lessons
from ui.session.browser_storage import hold, hold_choice
from ui.session.callbacks import turning
from ui.session.language import fragment, key_of_words


def show(numbers: LessonNumbers, asked: Prediction) -> None:
    """The question; once it is answered or skipped, what happens and why."""
    with st.container(key=f"predict_{asked.id}"):
        head = _("Predict")
        st.markdown(f"**{head}**&ensp;{asked.question}")
        said = lessons.predicted(numbers.topic, asked.id)
        if said is None:
            fragment(_part, key=f"part_{_key(numbers.topic, asked)}")(numbers, asked)
        else:
            _answered(numbers, asked, said)


def _key(topic: Topic, asked: Prediction) -> str:
    return key_of_words(f"predict_{topic.id}_{asked.id}")


def _part(numbers: LessonNumbers, asked: Prediction) -> None:
    with declared(_key(numbers.topic, asked)):
        _ask(numbers, asked)


def _ask(numbers: LessonNumbers, asked: Prediction) -> None:
    key, named = _key(numbers.topic, asked), choices(numbers, asked)
    place = f"learn/{numbers.topic.id}/{asked.id}"  # in either language
    if named:
        label = _("Your answer")
        said = st.radio(
            label, list(named), index=None, format_func=named.__getitem__, key=key, label_visibility="collapsed"
        )
        hold_choice(key, place, None)  # nothing is kept before it is checked
    else:
        said = st.text_input(wanted(asked), key=key, max_chars=40, autocomplete="off", width=260)
        hold(key, place, "")
    if said and not readable(asked, said):
        st.caption(_("This is no number."))
    with st.container(key=f"predict_moves_{asked.id}", horizontal=True):
        args = (numbers.topic, asked, key)
        st.button(_("Check"), key=f"{key}_check", on_click=_checked, args=args)
        st.button(_("Show the answer"), key=f"{key}_skip", type="tertiary", on_click=_skipped, args=args)


@turning
def _checked(topic: Topic, asked: Prediction, key: str) -> None:
    said = st.session_state.get(key) or ""  # not as it was drawn: a press may come with the text that it leaves
    if readable(asked, said):
        lessons.answer(topic, asked.id, said)


@turning
def _skipped(topic: Topic, asked: Prediction, _key: str) -> None:
    lessons.answer(topic, asked.id, "")


def _answered(numbers: LessonNumbers, asked: Prediction, said: str) -> None:
    """What was said, what happens, and why."""
    named = choices(numbers, asked)
    if said:
        kind = "right" if is_right(asked, said) else "wrong"
        mine = _("You said: {answer}").format(answer=named.get(said, said))
        st.html(f'<div role="status">{elements.badge(kind, mine)}</div>')
    st.markdown(f"**{outcome(numbers, asked)}** {asked.reason}")
