"""Sitting a paper: one question at a time, the time running, nothing marked."""

from __future__ import annotations

from functools import partial

import streamlit as st

from content import topic
from engine.readings.formulas.latex import formula
from presentation.attempt import Attempt
from presentation.content_words import titles
from presentation.figure import Figure
from presentation.figure.build import EntryState, View, entry, given
from presentation.figure.layout import Layout, Placed, slices
from presentation.translate import _, language, ngettext
from quiz.answers.grid import padded
from quiz.kinds.steps import PosedSteps
from quiz.posed import Rows, answered
from ui import elements
from ui.components.clock import clock
from ui.components.figure.component import answer, figure
from ui.pages import practise, practise_steps
from ui.pages.practise_frame import head
from ui.session import exam, persistence
from ui.session.callbacks import whole
from ui.session.exam import Exam
from ui.session.practise import enter

CLOCKS = 2.0  # seconds that the browser's clock may be ahead


def show(found: Exam) -> None:
    """The clock, the questions by number, the open one."""
    paper_id = found.paper.paper_id
    left = found.left(persistence.local_now())
    if left <= 0:
        if over(paper_id):
            st.rerun()
        return
    if not found.attempts:
        st.caption(_("Questions that have been changed since are not shown."))
        st.button(_("Hand in now"), key="hand_in_paper", type="primary", on_click=close, args=(paper_id,))
        return
    place = _place(found)
    st.session_state["attempt"] = attempt = found.attempts[place]
    with st.container(key="exam_bar", horizontal=True, vertical_alignment="center"):
        clock(f"clock_{paper_id}", left, 60 * found.paper.minutes, lambda: _over(paper_id))
        numbers(found, place)
    if isinstance(attempt.posed, PosedSteps):
        steps(attempt, attempt.posed)
    else:
        practise.show(attempt)
    onward(found, place)


def over(paper_id: str) -> bool:
    """The time is up: what stands there counts. Whether the paper could be handed in."""
    done = exam.hand_in(paper_id)
    if done:
        st.toast(_("The time is over. The paper is handed in as it stood."))
    return done


@whole
def close(paper_id: str) -> None:
    """Handed in before the time is up."""
    exam.hand_in(paper_id)


def _over(paper_id: str) -> None:
    """The browser's clock says so; the paper is closed only if the app's does too."""
    found = exam.opened(paper_id)
    if found and found.running and found.left(persistence.local_now()) < CLOCKS:
        over(paper_id)


def _place(found: Exam) -> int:
    kept: int = st.session_state.get("exam_place", {}).get(found.paper.paper_id, 0)
    return min(kept, len(found.attempts) - 1)


@whole
def go(paper_id: str, place: int) -> None:
    """To another question."""
    st.session_state["exam_place"] = {paper_id: place}


def numbers(found: Exam, place: int) -> None:
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


def onward(found: Exam, place: int) -> None:
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


# ---- worked steps, all at once ----


def steps(attempt: Attempt, posed: PosedSteps) -> None:
    """What is given, then an empty matrix for every step; later steps are worked from what stands in earlier ones."""
    head(attempt, practise_steps.rules(attempt, posed.sheet))
    exact = frozenset(posed.sheet.program.steps) - frozenset(posed.sheet.asked)
    named = titles(topic(posed.question.topic), posed.sheet.program)
    view = View(posed.sheet.truth, posed.sheet.decimals, (), named, exact)
    with st.container(key="given"):
        figure(f"given_{attempt.id}", given(view, posed.sheet.provided))
    with st.container(key="story", gap=None):
        for n, step in enumerate(posed.sheet.asked, 1):
            with elements.step(n, "done", last=n == len(posed.sheet.asked)):
                elements.step_head(n, view.title(step), [formula(posed.sheet.on_paper(step), step)])
                key = f"exam_{attempt.id}_{step}"
                figure(key, blank(attempt, view, step), on_draft=partial(keep, attempt, key, step))


def blank(attempt: Attempt, view: View, step: str) -> Figure:
    """The step's cells to fill in, without what they are computed from."""
    leads = slices(view.trace.program, step)
    placed = tuple(
        Placed(f"{step}@{k}", step, 1, k, operand=False, lead=lead or None) for k, lead in enumerate(leads, 1)
    )
    text = padded(attempt.answers.get(step, ()), view.trace.program.steps[step].shape)
    marks = tuple(tuple("" for _cell in row) for row in text)
    shown = entry(view, Layout(placed), EntryState(text, marks, version=f"{attempt.id}{step}{language()}"))  # type: ignore[arg-type]
    return Figure(shown.blocks, version=shown.version)


def keep(attempt: Attempt, key: str, step: str) -> None:
    """What stands in a step while it is typed."""
    draft = answer(st.session_state.get(key)).draft
    if draft:
        rows: Rows = tuple(tuple(map(str, row)) for grid in draft.values() for row in grid)
        enter(attempt.id, step, rows)
