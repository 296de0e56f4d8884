"""The shape of each step, typed as 2×3."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import topic
from engine.readings.formulas.latex import formula
from presentation.content_words import titles
from presentation.formulas import words
from presentation.kinds.shapes import complaints, how_to_type
from presentation.translate import _
from presentation.workspaces.sizes import input_terms, shape_rule, size_terms
from quiz.attempt import Attempt
from quiz.kinds.shapes import PosedShapes
from quiz.posed import first_cell
from quiz.verdicts import StepMarking
from ui import elements
from ui.kinds import question_frame


def show(attempt: Attempt) -> None:
    """The sizes and inputs, then a line for every step."""
    posed = attempt.posed
    assert isinstance(posed, PosedShapes)
    question_frame.head(attempt)
    with st.container(key="sizes"):
        elements.terms(size_terms(posed.program, posed.sizes))
        elements.terms(input_terms(posed.program))
    if not attempt.handed_in:
        st.caption(how_to_type(posed))
    else:
        question_frame.verdict(attempt)
    with st.container(key="shapes", gap=None):
        for n, step in enumerate(posed.parts, 1):
            with st.container(key=f"shape_{n}", horizontal=True, vertical_alignment="center"):
                _line(attempt, posed, n, step)
    if attempt.handed_in:
        question_frame.onwards(attempt)
        return
    question_frame.hints(attempt)
    question_frame.check_typed(attempt, complaints)


def _line(attempt: Attempt, posed: PosedShapes, n: int, step: str) -> None:
    title = titles(topic(posed.question.topic), posed.program)(step)
    st.markdown(f"{n}&ensp; **{title}** &ensp; ${formula(posed.program, step, words())}$", width="stretch")
    if attempt.handed_in:
        _marked(posed, attempt.marking[step], first_cell(attempt.answers, step))
    else:
        question_frame.field(attempt, step, _("Shape: {title}").format(title=title), 132, labelled=False)


def _marked(posed: PosedShapes, marked: StepMarking, typed: str) -> None:
    question_frame.answered(marked.cells[0][0], typed)
    why = shape_rule(posed.program, marked.step)
    if marked.status == "slip":
        why = _("turned") + " · " + why
    st.html(f'<span class="why">{escape(why)}</span>', width="content")
