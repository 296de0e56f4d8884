"""A question to answer aloud: time to think, room to write, then the key points to hold the answer against."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from html import escape

import streamlit as st

from content.questions import KeyPoint
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.spoken import NONE, PART, WRITTEN, PosedSpoken
from quiz.posed import single_cell
from ui import elements
from ui.components.aloud import aloud, said
from ui.kinds import frame
from ui.session.callbacks import whole
from ui.session.practise import enter


def show(attempt: Attempt) -> None:
    """Three stages: answering, holding against the key points, counted."""
    posed = attempt.posed
    assert isinstance(posed, PosedSpoken)
    frame.head(attempt)
    if PART not in attempt.answers and not attempt.handed_in:
        _answering(attempt, posed)
        return
    _written(attempt)
    if attempt.handed_in:
        frame.verdict(attempt)
        _counted(attempt, posed)
    else:
        _checklist(attempt, posed)
    with st.container(key="model_answer"):
        st.markdown("**{}**".format(_("One way to put it")))
        st.markdown(posed.question.answer.of(language()))
    if attempt.handed_in:
        frame.onwards(attempt)
    else:
        frame.check(True, _("Count my points"))


def _answering(attempt: Attempt, posed: PosedSpoken) -> None:
    key = f"aloud_{attempt.id}"
    gone = (datetime.now(UTC) - attempt.started).total_seconds()
    seconds = posed.question.seconds
    aloud(key, _text(attempt), seconds - gone, seconds, partial(_keep, attempt.id, key), version=attempt.id)
    frame.hints(attempt)
    st.button(_("Show key points"), key="reveal", type="primary", on_click=_reveal, args=(attempt.id, key))


def _text(attempt: Attempt) -> str:
    rows = attempt.answers.get(WRITTEN, ())
    return rows[0][0] if rows and rows[0] else ""


def _keep(id: str, key: str) -> None:
    text = said(st.session_state.get(key))
    if text is not None:
        enter(id, WRITTEN, single_cell(text))


@whole
def _reveal(id: str, key: str) -> None:
    """From here on the key points are known."""
    _keep(id, key)
    enter(id, PART, single_cell(NONE))


def _written(attempt: Attempt) -> None:
    """What the learner wrote down."""
    if _text(attempt).strip():
        st.html(f'<blockquote class="written">{escape(_text(attempt).strip())}</blockquote>')


def _checklist(attempt: Attempt, posed: PosedSpoken) -> None:
    """The key points; whoever made one ticks it."""
    st.caption(_("Which of these did you say? Tick what was really there."))
    made = posed.made(attempt.answers)
    with st.container(key="key_points", gap=None):
        for k, point in enumerate(posed.question.points):
            key = _key(attempt, k)
            st.checkbox(_point(point), value=k in made, key=key, on_change=_ticked, args=(attempt.id, posed))


def _point(point: KeyPoint) -> str:
    return "{} · {}".format(point.text.of(language()), f"{point.marks:g}")


def _key(attempt: Attempt, k: int) -> str:
    return _key_of(attempt.id, k)


def _key_of(id: str, k: int) -> str:
    return f"point_{id}_{language()}_{k}"


@whole
def _ticked(id: str, posed: PosedSpoken) -> None:
    made = tuple(name for k, name in enumerate(posed.names) if st.session_state.get(_key_of(id, k)))
    enter(id, PART, (made or (NONE,),))


def _counted(attempt: Attempt, posed: PosedSpoken) -> None:
    made = posed.made(attempt.answers)
    with st.container(key="key_points_counted", gap=None):
        for k, point in enumerate(posed.question.points):
            with st.container(key=f"counted_{k}", horizontal=True, vertical_alignment="center"):
                points = f"{point.marks if k in made else 0:g} / {point.marks:g}"
                st.html(elements.badge("right" if k in made else "blank", points), width="content")
                st.markdown(point.text.of(language()), width="stretch")
