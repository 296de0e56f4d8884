"""Sitting a paper: one question at a time, the time running, nothing marked."""

from __future__ import annotations

import streamlit as st

from presentation.translate import _, language, ngettext
from quiz.kinds.spoken import PosedSpoken
from quiz.posed import answered
from ui import kinds
from ui.components.clock import clock
from ui.kinds import key_points
from ui.kinds.spoken import written
from ui.session import address, exam, paper_time, persistence
from ui.session.callbacks import whole
from ui.session.open_paper import OpenPaper
from ui.session.state import session
from ui.session.unsaved import leave_undone

PLACE = "n"  # the number of the open question in the address
CLOCKS = 2.0  # seconds that the browser's clock may be ahead


def show(found: OpenPaper) -> None:
    """The clock, the questions by number, the open one."""
    paper_id = found.paper.paper_id
    if found.being_marked:
        own_marks(found)
        return
    left = found.left(persistence.local_now())
    if left <= 0 and found.to_mark:
        _mark_now(found)
        return
    if left <= 0:
        if over(paper_id):
            st.rerun()
        leave_undone()
        st.markdown(_("The time is over. The paper is handed in as it stood as soon as that is possible."))
        return
    if found.clock_was_set(persistence.local_now()):
        ask(paper_id, left)
        return
    if not found.attempts:
        st.caption(_("Questions that have been changed since are not shown."))
        st.button(_("Hand in now"), key="hand_in_paper", type="primary", on_click=close, args=(paper_id,))
        return
    place = _place(found)
    session().attempt = attempt = found.attempts[place]
    paper_time.note(paper_id, attempt.id, persistence.local_now())
    with st.container(key="exam_bar", horizontal=True, vertical_alignment="center"):
        clock(f"clock_{paper_id}", left, 60 * found.paper.minutes, lambda: _over(paper_id))
        numbers(found, place)
    kinds.sit(attempt)
    onward(found, place)


def ask(paper_id: str, left: float) -> None:
    """The machine's clock was set: nobody but the learner decides what becomes of the paper."""
    minutes = max(1, round(left / 60))
    words = ngettext(
        "This computer's clock was changed while the paper was running: go on with the {n} minute that was left, "
        "or hand in now.",
        "This computer's clock was changed while the paper was running: go on with the {n} minutes that were left, "
        "or hand in now.",
        minutes,
    )
    st.markdown(words.format(n=minutes))
    with st.container(key="exam_moves", horizontal=True):
        st.button(_("Go on"), key="go_on_paper", type="primary", on_click=exam.go_on, args=(paper_id,))
        st.button(_("Hand in now"), key="hand_in_paper", on_click=close, args=(paper_id,))


def over(paper_id: str) -> bool:
    """The time is up: what stands there counts. Whether the paper could be handed in."""
    done = exam.hand_in(paper_id)
    if done:
        st.toast(_("The time is over. The paper is handed in as it stood."))
    return done


@whole
def close(paper_id: str) -> None:
    """Handed in before the time is up."""
    exam.end(paper_id)


def _mark_now(found: OpenPaper) -> None:
    """The time is over, and the learner has something to mark."""
    st.markdown(_("The time is over. Nothing more can be answered; what you answered in words you mark yourself."))
    args = (found.paper.paper_id,)
    st.button(_("Show the key points"), key="mark_own", type="primary", on_click=exam.end, args=args)


def own_marks(found: OpenPaper) -> None:
    """Every answer in words beside its key points; then the paper is handed in."""
    st.title(_("Mark your own answers"), anchor=False)
    st.markdown(_("Tick what your answer really says. The rest is marked when you hand in."))
    for n, attempt in enumerate(found.to_mark):
        assert isinstance(attempt.posed, PosedSpoken)
        (asked, *_follow_ups) = attempt.posed.rounds
        with st.container(key=f"own_{n}"):
            st.header(attempt.question.title.of(language()), anchor=False)
            st.markdown(asked.text.of(language()))
            written(attempt)
            key_points.checklist(attempt, asked, n)
            key_points.model_answer(asked, n)
    with st.container(key="exam_moves"):
        args = (found.paper.paper_id,)
        st.button(_("Hand in now"), key="hand_in_paper", type="primary", on_click=exam.end, args=args)


def _over(paper_id: str) -> None:
    """The browser's clock says so; the paper is closed only if the app's does too."""
    found = exam.opened(paper_id)
    if found and found.running and not found.to_mark and found.left(persistence.local_now()) < CLOCKS:
        over(paper_id)


def _place(found: OpenPaper) -> int:
    """The question of the address, so that a reload finds it; else the one that was open; else the first."""
    asked, kept = address.number(PLACE), session().exam_place.get(found.paper.paper_id, 0)
    place = kept if asked is None else asked - 1
    place = max(0, min(place, len(found.attempts) - 1))
    _go(found.paper.paper_id, place)
    return place


def _go(paper_id: str, place: int) -> None:
    session().exam_place = {paper_id: place}
    if st.query_params.get(PLACE) != str(place + 1):
        st.query_params[PLACE] = str(place + 1)


@whole
def go(paper_id: str, place: int) -> None:
    """To another question."""
    _go(paper_id, place)


def numbers(found: OpenPaper, place: int) -> None:
    """A button for each question; those with an answer are marked."""
    with st.container(key="exam_numbers", horizontal=True):
        for n, attempt in enumerate(found.attempts):
            state = "here" if n == place else "done" if answered(attempt.answers) else "open"
            st.button(
                str(n + 1),
                key=f"place_{state}_{n}",
                help=attempt.question.title.of(language()),
                on_click=go,
                args=(found.paper.paper_id, n),
            )


def onward(found: OpenPaper, place: int) -> None:
    """To the next question; from the last one, or at any time, the whole paper is handed in."""
    paper_id = found.paper.paper_id
    with st.container(key="exam_moves", horizontal=True, vertical_alignment="center"):
        if place:
            st.button(_("Previous question"), key="exam_back", on_click=go, args=(paper_id, place - 1))
        if place + 1 < len(found.attempts):
            st.button(_("Next question"), key="exam_next", type="primary", on_click=go, args=(paper_id, place + 1))
        with st.popover(_("Hand in")):
            empty = sum(not answered(attempt.answers) for attempt in found.attempts)
            if empty:
                words = ngettext("{n} question has no answer yet.", "{n} questions have no answer yet.", empty)
                st.markdown(words.format(n=empty))
            st.button(_("Hand in now"), key="hand_in_paper", type="primary", on_click=close, args=(paper_id,))
