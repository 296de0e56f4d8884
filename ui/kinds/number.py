"""One number to find: a cell of a matrix, a size, or a count."""

from __future__ import annotations

import streamlit as st

from content import topic
from presentation.arithmetic import yours_and_right
from presentation.content_words import titles
from presentation.figure.build import ReadingContext, given, reading
from presentation.figure.layout import layout
from presentation.kinds.number import binding_rules, cell_view, complaints, equation, label, term_title, together_line
from presentation.recorded_mistakes import posed_words
from presentation.translate import _, titled
from presentation.workspaces.sizes import count_terms, shape_rule
from quiz.attempt import Attempt
from quiz.exercises.feedback import one_cell
from quiz.exercises.sheet import Sheet
from quiz.kinds.number import PART, PosedNumber
from quiz.posed import first_cell
from ui import elements
from ui.components.figure.component import answer, figure
from ui.kinds import question_frame


def show(attempt: Attempt) -> None:
    """The question; after Check the number and how one comes to it."""
    posed = attempt.posed
    assert isinstance(posed, PosedNumber)
    question_frame.head(attempt, " · ".join(binding_rules(posed)))
    _given(attempt, posed)
    if not attempt.handed_in:
        question_frame.field(attempt, PART, label(posed))
        question_frame.hints(attempt)
        question_frame.check_typed(attempt, complaints)
        return
    marked = attempt.marking.steps[0]
    with st.container(key="number_answer", horizontal=True, vertical_alignment="center"):
        st.markdown(f"{label(posed)}", width="content")
        question_frame.answered(marked.cells[0][0], first_cell(attempt.answers, PART))
        question_frame.verdict(attempt)
    if marked.misconceptions:
        _misconception(attempt, posed, marked.misconceptions)
    worked(attempt, posed)
    question_frame.onwards(attempt)


def _shown(sheet: Sheet) -> tuple[str, ...]:
    """What is given, in the order of the computation."""
    order = [*sheet.program.inputs, *sheet.program.steps]
    return tuple(sorted(sheet.provided, key=order.index))


def _given(attempt: Attempt, posed: PosedNumber) -> None:
    if posed.sheet:
        with st.container(key="given"):
            figure(f"given_{attempt.id}", given(cell_view(posed, posed.sheet), _shown(posed.sheet)))
        return
    with st.container(key="sizes"):
        elements.terms(count_terms(posed))


# ---- afterwards ----


def _misconception(attempt: Attempt, posed: PosedNumber, ids: tuple[str, ...]) -> None:
    step = posed.question.step or ""
    said = [posed_words(posed, id, step) for id in ids]
    rows = []
    if posed.sheet:
        cell = one_cell(posed.sheet, step, posed.index, ids[0], first_cell(attempt.answers, PART))
        rows = yours_and_right(cell_view(posed, posed.sheet), cell)
    elements.insight("misconception", _(" or ").join(dict.fromkeys(name for name, _text in said)), said[0][1], rows)


def worked(attempt: Attempt, posed: PosedNumber) -> None:
    """How one comes to the number."""
    step = posed.question.step or ""
    if posed.sheet:
        _cell(attempt, posed)
    elif not posed.adds_up:
        title = titles(topic(posed.question.topic), posed.program)(step)
        st.markdown(titled(title, shape_rule(posed.program, step)))
    else:
        _count(posed)


def _cell(attempt: Attempt, posed: PosedNumber) -> None:
    """The step with the cell opened; before it the steps that nobody was shown."""
    assert posed.sheet is not None
    step, view = posed.question.step or "", cell_view(posed, posed.sheet)
    placed = layout(posed.sheet.program, (step,), posed.index[:-2])
    operands = {p.name for p in placed.placed if p.operand}
    between = tuple(name for name in posed.sheet.on_the_way(step) if name not in operands)
    if between:
        st.caption(_("On the way:"))
        figure(f"between_{attempt.id}", given(view, between))
    result = placed.results[0]
    i, j = posed.index[-2:] if not result.turned else posed.index[-2:][::-1]
    key = f"worked_{attempt.id}"
    chosen = answer(st.session_state.get(key)).selected
    figure(key, reading(view, placed, ReadingContext(chosen or (result.id, i, j))))


def _count(posed: PosedNumber) -> None:
    """Each part of the count, and what they come to."""
    with st.container(key="terms"):
        for term in posed.terms:
            st.markdown(f"{term_title(posed, term)}&ensp; ${equation(posed, term)}$")
        st.markdown("**{}**&ensp; {}".format(_("Together"), together_line(posed)))
