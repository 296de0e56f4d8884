"""Papers: compose an exam, sit it, print it, look at what it earned."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from content import headings, questions
from db.errors import StoreError
from db.records import Paper
from presentation.content_words import when
from presentation.kinds import kind_names
from presentation.paper_words import extent, outline, paper_number, paper_title, remarks, standing, supply
from presentation.translate import _, language
from quiz.paper import PAPER_KINDS, PaperSpecification, suitable
from ui.pages import paper_print, paper_result, paper_sit
from ui.session import exam, persistence
from ui.session.open_paper import Exam
from ui.session.state import session, set_address
from ui.session.unsaved import leave_undone, report, report_unreadable

MARKS = (20, 30, 40, 60, 80, 100)
MINUTES = (15, 30, 45, 60, 90, 120)


def page() -> None:
    """The paper of the address, or the list of papers; one sentence when the database cannot be read."""
    try:
        wanted = _wanted()
        found = exam.opened(wanted) if wanted else None
        if wanted and found is None:
            st.toast(_("There is no such paper here."))
        if found is None:
            _leave()
            overview()
        elif found.paper.started_at is None:
            cover(found)
        elif found.running:
            paper_sit.show(found)
        else:
            paper_result.show(found)
    except StoreError as error:
        report(error)
        leave_undone()


def _wanted() -> str | None:
    """The paper of the address."""
    return st.query_params.get("paper")


def _leave() -> None:
    """Away from an exam, its open question is no longer the session's."""
    attempt = session().attempt
    if attempt is not None and attempt.paper:
        session().attempt = None


# ---- all papers ----


def overview() -> None:
    """Composing a new one, and those there are."""
    st.title(_("Papers"), anchor=False)
    st.markdown(_("An exam from the question bank, on numbers of its own. Nothing is marked before you hand it in."))
    compose_form()
    exam.settle()
    found = persistence.store().papers()
    report_unreadable(found.unreadable)
    if found:
        st.header(_("Your papers"), anchor=False)
    for n, paper in enumerate(found):
        row(n, paper)


def compose_form() -> None:
    """What the paper is to be like, and how much there is to choose from."""
    with st.container(key="compose"):
        left, right = st.columns(2, gap="large")
        with left:
            marks = st.select_slider(_("Marks"), MARKS, 40, key="paper_marks")
            minutes = st.select_slider(_("Minutes"), MINUTES, 45, key="paper_minutes")
            easiest, hardest = st.slider(_("Difficulty"), 1, 5, (1, 5), key="paper_difficulty")
        with right:
            chosen = _several(
                _("Topics"), {t.id: t.title.of(language()) for t in headings()}, _("all topics"), "topics"
            )
            named = {kind: name for kind, name in kind_names().items() if kind in PAPER_KINDS}
            only = _several(_("Kinds of question"), named, _("all kinds"), "kinds")
            number = _number()
        wanted = PaperSpecification(marks, minutes, chosen, only or PAPER_KINDS, easiest, hardest)
        there = suitable(wanted, questions())
        st.caption(" · ".join(supply(there, marks)))
        if st.button(_("Compose"), type="primary", disabled=not there, key="compose_paper"):
            made = exam.compose(wanted, number)
            if made:
                set_address(paper=made.paper_id)
                st.rerun()


def _several(label: str, names: Mapping[str, str], nothing: str, key: str) -> tuple[str, ...]:
    """Some of these by their names; none means all."""
    chosen = st.multiselect(
        label, list(names), format_func=names.__getitem__, placeholder=nothing, select_all=False, key=f"paper_{key}"
    )
    return tuple(chosen)


def _number() -> int | None:
    """The number that decides which questions and which figures are drawn; None for any."""
    return st.number_input(
        _("Paper number"),
        min_value=1,
        max_value=exam.LARGEST,
        value=None,
        step=1,
        placeholder=_("drawn"),
        help=_("The same number and the same choices give the same paper again."),
        key="paper_number",
    )


def row(n: int, paper: Paper) -> None:
    """One paper: when it was composed, how it stands, a way in."""
    with st.container(key=f"paper_row_{n}", horizontal=True, vertical_alignment="center"):
        number = paper_number(paper.seed)
        composed = when(paper.composed_at, persistence.local_zone())
        st.markdown(f"**{composed}** &ensp; {number} &ensp; {standing(paper)}", width="stretch")
        if st.button(_("Open"), key=f"open_paper_{n}"):
            set_address(paper=paper.paper_id)
            st.rerun()


# ---- one paper before it is started ----


def cover(found: Exam) -> None:
    """What is asked, in outline; start it, print it, throw it away."""
    paper = found.paper
    st.title(paper_title(paper, persistence.local_zone()), anchor=False)
    st.markdown(extent(len(found.attempts), paper.possible, paper.minutes))
    st.caption(" · ".join(remarks(paper)))
    st.markdown(outline([attempt.question for attempt in found.attempts]))
    with st.container(key="paper_moves", horizontal=True):
        st.button(_("Start"), type="primary", key="start_paper", on_click=exam.start, args=(paper.paper_id,))
        st.button(_("Throw away"), key="discard_paper", on_click=exam.discard, args=(paper.paper_id,))
    paper_print.offer(found)
