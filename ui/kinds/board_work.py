"""How a question that is worked on the board is answered, under its marks."""

from __future__ import annotations

import streamlit as st

from content import topic
from presentation.content_words import titles
from presentation.question_view import question_view
from presentation.translate import titled
from presentation.workspaces.sizes import shape_rule
from quiz.attempt import Attempt
from quiz.kinds.number import PosedNumber
from quiz.kinds.shapes import PosedShapes
from quiz.kinds.steps import PosedSteps
from ui.kinds import number, solution


def show(attempt: Attempt) -> None:
    """Every step with its numbers, how one comes to the number, or the rule of each shape."""
    posed = attempt.posed
    if isinstance(posed, PosedSteps):
        sheet = posed.sheet
        solution.show(posed, question_view(posed, sheet.truth, sheet.decimals, sheet.asked), attempt.id)
    elif isinstance(posed, PosedNumber):
        number.worked(attempt, posed)
    elif isinstance(posed, PosedShapes):
        named = titles(topic(posed.question.topic), posed.program)
        for step in posed.parts:
            st.markdown(titled(named(step), shape_rule(posed.program, step)))
