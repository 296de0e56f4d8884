"""A question to answer aloud: time to think, room to write, the key points to hold the answer against, follow-ups."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from html import escape

import streamlit as st

from presentation.translate import _
from quiz.attempt import Attempt
from quiz.kinds.spoken import ASKED, PART, WRITTEN, PosedSpoken
from quiz.posed import single_cell
from ui.components.aloud import aloud, said
from ui.components.focus import focus
from ui.kinds import key_points, question_frame
from ui.session.callbacks import whole
from ui.session.practise import enter, reveal


def show(attempt: Attempt) -> None:
    """Answering, holding against the key points, the follow-ups one by one, counted."""
    posed = attempt.posed
    assert isinstance(posed, PosedSpoken)
    question_frame.head(attempt)
    if attempt.handed_in:
        _counted(attempt, posed)
        return
    k = posed.open_round(attempt.answers)
    if k:
        key_points.follow_up_head(posed, k)
    if not posed.rounds[k].shown(attempt.answers):
        _follow_up(attempt, posed, k) if k else _answering(attempt, posed)
        return
    if k == 0:
        written(attempt)
    key_points.checklist(attempt, posed.rounds[k])
    key_points.model_answer(posed.rounds[k])
    if k + 1 < len(posed.rounds):
        ask_follow_up(attempt, posed, k + 1)
    else:
        question_frame.check(True, _("Count my points"))
    focus("spoken_focus", f"{attempt.id}/{k}/tick", ".st-key-key_points_0", bring=False)


def sit(attempt: Attempt) -> None:
    """The question in a paper: to be answered in writing, and held against the key points when it is handed in."""
    question_frame.head(attempt)
    key = f"aloud_{attempt.id}"
    then = _("Write your answer. When you hand in you hold it against the key points.")
    aloud(key, _text(attempt), 0, 1, partial(_keep, attempt.id, key), version=attempt.id, then=then)


def _answering(attempt: Attempt, posed: PosedSpoken) -> None:
    key = f"aloud_{attempt.id}"
    gone = (datetime.now(UTC) - attempt.started).total_seconds()
    seconds = posed.question.seconds
    aloud(key, _text(attempt), seconds - gone, seconds, partial(_keep, attempt.id, key), version=attempt.id)
    question_frame.hints(attempt)
    st.button(_("Show key points"), key="reveal", type="primary", on_click=_reveal, args=(attempt.id, key))


def _follow_up(attempt: Attempt, posed: PosedSpoken, k: int) -> None:
    st.caption(_("Say your answer aloud."))
    st.button(
        _("Show key points"),
        key=f"reveal_{k}",
        type="primary",
        shortcut="Ctrl+Enter",
        on_click=_reveal_follow_up,
        args=(attempt.id, posed.rounds[k].part),
    )
    focus("spoken_focus", f"{attempt.id}/{k}/say", f".st-key-reveal_{k} button", bring=False)


def ask_follow_up(attempt: Attempt, posed: PosedSpoken, k: int) -> None:
    """The button that has the examiner go on."""
    label = _("Follow-up {n} of {count}").format(n=k, count=len(posed.rounds) - 1)
    args = (attempt.id, posed.rounds[k].part)
    st.button(label, key=f"follow_up_{k}", type="primary", shortcut="Ctrl+Enter", on_click=_ask, args=args)


@whole
def _ask(id: str, part: str) -> None:
    enter(id, part, single_cell(ASKED))


def _text(attempt: Attempt) -> str:
    rows = attempt.answers.get(WRITTEN, ())
    return rows[0][0] if rows and rows[0] else ""


def _keep(id: str, key: str) -> None:
    text = said(st.session_state.get(key))
    if text is not None:
        enter(id, WRITTEN, single_cell(text))


@whole
def _reveal(id: str, key: str) -> None:
    _keep(id, key)
    reveal(id, PART)


@whole
def _reveal_follow_up(id: str, part: str) -> None:
    reveal(id, part)


def written(attempt: Attempt) -> None:
    """What the learner wrote down."""
    if _text(attempt).strip():
        st.html(f'<blockquote class="written">{escape(_text(attempt).strip())}</blockquote>')


def _counted(attempt: Attempt, posed: PosedSpoken) -> None:
    """The marks, then every round with what each key point brought."""
    written(attempt)
    question_frame.verdict(attempt)
    for k, asked in enumerate(posed.rounds):
        if k:
            key_points.follow_up_head(posed, k)
        key_points.counted(attempt, asked, k)
        key_points.model_answer(asked, k)
    question_frame.onwards(attempt)
