"""A session: due and new questions one after another, and at its end what has changed and what comes next."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import question, topic
from content.lessons.reading import reading_minutes
from db.errors import StoreError
from presentation.progress.session_words import progress_strip, why_asked
from presentation.progress.today_words import about_minutes
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.pace import pace, reading_pace, usual_minutes
from quiz.review_session import Item, ReviewSession
from ui import kinds
from ui.components.focus import focus
from ui.components.into_view import into_view
from ui.pages import lesson, session_end
from ui.session import persistence, reading, review
from ui.session.state import go_to
from ui.session.unsaved import leave_undone, report

NEXT = ".st-key-session_sheet"  # where the next input is
PLACE_ID = "session-place"


def page() -> None:
    """The open question, or the end; one sentence when the database cannot be read."""
    try:
        found = review.opened()
        if found is None:
            _none()
        elif attempt := review.shown():
            _question(found, attempt)
        elif found.current is None:
            session_end.show(found)
        elif found.current.is_lesson:
            _lesson(found, found.current.question_id)
        else:
            _question(found, review.attempt_at(found.current))
    except StoreError as error:
        report(error)
        leave_undone()


def _none() -> None:
    st.title(_("Session"), anchor=False)
    st.markdown(_("No session is open."))
    if st.button(_("Today"), key="to_today", type="primary"):
        go_to("today")


def _question(found: ReviewSession, attempt: Attempt) -> None:
    place = next((n for n, one in enumerate(found.results) if one.attempt_id == attempt.id), found.place)
    _bar(found, place, attempt)
    with st.container(key="session_sheet"):
        kinds.practise(attempt)
    if not attempt.finished:
        focus("session_focus", attempt.id, NEXT, bring=False)


def _lesson(found: ReviewSession, id: str) -> None:
    """A lesson to be read before the first questions of its topic."""
    here = topic(id)
    reading.opened(id)
    _bar(found, found.place, None)
    st.title(here.title.of(language()), anchor=False)
    lesson.text(here)
    with st.container(key="session_read", horizontal=True):
        label = _("Read; on to the questions")
        st.button(label, key="read", type="primary", shortcut="Ctrl+Enter", on_click=review.read, args=(id,))
    # no button gets the focus: space turns pages here, and would press it
    into_view("session_top", f"lesson/{id}", PLACE_ID)


def _bar(found: ReviewSession, place: int, attempt: Attempt | None) -> None:
    """Where in the session one is, how long it still takes, and the ways out of the question."""
    with st.container(key="session_bar", horizontal=True, vertical_alignment="center"):
        said = _("{n} of {count}").format(n=place + 1, count=len(found.items))
        left = _time_left(found.items[place + bool(attempt and attempt.finished) :])
        why = why_asked(found.items[place].why)
        st.html(
            f'<div class="session-place" id="{PLACE_ID}"><b>{escape(said)}</b><span>{escape(left)}</span>'
            f"<em>{escape(why)}</em></div>"
            f"{progress_strip(found, place)}",
            width="stretch",
        )
        if attempt and not attempt.finished:
            _unanswered(found, attempt)
        if st.button(_("Leave"), key="leave", help=_("What you have entered is kept; Today takes you back here.")):
            go_to("today")


def _unanswered(found: ReviewSession, attempt: Attempt) -> None:
    """The way out of a question without an answer: in a placement that it is not known, which a guess would hide."""
    if found.kind == "placement":
        args = (attempt.id, attempt.posed.possible)
        st.button(_("I don't know"), key="unknown", on_click=review.unknown, args=args)
    elif len(found.left) > 1:
        st.button(_("Later"), key="later", on_click=review.later, args=(attempt.id,))


def _time_left(items: tuple[Item, ...]) -> str:
    """How long the questions that are to come still take; nothing after the last."""
    return _("{time} left").format(time=about_minutes(_minutes(items))) if items else ""


def _minutes(items: tuple[Item, ...]) -> float:
    """How long these take the learner."""
    store = persistence.store()
    mine = pace((one.question_id, one.minutes) for one in store.durations())
    reader = reading_pace((one.topic_id, one.minutes) for one in store.lessons_read())
    return sum(
        reader * reading_minutes(item.question_id)
        if item.is_lesson
        else mine * usual_minutes(question(item.question_id))
        for item in items
    )
