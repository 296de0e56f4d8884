"""The shape of each step, typed as 2×3."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import topic
from engine.readings.formulas.latex import formula
from presentation.content_words import titles
from presentation.formulas import words
from presentation.sizes import input_terms, shape_rule, size_terms
from presentation.translate import _, ngettext
from quiz.attempt import Attempt
from quiz.kinds.shapes import PosedShapes, shape
from quiz.posed import first
from quiz.verdicts import StepMarking
from ui import elements
from ui.kinds import frame


def show(attempt: Attempt) -> None:
    """The sizes and inputs, then a line for every step."""
    posed = attempt.posed
    assert isinstance(posed, PosedShapes)
    frame.head(attempt)
    with st.container(key="sizes"):
        elements.terms(size_terms(posed.program, posed.sizes))
        elements.terms(input_terms(posed.program))
    if not attempt.handed_in:
        st.caption(_how(posed))
    else:
        frame.verdict(attempt)
    with st.container(key="shapes", gap=None):
        for n, step in enumerate(posed.parts, 1):
            with st.container(key=f"shape_{n}", horizontal=True, vertical_alignment="center"):
                _line(attempt, posed, n, step)
    if attempt.handed_in:
        frame.onwards(attempt)
        return
    frame.hints(attempt)
    frame.check_typed(attempt, _complaints)


def _how(posed: PosedShapes) -> str:
    """How a shape is typed."""
    deep = next((posed.shape(step) for step in posed.parts if len(posed.shape(step)) > 2), None)
    said = _("Rows × columns, such as 2×3; 2x3, 2*3 and (2, 3) say the same.")
    return said + " " + _("With heads, their number comes first: 2×4×3.") if deep else said


def _line(attempt: Attempt, posed: PosedShapes, n: int, step: str) -> None:
    title = titles(topic(posed.question.topic), posed.program)(step)
    st.markdown(f"{n}&ensp; **{title}** &ensp; ${formula(posed.program, step, words())}$", width="stretch")
    if attempt.handed_in:
        _marked(posed, attempt.marking[step], first(attempt.answers, step))
    else:
        frame.field(attempt, step, _("Shape: {title}").format(title=title), 132, labelled=False)


def _marked(posed: PosedShapes, marked: StepMarking, typed: str) -> None:
    frame.answered(marked.cells[0][0], typed)
    why = shape_rule(posed.program, marked.step)
    if marked.status == "slip":
        why = _("turned") + " · " + why
    st.html(f'<span class="why">{escape(why)}</span>', width="content")


def _complaints(attempt: Attempt) -> list[str]:
    """What cannot be read, and what is left blank."""
    typed = {step: first(attempt.answers, step) for step in attempt.posed.parts}
    said = [
        _("“{text}” is not a shape: write it like 2×3.").format(text=text)
        for text in typed.values()
        if text and not shape(text)
    ]
    blank = sum(not text for text in typed.values())
    if blank:
        template = ngettext("One shape is still blank.", "{n} shapes are still blank.", blank)
        said.append(template.format(n=blank) + " " + _("Check again to leave it so."))
    return said
