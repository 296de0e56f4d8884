"""The mark sheet of a paper: every question and part with its marks, and what they were given for."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import topic
from presentation.content_words import misconception
from presentation.mark_sheet import MarkedPart, marked_parts
from presentation.mark_words import total_made_of
from presentation.paper_words import paper_title
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.marking.points import halves
from quiz.paper import rounded_down
from quiz.targeted import Target, target_of
from quiz.verdicts import Marking
from ui import elements
from ui.pages import paper_print
from ui.session import aiming, persistence
from ui.session.open_paper import Exam
from ui.session.state import go_to, session
from ui.session.unsaved import report_unreadable


def show(found: Exam) -> None:
    """The total and what it is made of, then question by question."""
    paper = found.paper
    st.title(paper_title(paper, persistence.local_zone()), anchor=False)
    total(found)
    report_unreadable(found.unreadable)
    for n, attempt in enumerate(found.attempts, 1):
        one(n, found, attempt)
    if len(found.attempts) < len(paper.items):
        st.caption(_("Questions that have been changed since are not shown."))
    paper_print.offer(found)


def total(found: Exam) -> None:
    """The marks, their share, and what they are made of."""
    points, possible = found.paper.points or 0.0, found.paper.possible
    unit = _("of {possible} marks").format(possible=f"{possible:g}") + f" · {int(100 * points / possible + 0.5)}%"
    st.html(f'<span class="big">{points:g}</span><span class="unit">{escape(unit)}</span>')
    said = total_made_of([found.marking(attempt) for attempt in found.attempts])
    if any(rounded_down(attempt.posed, found.marking(attempt)) for attempt in found.attempts):
        said.append(_("marks come in halves, rounded down"))
    if said:
        st.caption(" · ".join(said))


def one(n: int, found: Exam, attempt: Attempt) -> None:
    """A question: its title and marks, its parts, and a way to see it worked."""
    here, marking = topic(attempt.question.topic), found.marking(attempt)
    points = halves(marking.points)
    parts = marked_parts(attempt.posed, attempt.answers, marking)
    with st.container(key=f"marked_{n}"):
        with st.container(key=f"marked_head_{n}", horizontal=True, vertical_alignment="center"):
            title = f"**{n}. {attempt.question.title.of(language())}** &ensp; {here.title.of(language())}"
            st.markdown(title, width="stretch")
            st.markdown(f"**{points:g}** / {attempt.posed.possible:g}", width="content")
            if st.button(_("Look at it"), key=f"look_{n}"):
                look(attempt)
        st.html(f'<table class="marksheet">{"".join(map(row, parts))}</table>')
        practice(n, attempt, marking)


def practice(n: int, attempt: Attempt, marking: Marking) -> None:
    """A way to practise each mistake that was named, once."""
    made: dict[str, Target] = {}
    for step in marking.steps:
        aim = target_of(attempt.posed, step) if step.misconceptions and step.step in attempt.posed.parts else None
        if aim is not None:
            name = misconception(attempt.question.topic, aim.misconception, aim.step)[0]
            made.setdefault(_("Practise: {mistake}").format(mistake=name), aim)
    for k, (label, aim) in enumerate(made.items()):
        if st.button(label, key=f"practise_mistake_{n}_{k}", type="tertiary"):
            aiming.practise(aim, attempt.question.id, attempt.question.id)


def row(part: MarkedPart) -> str:
    """A part's name, verdict and marks, and below them its answer beside the solution."""
    badge = elements.badge(part.mark, part.verdict)
    return (
        f"<tr><td>{part.name}</td><td>{badge} {escape(part.mistakes)}</td><td>{part.points}</td></tr>"
        f'<tr class="beside"><td colspan="3">{part.answer}</td></tr>'
    )


def look(attempt: Attempt) -> None:
    """The question as Practise shows it when it is finished; back on this page, the mark sheet is there again."""
    session().attempt, session().looked_at = attempt.out_of_its_paper(), attempt.paper
    go_to("practise", q=attempt.question.id)
