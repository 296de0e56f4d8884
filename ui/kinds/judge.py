"""True or false, and why: the verdict first, then the reason."""

from __future__ import annotations

import streamlit as st

from content import Choice
from presentation.kinds.judge import reasons, verdicts
from presentation.mark_words import points_of
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.judge import REASON, VERDICT, PosedJudge
from quiz.posed import first_cell
from ui import elements
from ui.kinds import question_frame
from ui.kinds.pick import pick


def show(attempt: Attempt) -> None:
    """The statement and the two questions; after Check the reasons, each with what is to be said of it."""
    posed = attempt.posed
    assert isinstance(posed, PosedJudge)
    question_frame.head(attempt)
    with st.container(key="statement"):
        st.markdown(posed.question.statement.of(language()))
    if attempt.handed_in:
        question_frame.verdict(attempt)
        answers(attempt, posed)
        question_frame.onwards(attempt)
        return
    pick(attempt, VERDICT, verdicts(), _("True or false?"), across=True)
    if first_cell(attempt.answers, VERDICT):
        with st.container(key="choices"):
            pick(attempt, REASON, reasons(posed), _("Why?"))
    question_frame.hints(attempt)
    question_frame.check(bool(first_cell(attempt.answers, VERDICT) and first_cell(attempt.answers, REASON)))


def answers(attempt: Attempt, posed: PosedJudge) -> None:
    """What the statement is, and what became of each reason."""
    marked = attempt.marking[VERDICT]
    with st.container(key="judged", horizontal=True, vertical_alignment="center"):
        st.markdown(_("The statement is **{verdict}**.").format(verdict=verdicts()[posed.verdict]), width="content")
        st.html(elements.badge(marked.status, points_of(marked.points, marked.possible)), width="content")
    with st.container(key="reasons", gap=None):
        for k in posed.order:
            with st.container(key=f"reason_{k}"):
                reason(posed.question.reasons[k], mine=first_cell(attempt.answers, REASON) == posed.names[k])


def reason(choice: Choice, mine: bool) -> None:
    """A reason, whether it is the right one, whether it was chosen, and why."""
    kind = "right" if choice.correct else "wrong" if mine else "blank"
    said = _("your choice") if mine else _("right") if choice.correct else _("not this one")
    st.html(elements.badge(kind, said))
    st.markdown(f"**{choice.text.of(language())}**  \n{choice.reason.of(language())}")
