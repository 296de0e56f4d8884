"""The result of an oral exam: each question's marks, time, and what was missed; a page to print, practice."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from content import topic
from db.errors import StoreError
from presentation.exams.mark_sheet import marked_parts
from presentation.exams.oral_pages import printed_result
from presentation.exams.oral_words import follow_up_time_told, time_told
from presentation.exams.paper_words import paper_title
from presentation.translate import LANGUAGES, _, language, speaking
from quiz import oral as rules
from quiz.attempt import Attempt
from quiz.kinds.spoken import PosedSpoken
from ui.components.download import download
from ui.kinds import key_points
from ui.pages.paper_print import NAMES
from ui.pages.paper_result import look, look_at, looked_at, row, total
from ui.session import oral, persistence, review
from ui.session.open_paper import OpenPaper
from ui.session.state import go_to
from ui.session.unsaved import report, report_unreadable


def show(found: OpenPaper) -> None:
    """The total, the ways on, then question by question; or the one that is looked at. Raises StoreError."""
    if place := looked_at(found):
        look(found, place)
        return
    paper = found.paper
    st.title(paper_title(paper, persistence.local_zone()), anchor=False)
    total(found)
    report_unreadable(found.unreadable)
    with st.container(key="oral_result_moves", horizontal=True, vertical_alignment="center"):
        missed = [a.question.id for a in found.attempts if found.marking(a).points < a.posed.possible]
        if missed and st.button(_("Practise what I missed"), key="practise_missed", type="primary"):
            _practise(missed)
        for code in LANGUAGES:
            _to_print(found, code)
    for n, attempt in enumerate(found.attempts):
        _question(n, found, attempt)
    if len(found.attempts) < len(paper.items):
        st.caption(_("Questions that have been changed since are not shown."))


def _practise(missed: list[str]) -> None:
    try:
        review.begin_with(missed)
    except StoreError as error:
        report(error)
        return
    go_to("session")


def _to_print(found: OpenPaper, code: str) -> None:
    def page() -> str:
        with speaking(code):
            return printed_result(found.paper, found.results)

    name = f"stepwise-oral-{found.paper.seed}-{code}.html"
    label = _("Page to print ({language})").format(language=NAMES[code])
    download(label, page, name, "text/html", key=f"print_oral_{code}")


def _question(n: int, found: OpenPaper, attempt: Attempt) -> None:
    """A question: its title, marks and time, its key points or parts, the recording that was kept."""
    posed, asked = attempt.posed, rules.ASKED in attempt.answers
    with st.container(key=f"marked_{n}"):
        with st.container(key=f"marked_head_{n}", horizontal=True, vertical_alignment="center"):
            title = f"**{n + 1}. {attempt.question.title.of(language())}** &ensp; "
            st.markdown(title + topic(attempt.question.topic).title.of(language()), width="stretch")
            st.markdown(f"**{found.marking(attempt).points:g}** / {posed.possible:g}", width="content")
            if asked:
                st.button(_("Look at it"), key=f"look_{n}", on_click=look_at, args=(n + 1,))
        if not asked:
            st.caption(_("not asked"))
            return
        time = rules.allowed(found.paper.wanted, posed)
        if so_far := rules.spent(attempt.answers, time, found.paper.handed_in_at or datetime.now(UTC)):
            st.caption(time_told(so_far, time, board=not isinstance(posed, PosedSpoken)))
        if isinstance(posed, PosedSpoken):
            _rounds(n, found, attempt, posed)
        else:
            parts = marked_parts(posed, attempt.answers, found.marking(attempt))
            st.html(f'<table class="marksheet">{"".join(map(row, parts))}</table>')
        _recording(n, attempt)


def _rounds(n: int, found: OpenPaper, attempt: Attempt, posed: PosedSpoken) -> None:
    """The key points of the question and of each follow-up, with its time; those that were missed are seen by their
    mark.
    """
    time = rules.allowed(found.paper.wanted, posed, follow_up=True)
    for k, asked in enumerate(posed.rounds):
        if k:
            label = _("Follow-up {n} of {count}").format(n=k, count=len(posed.rounds) - 1)
            st.markdown(f"{label} &ensp; {asked.text.of(language())}")
            until = found.paper.handed_in_at or datetime.now(UTC)
            if spoke := rules.spent_on_follow_up(attempt.answers, asked.part, until):
                st.caption(follow_up_time_told(spoke, time))
        key_points.counted(attempt, asked, f"{n}_{k}")


def _recording(n: int, attempt: Attempt) -> None:
    kept = persistence.store().recordings.read(attempt.id)
    if kept is None:
        return
    with st.container(key=f"recording_{n}", horizontal=True, vertical_alignment="center"):
        st.audio(kept.sound, format=kept.kind, width="stretch")
        label = _("Delete the recording")
        st.button(label, key=f"drop_recording_{n}", on_click=oral.drop_recording, args=(attempt.id,))
