"""Which of these matrices is the result?"""

from __future__ import annotations

import streamlit as st

from content import topic
from engine.readings.formulas.latex import formula
from presentation.attempt import Attempt
from presentation.content_words import misconception, titles, why
from presentation.figure.build import View, given
from presentation.translate import _
from quiz.kinds.result import PART, RIGHT, PosedResult
from quiz.posed import first
from ui import elements
from ui.components.figure.component import figure
from ui.pages import practise_frame as frame
from ui.pages.practise_mistake import both_ways
from ui.pages.practise_pick import Candidate, alone, candidate, choose_from, letters, pick
from ui.pages.practise_steps import rules


def show(attempt: Attempt) -> None:
    """What is given and the matrices to choose from; after Check what each of them is."""
    posed = attempt.posed
    assert isinstance(posed, PosedResult)
    view = sheet_view(posed)
    frame.head(attempt, rules(attempt, posed.sheet, _("{n} digits after the point")))
    with st.container(key="given"):
        figure(f"given_{attempt.id}", given(view, posed.sheet.provided))
    called = dict(zip(posed.offered, letters(len(posed.offered)), strict=True))
    shown = {name: candidate(called[name], view, posed.question.step, posed.array(name)) for name in posed.offered}
    if attempt.handed_in:
        frame.verdict(attempt)
        st.caption(_("The flagged cells differ from what is right."))
        for name in posed.offered:
            told(attempt, posed, shown[name], name)
        frame.onwards(attempt)
        return
    choose_from(attempt, tuple(shown.values()), posed.question.step)
    pick(attempt, PART, called, _("Your answer"), across=True)
    frame.hints(attempt)
    frame.check(bool(first(attempt.answers, PART)))


def sheet_view(posed: PosedResult) -> View:
    """What is given, exactly; the results to the digits of the question."""
    sheet = posed.sheet
    exact = frozenset(sheet.program.steps) - {posed.question.step}
    return View(sheet.truth, sheet.decimals, (), titles(topic(posed.question.topic), sheet.program), exact)


def told(attempt: Attempt, posed: PosedResult, shown: Candidate, name: str) -> None:
    """One of the matrices: the right one and why, or the mistake that gives it."""
    step, sheet = posed.question.step, posed.sheet
    mine = first(attempt.answers, PART) == name
    with st.container(key=f"told_{shown.letter}"):
        left, right = st.columns([5, 6], gap="medium")
        with left:
            figure(f"matrix_{attempt.id}_{shown.letter}", alone(shown, step, sheet.truth[step]))
        with right:
            st.html(badge(name == RIGHT, mine))
            if name == RIGHT:
                st.markdown(f"${elements.spoken(formula(sheet.on_paper(step), step))}$")
                st.markdown(why(topic(posed.question.topic), step, sheet.program))
                return
            title, text = misconception(posed.question.topic, name, step)
            if mine:
                elements.insight("misconception", title, text, both_ways(shown.view, sheet, step, name))
            else:
                st.markdown(f"**{title}**  \n{text}")


def badge(right: bool, mine: bool) -> str:
    """Whether it is right, and whether it was chosen."""
    if mine:
        return elements.badge("right" if right else "misconception", _("your choice"))
    return elements.badge("right" if right else "blank", _("right") if right else _("not this one"))
