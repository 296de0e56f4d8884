"""Mistakes: recorded attempts, to be looked through, opened as they were, done again, and printed."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from content import headings, questions
from content.own_question import is_own
from db.errors import StoreError
from db.records import AttemptRecord
from presentation.content_words import when
from presentation.exams.notebook_words import how_many, mistakes_in, period
from presentation.kinds import kind_names
from presentation.progress.progress_words import about as topic_of_answered
from presentation.progress.progress_words import points, question_title
from presentation.translate import _, language
from ui import elements
from ui.pages import mistakes_one, mistakes_print
from ui.session import notebook, persistence
from ui.session.attempt_records import reopened
from ui.session.callbacks import whole
from ui.session.state import Sought, session, set_address
from ui.session.unsaved import leave_undone, report, report_unreadable

PLACE = "attempt"  # in the address
MORE = 20
FIELDS = ("topic", "kind", "mistake", "days")


def page() -> None:
    """The attempt of the address, or the list; one sentence when the database cannot be read."""
    try:
        wanted = st.query_params.get(PLACE)
        record = persistence.store().notebook.attempt(wanted) if wanted else None
        if record:
            mistakes_one.show(record)
            return
        if wanted:
            st.toast(_("There is no such answer here."))
            set_address()
        overview()
    except StoreError as error:
        report(error)
        leave_undone()


def overview() -> None:
    """What is looked for, and what fits."""
    found = notebook.found()
    st.title(_("My mistakes"), anchor=False)
    st.markdown(_("Every answer opens as it was: its numbers, what you typed, the marking, the solution."))
    if not found.answered:
        st.caption(_("Nothing has been answered yet."))
        return
    filters(found)
    report_unreadable(found.attempts.unreadable)
    with st.container(key="mistakes_found", horizontal=True, vertical_alignment="center"):
        st.caption(how_many(found.count, session().sought_attempts.every), width="stretch")
        if found.attempts:
            mistakes_print.offer(found.attempts, "mistakes")
    with st.container(key="mistakes", gap=None):
        for n, record in enumerate(found.attempts):
            row(n, record)
    if found.count > len(found.attempts):
        st.button(_("Show more"), key="more_mistakes", on_click=_more)


# ---- what is looked for ----


def filters(found: notebook.Found) -> None:
    """Topic, kind, mistake and time, each among what there is; and whether full marks are shown too."""
    sought = session().sought_attempts
    about = {of for id in found.answered if (of := topic_of_answered(id))}
    kinds = {q.kind for q in questions() if q.id in found.answered} | {"steps" for id in found.answered if is_own(id)}
    topics = {one.id: one.title.of(language()) for one in headings() if one.id in about}
    named = {kind: name for kind, name in kind_names().items() if kind in kinds}
    mistakes = {name: name for name in found.mistakes}
    with st.container(key="mistakes_filter", horizontal=True, vertical_alignment="bottom"):
        _choose("topic", _("Topic"), {"": _("all topics"), **topics}, sought.topic)
        _choose("kind", _("Kind of question"), {"": _("all kinds"), **named}, sought.kind)
        _choose("mistake", _("Mistake"), {"": _("any"), **mistakes}, sought.mistake)
        _choose("days", _("When"), {days: period(days) for days in notebook.DAYS}, sought.days)
        st.checkbox(_("those with full marks too"), value=sought.every, key=_key("every"), on_change=_sought)


def _choose(field: str, label: str, choices: dict[Any, str], chosen: Any) -> None:
    options = list(choices)
    st.selectbox(
        label,
        options,
        index=options.index(chosen) if chosen in choices else 0,
        format_func=choices.__getitem__,
        key=_key(field),
        on_change=_sought,
        width=210,
    )


def _key(field: str) -> str:
    return f"sought_{field}_{language()}"


@whole
def _sought() -> None:
    values = {field: st.session_state[_key(field)] for field in FIELDS}
    session().sought_attempts = Sought(**values, every=bool(st.session_state[_key("every")]))


@whole
def _more() -> None:
    sought = session().sought_attempts
    session().sought_attempts = replace(sought, shown=sought.shown + MORE)


# ---- what was found ----


def row(n: int, record: AttemptRecord) -> None:
    """An attempt: its question, the mistakes in it, its marks, when it was; a way in."""
    with st.container(key=f"mistake_row_{n}", horizontal=True, vertical_alignment="center"):
        names = mistakes_in(record, reopened)
        slips = elements.badge("misconception", names) if names else ""
        moment = escape(when(record.finished_at, persistence.local_zone()))
        st.html(
            f'<div class="attempt-line"><b>{escape(question_title(record.question_id))}</b><span>{moment}</span></div>'
            f"{slips}",
            width="stretch",
        )
        marks = f"<b>{points(record.points)}</b> / {points(record.possible)}"
        st.html(f'<span class="attempt-marks">{marks}</span>', width="content")
        st.button(_("Open"), key=f"open_attempt_{n}", on_click=_open, args=(record.attempt_id,))


@whole
def _open(attempt_id: str) -> None:
    set_address(**{PLACE: attempt_id})
