"""Parts of Today: where it was left, and the buttons that begin or go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from html import escape

import streamlit as st

from content import headings
from db.errors import StoreError
from engine.readings.torch_check import installed
from presentation.progress.memory_words import offer
from presentation.progress.progress_words import question_title
from presentation.progress.today_words import short_day
from presentation.translate import _, language
from quiz.fitting import ENOUGH
from quiz.pace import known
from quiz.review_session import ReviewSession, SessionKind
from ui.session import fitting, persistence, review
from ui.session.callbacks import whole
from ui.session.draft_places import EXPLAIN
from ui.session.state import go_to, session
from ui.session.unsaved import report

BEGINS = "Ctrl+Enter"  # what checks and leads on in a session begins it too


def open_session() -> ReviewSession | None:
    """The session that was left before its end. Raises StoreError."""
    found = review.opened()
    return found if found and found.current else None


def begin(kind: SessionKind) -> None:
    """Begin a session and go there."""
    try:
        begun = review.begin(kind)
    except StoreError as error:
        report(error)
        return
    if begun:
        go_to("session")


def go_on(found: ReviewSession, day: date, today: date, first: bool) -> None:
    """The button that goes on with a session that was left, begun on a local day; `first` if that comes before all."""
    numbers = {"n": found.place + 1, "count": len(found.items)}
    label = _("Go on: {n} of {count}").format(**numbers)
    if day != today:
        label = _("Go on with that of {day}: {n} of {count}").format(day=short_day(day), **numbers)
    if st.button(label, key="go_on", type="primary" if first else "secondary", shortcut=BEGINS if first else None):
        go_to("session")


def offer_fit() -> None:
    """Once there are enough reviews: whether the memory model should be fitted to them. Raises StoreError."""
    store = persistence.store()
    count = store.review_count()
    if count < ENOUGH or store.fits() or session().fitting or not installed():
        return
    with st.container(key="offer_fit", horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="stopped">{escape(offer(count))}</div>', width="stretch")
        if st.button(_("Fit to my reviews"), key="fit"):
            fitting.start()
            go_to("settings")
        st.button(_("Not now"), key="fit_not_now", on_click=_declined)


@whole
def _declined() -> None:
    try:
        fitting.decline()
    except StoreError as error:
        report(error)


def stopped(session_shown: bool = False) -> None:
    """Where the learner stopped: the session that is open, unless that is shown, and the question or computation begun
    last. Raises StoreError.
    """
    found = open_session()
    if found and not session_shown:
        place = _("Test me: {n} of {count}") if found.kind == "placement" else _("A session: question {n} of {count}")
        with _row("session", place.format(n=found.place + 1, count=len(found.items))):
            if st.button(_("Go on"), key="go_on_session"):
                go_to("session")
    begun = {found.current.question_id} if found and found.current else set()
    for draft in persistence.store().latest_drafts():
        id = draft.question_id
        if id.startswith(EXPLAIN) and (title := _topic(id.removeprefix(EXPLAIN))):
            with _row("explain", _("{topic}, on your own numbers").format(topic=title)):
                if st.button(_("Go on"), key="go_on_explain"):
                    go_to("explain", topic=id.removeprefix(EXPLAIN))
            return
        if persistence.touched(draft) and known(id) and id not in begun:
            with _row("question", question_title(id)):
                if st.button(_("Go on"), key="go_on_question"):
                    session().attempt = None
                    go_to("practise", q=id)
            return


def _topic(id: str) -> str:
    return next((one.title.of(language()) for one in headings() if one.id == id), "")


@contextmanager
def _row(kind: str, said: str) -> Iterator[None]:
    where = escape(_("Where you stopped"))
    with st.container(key=f"stopped_{kind}", horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="stopped"><span>{where}</span> {escape(said)}</div>', width="stretch")
        yield
