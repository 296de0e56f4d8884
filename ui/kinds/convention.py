"""Whose result is this? One step under several conventions, on the same numbers."""

from __future__ import annotations

import streamlit as st

from presentation.figure.candidates import Alternative, alone, candidate
from presentation.formulas import markdown
from presentation.kinds.convention import conventions_of, everything_given, formulas
from presentation.question_rules import conventions, digits
from presentation.question_view import convention_view
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.convention import PART, PosedConvention
from quiz.posed import first_cell
from ui import elements
from ui.components.figure.component import figure
from ui.kinds import question_frame
from ui.kinds.pick import choose_from, letters, pick


def show(attempt: Attempt) -> None:
    """What is given and the results to choose from; after Check whose each of them is, and by which formulas."""
    posed = attempt.posed
    assert isinstance(posed, PosedConvention)
    question_frame.head(attempt, " · ".join([digits(posed.question.decimals), *conventions(posed)]))
    with st.container(key="given"):
        figure(f"given_{attempt.id}", everything_given(posed))
    step = posed.question.step
    called = dict(zip((posed.names[k] for k in posed.order), letters(len(posed.order)), strict=True))
    shown = {k: candidate(called[posed.names[k]], convention_view(posed, k), step, posed.array(k)) for k in posed.order}
    if attempt.handed_in:
        question_frame.verdict(attempt)
        st.caption(_("The flagged cells differ from what is right."))
        for k in posed.order:
            told(attempt, posed, shown[k], k)
        question_frame.onwards(attempt)
        return
    choose_from(attempt, tuple(shown.values()), step)
    pick(attempt, PART, called, _("Your answer"), across=True)
    question_frame.hints(attempt)
    question_frame.check(bool(first_cell(attempt.answers, PART)))


# ---- what each of them is ----


def told(attempt: Attempt, posed: PosedConvention, shown: Alternative, k: int) -> None:
    """One of the results: whose it is, what that convention says, and its formulas."""
    step = posed.question.step
    mine = first_cell(attempt.answers, PART) == posed.names[k]
    with st.container(key=f"told_{shown.letter}"):
        left, right = st.columns([5, 6], gap="medium")
        with left:
            figure(f"matrix_{attempt.id}_{shown.letter}", alone(shown, step, posed.array(posed.wanted)))
        with right:
            st.html(badge(k == posed.wanted, mine))
            st.markdown(f"**{posed.question.among[k].name.of(language())}**")
            st.caption(" · ".join(conventions_of(posed, k)))
            for line in formulas(posed, k):
                st.markdown(markdown(line))


def badge(right: bool, mine: bool) -> str:
    """Whether it is the one asked for, and whether it was chosen."""
    if mine:
        return elements.badge("right" if right else "convention", _("your choice"))
    return elements.badge("right" if right else "blank", _("right") if right else _("not this one"))
