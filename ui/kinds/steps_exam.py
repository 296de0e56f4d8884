"""Worked steps in an exam: an empty matrix for every step, all at once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from presentation.figure import Figure
from presentation.figure.build import EntryState, entry, given
from presentation.figure.layout import Layout, Placed, slices
from presentation.figure.view import View
from presentation.formulas import formula
from presentation.question_rules import digits_in_every_step, rules
from presentation.question_view import question_view
from presentation.translate import language
from quiz.answers.grid import padded
from quiz.attempt import Attempt
from quiz.kinds.steps import PosedSteps
from quiz.posed import Rows
from ui import elements
from ui.components.figure.component import answer, figure
from ui.kinds.question_frame import head
from ui.session.practise import enter


def show(attempt: Attempt) -> None:
    """What is given, then an empty matrix for every step; later steps are worked from what stands in earlier ones."""
    posed = attempt.posed
    assert isinstance(posed, PosedSteps)
    head(attempt, " · ".join(rules(posed, digits_in_every_step(posed.sheet.decimals))))
    view = question_view(posed, posed.sheet.truth, posed.sheet.decimals, posed.sheet.asked)
    with st.container(key="given"):
        figure(f"given_{attempt.id}", given(view, posed.sheet.provided))
    with st.container(key="story", gap=None):
        for n, step in enumerate(posed.sheet.asked, 1):
            with elements.step(n, "done", last=n == len(posed.sheet.asked)):
                elements.step_head(view.title(step), [formula(posed.sheet.on_paper(step), step)])
                key = f"exam_{attempt.id}_{step}"
                figure(key, blank(attempt, view, step), on_draft=partial(keep, attempt, key, step))


def blank(attempt: Attempt, view: View, step: str) -> Figure:
    """The step's cells to fill in, without what they are computed from."""
    leads = slices(view.trace.program, step)
    placed = tuple(
        Placed(f"{step}@{k}", step, 1, k, operand=False, lead=lead or None) for k, lead in enumerate(leads, 1)
    )
    text = padded(attempt.answers.get(step, ()), view.trace.program.steps[step].shape)
    marks = tuple(tuple("" for _cell in row) for row in text)
    shown = entry(view, Layout(placed), EntryState(text, marks, version=f"{attempt.id}{step}{language()}"))  # type: ignore[arg-type]
    return Figure(shown.blocks, version=shown.version)


def keep(attempt: Attempt, key: str, step: str) -> None:
    """What stands in a step while it is typed."""
    draft = answer(st.session_state.get(key)).draft
    if draft:
        rows: Rows = tuple(tuple(map(str, row)) for grid in draft.values() for row in grid)
        enter(attempt.id, step, rows)
