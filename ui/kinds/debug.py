"""A program with one bug: the line, then what the output looks like; after Check both, and the right line."""

from __future__ import annotations

import streamlit as st

from presentation.kinds.debug import line_numbers, outcomes
from presentation.mark_words import points_of
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.debug import LINE, OUTCOME, PosedDebug
from quiz.posed import first_cell
from ui import elements
from ui.kinds import question_frame
from ui.kinds.judge import reason
from ui.kinds.pick import pick


def show(attempt: Attempt) -> None:
    """The program and the two questions; after Check the right line, and what is to be said of each outcome."""
    posed = attempt.posed
    assert isinstance(posed, PosedDebug)
    question_frame.head(attempt)
    st.code("\n".join(posed.question.lines), language="python", line_numbers=True)
    if attempt.handed_in:
        question_frame.verdict(attempt)
        _answers(attempt, posed)
        question_frame.onwards(attempt)
        return
    pick(attempt, LINE, line_numbers(posed), _("Which line is wrong?"), across=True)
    if first_cell(attempt.answers, LINE):
        with st.container(key="choices"):
            pick(attempt, OUTCOME, outcomes(posed), _("What does the output look like?"))
    question_frame.hints(attempt)
    question_frame.check(bool(first_cell(attempt.answers, LINE) and first_cell(attempt.answers, OUTCOME)))


def _answers(attempt: Attempt, posed: PosedDebug) -> None:
    marked, question = attempt.marking[LINE], posed.question
    with st.container(key="judged", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Line {n} is wrong. It should be:").format(n=question.line), width="content")
        st.html(elements.badge(marked.status, points_of(marked.points, marked.possible)), width="content")
    st.code(question.right.strip(), language="python")
    st.markdown(question.reason.of(language()))
    if question.thread:
        told = _("Others have made this mistake: [a public discussion]({address}).")
        st.caption(told.format(address=question.thread))
    with st.container(key="reasons", gap=None):
        for k in posed.order:
            with st.container(key=f"reason_{k}"):
                reason(question.outcomes[k], mine=first_cell(attempt.answers, OUTCOME) == posed.names[k])
