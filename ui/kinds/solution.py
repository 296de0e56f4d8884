"""A sheet worked out: every step with the numbers it is computed from, each of them open."""

from __future__ import annotations

import streamlit as st

from presentation.content_words import slice_name
from presentation.figure.build import ReadingContext, reading
from presentation.figure.layout import layout, slices
from presentation.figure.view import View
from presentation.formulas import formula
from presentation.translate import _, language
from quiz.kinds.steps import PosedSteps
from ui import elements
from ui.components.figure.component import answer, figure
from ui.session.language import fragment


@fragment
def show(posed: PosedSteps, view: View, name: str) -> None:
    """Folded away and drawn when it is opened: the asked steps, before each those that nobody was shown.

    `name` tells two sheets apart.
    """
    folded = st.expander(_("The solution"), key=f"solution_{name}", on_change="rerun")
    if not folded.open:
        return
    with folded:
        truth = view.of(posed.sheet.truth)
        for n, step in enumerate(posed.sheet.worked, 1):
            with st.container(key=f"solved_{n}"):
                elements.step_head(view.title(step), [formula(posed.sheet.program, step)])
                fragment(_step)(truth, step, f"solved_{name}_{step}")


def _step(view: View, step: str, key: str) -> None:
    """A step's matrices, one cell of each worked out: the one that is chosen."""
    program = view.trace.program
    axes = tuple(map(int, program.steps[step].shape[:-2]))
    for n, lead in enumerate(slices(program, step)):
        if lead and len(axes) <= 2 and (said := slice_name(axes, lead)):
            st.caption(said)
        here = f"{key}_{n}_{language()}"
        chosen = answer(st.session_state.get(here)).selected
        figure(here, reading(view, layout(program, (step,), lead), ReadingContext(chosen)))
