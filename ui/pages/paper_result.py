"""The mark sheet of a paper: every question and part with its marks, and what they were given for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from content import topic
from presentation.content_words import misconception
from presentation.exams.mark_sheet import MarkedPart, marked_parts
from presentation.exams.paper_summary import MarkedQuestion, by_kind, by_topic, summary_table, time_used
from presentation.exams.paper_words import paper_title
from presentation.mark_words import total_made_of
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.marking.points import halves
from quiz.paper import rounded_down
from quiz.targeted import Target, target_of
from quiz.verdicts import Marking, StepMarking
from ui import elements, kinds
from ui.kinds import verdict_buttons
from ui.pages import paper_print
from ui.session import address, aiming, paper_time, persistence, review
from ui.session.callbacks import whole
from ui.session.open_paper import OpenPaper
from ui.session.state import go_to, set_address
from ui.session.unsaved import report_unreadable

LOOK = "look"  # the number of a question in the address


def show(found: OpenPaper) -> None:
    """The mark sheet, or the question of the address with its marking."""
    if place := looked_at(found):
        look(found, place)
    else:
        mark_sheet(found)


def mark_sheet(found: OpenPaper) -> None:
    """The total and what it is made of, by topic and kind; then question by question."""
    paper, seconds = found.paper, paper_time.spent(found.paper.paper_id)
    st.title(paper_title(paper, persistence.local_zone()), anchor=False)
    total(found)
    report_unreadable(found.unreadable)
    summary(found, seconds)
    for n, attempt in enumerate(found.attempts, 1):
        one(n, found, attempt, seconds.get(attempt.id))
    if len(found.attempts) < len(paper.items):
        st.caption(_("Questions that have been changed since are not shown."))
    paper_print.offer(found)


def summary(found: OpenPaper, seconds: Mapping[str, float]) -> None:
    """The marks by topic and by kind where there are several, and the way to practise what was missed."""
    marked = [MarkedQuestion(a.question, halves(found.marking(a).points), a.posed.possible) for a in found.attempts]
    with st.container(key="paper_summary", horizontal=True):
        for title, rows in ((_("By topic"), by_topic(marked)), (_("By kind"), by_kind(marked))):
            if len(rows) > 1:
                st.html(summary_table(title, rows))
    missed = tuple(dict.fromkeys(one.question.id for one in marked if one.points < one.possible))
    with st.container(key="paper_after", horizontal=True, vertical_alignment="center"):
        if missed and st.button(_("Practise what I missed"), key="practise_missed", type="primary"):
            review.begin_with(missed)
            go_to("session")
        if seconds:
            st.caption(_("Time used: {time}").format(time=time_used(sum(seconds.values()))), width="content")


def total(found: OpenPaper) -> None:
    """The marks, their share, and what they are made of."""
    points, possible = found.paper.points or 0.0, found.paper.possible
    unit = _("of {possible} marks").format(possible=f"{possible:g}") + f" · {int(100 * points / possible + 0.5)} %"
    st.html(f'<span class="big">{points:g}</span><span class="unit">{escape(unit)}</span>')
    said = total_made_of([found.marking(attempt) for attempt in found.attempts])
    if any(rounded_down(attempt.posed, found.marking(attempt)) for attempt in found.attempts):
        said.append(_("marks come in halves, rounded down"))
    if said:
        st.caption(" · ".join(said))


def one(n: int, found: OpenPaper, attempt: Attempt, seconds: float | None) -> None:
    """A question: its title, the time it was open, its marks, its parts, and a way to see it worked."""
    here, marking = topic(attempt.question.topic), found.marking(attempt)
    points = halves(marking.points)
    parts = marked_parts(attempt.posed, attempt.answers, marking)
    with st.container(key=f"marked_{n}"):
        with st.container(key=f"marked_head_{n}", horizontal=True, vertical_alignment="center"):
            title = f"**{n}. {attempt.question.title.of(language())}** &ensp; {here.title.of(language())}"
            st.markdown(title, width="stretch")
            if seconds is not None:
                st.caption(time_used(seconds), width="content")
            st.markdown(f"**{points:g}** / {attempt.posed.possible:g}", width="content")
            st.button(_("Look at it"), key=f"look_{n}", on_click=look_at, args=(n,))
        sheet(n, attempt.looked_at(marking), parts, marking)


def sheet(n: int, attempt: Attempt, parts: Sequence[MarkedPart], marking: Marking) -> None:
    """The parts below each other, and below each that missed marks the ways on from it."""
    rows: list[str] = []
    named: set[str] = set()  # mistakes that a button above practises already
    for k, (part, marked) in enumerate(zip(parts, marking.steps, strict=True)):
        rows.append(row(part))
        if marked.points < marked.possible and marked.step in attempt.posed.parts:
            st.html(f'<table class="marksheet">{"".join(rows)}</table>')
            rows.clear()
            _ways(f"{n}_{k}", attempt, marked, named)
    if rows:
        st.html(f'<table class="marksheet">{"".join(rows)}</table>')


def _ways(place: str, attempt: Attempt, marked: StepMarking, named: set[str]) -> None:
    """Practise the mistake that was named, once, or the step; and I think I am right, where something was answered."""
    with st.container(key=f"sheet_ways_{place}", horizontal=True, vertical_alignment="center"):
        aim = target_of(attempt.posed, marked)
        if aim is not None and aim.misconception not in named - {""}:
            named.add(aim.misconception)
            if st.button(_practise(attempt, aim), key=f"practise_mistake_{place}", type="tertiary"):
                aiming.practise(aim, attempt.question.id, attempt.question.id)
        if marked.status != "blank":
            verdict_buttons.appeal_against(attempt, marked)


def _practise(attempt: Attempt, aim: Target) -> str:
    if not aim.misconception:
        return _("Practise this step")
    name = misconception(attempt.question.topic, aim.misconception, aim.step)[0]
    return _("Practise: {mistake}").format(mistake=name)


def row(part: MarkedPart) -> str:
    """A part's name, verdict and marks, and below them its answer beside the solution."""
    badge = elements.badge(part.mark, part.verdict)
    return (
        f"<tr><td>{part.name}</td><td>{badge} {escape(part.mistakes)}</td><td>{part.points}</td></tr>"
        f'<tr class="beside"><td colspan="3">{part.answer}</td></tr>'
    )


