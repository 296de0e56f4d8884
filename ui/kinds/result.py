"""Which of these matrices is the result?"""

from __future__ import annotations

import streamlit as st

from content import topic
from presentation.arithmetic import theirs_and_right
from presentation.content_words import why
from presentation.figure.build import given
from presentation.figure.candidates import Alternative, alone, candidate
from presentation.formulas import formula
from presentation.mistake_words import mistake_words
from presentation.question_rules import digits, rules
from presentation.question_view import question_view
from presentation.translate import _
from quiz.attempt import Attempt
from quiz.exercises.feedback import most_changed
from quiz.kinds.result import PART, RIGHT, PosedResult
from quiz.posed import first_cell
from ui import elements
from ui.components.figure.component import figure
from ui.components.into_view import into_view
from ui.kinds import question_frame
from ui.kinds.pick import choose_from, letters, pick

VERDICT = "result-verdict"


def show(attempt: Attempt) -> None:
    """What is given and the matrices to choose from; after Check what each of them is."""
    posed = attempt.posed
    assert isinstance(posed, PosedResult)
    view = question_view(posed, posed.sheet.truth, posed.sheet.decimals, (posed.question.step,))
    question_frame.head(attempt, " · ".join(rules(posed, digits(posed.sheet.decimals))))
    with st.container(key="given"):
        figure(f"given_{attempt.id}", given(view, posed.sheet.provided))
    called = dict(zip(posed.offered, letters(len(posed.offered)), strict=True))
    shown = {name: candidate(called[name], view, posed.question.step, posed.array(name)) for name in posed.offered}
    if attempt.handed_in:
        with st.container(key="result_verdict"):
            st.html(f'<div id="{VERDICT}"></div>')
            question_frame.verdict(attempt)
        if not attempt.told:  # it stands above the matrices, the button that was pressed below them
            into_view("result_seen", attempt.id, VERDICT)
        st.caption(_("The flagged cells differ from what is right."))
        for name in posed.offered:
            told(attempt, posed, shown[name], name)
        question_frame.onwards(attempt)
        return
    choose_from(attempt, tuple(shown.values()), posed.question.step)
    pick(attempt, PART, called, _("Your answer"), across=True)
    question_frame.hints(attempt)
    question_frame.check(bool(first_cell(attempt.answers, PART)))


def told(attempt: Attempt, posed: PosedResult, shown: Alternative, name: str) -> None:
    """One of the matrices: the right one and why, or the mistake that gives it."""
    step, sheet = posed.question.step, posed.sheet
    mine = first_cell(attempt.answers, PART) == name
    with st.container(key=f"told_{shown.letter}"):
        left, right = st.columns([5, 6], gap="medium")
        with left:
            figure(f"matrix_{attempt.id}_{shown.letter}", alone(shown, step, sheet.truth[step]))
        with right:
            st.html(badge(name == RIGHT, mine))
            if name == RIGHT:
                st.markdown(formula(sheet.on_paper(step), step))
                st.markdown(why(topic(posed.question.topic), step, sheet.program))
                return
            title, text = mistake_words(posed.question.topic, sheet, name, step)
            if mine:
                elements.insight(
                    "misconception", title, text, theirs_and_right(shown.view, most_changed(sheet, step, name))
                )
            else:
                st.markdown(f"**{title}**  \n{text}")


def badge(right: bool, mine: bool) -> str:
    """Whether it is right, and whether it was chosen."""
    if mine:
        return elements.badge("right" if right else "misconception", _("your choice"))
    return elements.badge("right" if right else "blank", _("right") if right else _("not this one"))
