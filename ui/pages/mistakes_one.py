"""One recorded attempt as it was, only to be looked at, and what may come next."""

from __future__ import annotations

from functools import partial

import streamlit as st

from db.records import AttemptRecord
from presentation.content_words import when
from presentation.exams.notebook_words import gone, hints_taken, stored
from presentation.progress.progress_words import points, question_title
from presentation.translate import _
from quiz.attempt import Attempt
from quiz.reopened import unchanged
from ui import kinds
from ui.pages import mistakes_print
from ui.session import notebook, persistence
from ui.session.attempt_records import reopened
from ui.session.callbacks import whole
from ui.session.state import go_to, set_address


def show(record: AttemptRecord) -> None:
    """When it was and what it earned; then the question with its marking, or what was stored of it."""
    attempt = reopened(record)
    with st.container(key="attempt_bar", horizontal=True, vertical_alignment="center"):
        st.button(_("All mistakes"), key="all_mistakes", on_click=_back)
        said = [when(record.finished_at, persistence.local_zone()), *_earned(record)]
        st.caption(" · ".join(said), width="stretch")
        mistakes_print.offer([record], record.question_id.replace("/", "-"))
    if attempt is None:
        st.title(question_title(record.question_id), anchor=False)
        st.info(gone())
        st.html(f'<div class="stored-answer">{stored(record)}</div>')
        return
    kinds.practise(attempt)
    _again(attempt)


def _earned(record: AttemptRecord) -> list[str]:
    marks = _("{points} / {possible} marks").format(points=points(record.points), possible=points(record.possible))
    return [marks, hints_taken(record.hints_used)] if record.hints_used else [marks]


@whole
def _back() -> None:
    set_address()


def _again(attempt: Attempt) -> None:
    """The same question once more, on new numbers or on these, as long as it is still asked in the same way."""
    if not unchanged(attempt.posed):
        st.caption(_("Its conventions have changed since; Practise asks it as it is now."))
        return
    with st.container(key="attempt_moves", horizontal=True):
        if attempt.posed.renewed:
            _move(_("Again, with new numbers"), "again_new", partial(notebook.once_more, attempt.posed, True), attempt)
        _move(_("Again, the same"), "again_same", partial(notebook.once_more, attempt.posed, False), attempt)


def _move(label: str, key: str, begin: partial[bool], attempt: Attempt) -> None:
    if st.button(label, key=key) and begin():
        go_to("practise", q=attempt.question.id)
