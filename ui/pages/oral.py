"""Oral exams on the page of papers: what one is to be like, and one before it is started."""

from __future__ import annotations

import streamlit as st

from content import headings, questions
from presentation.exams.oral_words import duration, structure, supply
from presentation.exams.paper_words import paper_title, remarks
from presentation.translate import _, language
from quiz.oral import OralSpecification, suitable
from ui.components.composition_fields import number, several
from ui.session import exam, oral, persistence
from ui.session.open_paper import OpenPaper
from ui.session.state import set_address

SPOKEN, BOARD = range(1, 9), range(4)
THINKING, SPEAKING = (15, 30, 60, 90, 120, 180), (60, 90, 120, 180, 300)


def compose_form() -> None:
    """What the exam is to be like, and how much there is to choose from."""
    usual = OralSpecification()
    with st.container(key="compose"):
        left, right = st.columns(2, gap="large")
        with left:
            spoken = st.select_slider(_("Questions to answer aloud"), SPOKEN, usual.spoken, key="oral_spoken")
            board = st.select_slider(_("Questions for the board"), BOARD, usual.board, key="oral_board")
            thinking = _seconds(_("Time to think"), THINKING, usual.thinking, "oral_thinking")
            speaking = _seconds(_("Time to speak"), SPEAKING, usual.speaking, "oral_speaking")
        with right:
            titles = {t.id: t.title.of(language()) for t in headings()}
            topics = several(_("Topics"), titles, _("all topics"), "oral_topics")
            easiest, hardest = st.slider(_("Difficulty"), 1, 5, (1, 5), key="oral_difficulty")
            drawn = number("oral_number", exam.LARGEST)
            follow_ups = st.toggle(_("With follow-ups, where a question has them"), True, key="oral_follow_ups")
        wanted = OralSpecification(spoken, board, thinking, speaking, follow_ups, topics, easiest, hardest)
        aloud, on_board = suitable(wanted, questions())
        st.caption(supply(len(aloud), len(on_board)))
        if st.button(_("Compose"), type="primary", disabled=not aloud, key="compose_oral"):
            made = oral.compose(wanted, drawn)
            if made:
                set_address(paper=made.paper_id)
                st.rerun()


def _seconds(label: str, options: tuple[int, ...], usual: int, key: str) -> int:
    return st.select_slider(label, options, usual, format_func=duration, key=key)


def cover(found: OpenPaper) -> None:
    """How the exam is made up; start it, throw it away."""
    paper, posed = found.paper, [attempt.posed for attempt in found.attempts]
    st.title(paper_title(paper, persistence.local_zone()), anchor=False)
    st.markdown("\n".join(f"- {said}" for said in structure(paper.wanted, posed, paper.possible, paper.minutes)))
    st.caption(" · ".join(remarks(paper)))
    st.caption(
        _("Each question is read out by your browser's voice, if it has one that works without a network, and shown.")
    )
    with st.container(key="paper_moves", horizontal=True):
        st.button(_("Start"), type="primary", key="start_paper", on_click=exam.start, args=(paper.paper_id,))
        st.button(_("Throw away"), key="discard_paper", on_click=exam.discard, args=(paper.paper_id,))