# ---- one question with its marking ----


def looked_at(found: OpenPaper) -> int:
    """The number of the question in the address, from 1; 0 for the mark sheet."""
    place = address.number(LOOK)
    return place if place is not None and place in _places(found) else 0


def _places(found: OpenPaper) -> list[int]:
    """The numbers of the questions that were marked."""
    marked = {attempt.id for attempt in found.counted}
    return [n for n, attempt in enumerate(found.attempts, 1) if attempt.id in marked]


def look(found: OpenPaper, n: int) -> None:
    """The question as it was marked; the way on leads to the paper's next one."""
    attempt, count, places = found.attempts[n - 1], len(found.attempts), _places(found)
    with st.container(key="look_bar", horizontal=True, vertical_alignment="center"):
        st.button(_("Mark sheet"), key="to_mark_sheet", on_click=look_at, args=(0,))
        st.caption(_("Question {n} of {count}").format(n=n, count=count), width="content")
    kinds.practise(attempt.looked_at(found.marking(attempt)))
    with st.container(key="look_moves", horizontal=True):
        if before := [k for k in places if k < n]:
            st.button(_("Previous question"), key="look_back", on_click=look_at, args=(before[-1],))
        if after := [k for k in places if k > n]:
            st.button(_("Next question"), key="look_next", type="primary", on_click=look_at, args=(after[0],))


@whole
def look_at(n: int) -> None:
    """To a question of the paper, by its number; 0 for the mark sheet."""
    paper = st.query_params["paper"]
    set_address(paper=paper, **({LOOK: str(n)} if n else {}))
