"""Papers: compose an exam, sit it, print it, look at what it earned."""

from __future__ import annotations

import streamlit as st

from content import headings, questions
from db.errors import StoreError
from db.records import Paper
from presentation.content_words import when
from presentation.exams.paper_words import extent, outline, paper_number, paper_title, remarks, standing, supply
from presentation.kinds import kind_names
from presentation.translate import _, language
from quiz.paper import PAPER_KINDS, PaperSpecification, suitable
from ui.components.composition_fields import number, several
from ui.pages import oral, oral_result, oral_sit, paper_print, paper_result, paper_sit
from ui.session import exam, persistence
from ui.session.open_paper import OpenPaper
from ui.session.state import session, set_address
from ui.session.unsaved import leave_undone, report, report_unreadable

SPOKEN = "spoken"  # the kind that the learner marks
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
        else:
            _show(found)
    except StoreError as error:
        report(error)
        leave_undone()


def _show(found: OpenPaper) -> None:
    """A paper, or an oral exam: before it, while it is sat, when it is handed in."""
    if found.paper.started_at is None:
        (oral.cover if found.paper.oral else cover)(found)
    elif found.running:
        (oral_sit.show if found.paper.oral else paper_sit.show)(found)
    else:
        (oral_result.show if found.paper.oral else paper_result.show)(found)


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
    names = {"written": _("Written"), "oral": _("Oral exam")}
    form = st.segmented_control(
        _("Form of the exam"),
        list(names),
        default="written",
        format_func=names.__getitem__,
        key="paper_form",
        required=True,
        label_visibility="collapsed",
    )
    if form == "oral":
        st.markdown(_("Questions as an examiner asks them, one at a time, against the clock, with follow-ups."))
        oral.compose_form()
    else:
        st.markdown(
            _("An exam from the question bank, on numbers of its own. Nothing is marked before you hand it in.")
        )
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
            titles = {t.id: t.title.of(language()) for t in headings()}
            chosen = several(_("Topics"), titles, _("all topics"), "paper_topics")
            named = {kind: name for kind, name in kind_names().items() if kind in PAPER_KINDS}
            only = several(_("Kinds of question"), named, _("all kinds"), "paper_kinds")
            drawn = number("paper_number", exam.LARGEST)
            words = st.toggle(_("Also questions to be answered in words"), key="paper_words")
        kinds = (only or PAPER_KINDS) + ((SPOKEN,) if words else ())
        wanted = PaperSpecification(marks, minutes, chosen, kinds, easiest, hardest)
        there = suitable(wanted, questions())
        st.caption(" · ".join(supply(there, marks)))
        if st.button(_("Compose"), type="primary", disabled=not there, key="compose_paper"):
            made = exam.compose(wanted, drawn)
            if made:
                set_address(paper=made.paper_id)
                st.rerun()


def row(n: int, paper: Paper) -> None:
    """One paper: when it was composed, how it stands, a way in."""
    with st.container(key=f"paper_row_{n}", horizontal=True, vertical_alignment="center"):
        said = paper_number(paper.seed)
        composed = when(paper.composed_at, persistence.local_zone())
        form = _("Oral exam") + " &ensp; " if paper.oral else ""
        st.markdown(f"**{composed}** &ensp; {form}{said} &ensp; {standing(paper)}", width="stretch")
        if st.button(_("Open"), key=f"open_paper_{n}"):
            set_address(paper=paper.paper_id)
            st.rerun()


# ---- one paper before it is started ----


def cover(found: OpenPaper) -> None:
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
