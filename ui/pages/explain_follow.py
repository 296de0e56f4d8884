"""Following a number on Explain: from an opened cell, step by step, back to the given numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from engine.expression.cell import Index
from presentation.figure import Figure
from presentation.figure.layout import Layout, story
from presentation.figure.model import Cell
from presentation.figure.view import View
from presentation.unfolding import pressed, unfolded
from ui.components.drawing import component
from ui.components.figure.component import answer
from ui.pages.explain_parts import figure_key, numbers
from ui.session.display import digits
from ui.session.state import session


def is_open(figure: str) -> bool:
    """Whether the way back stands under a figure."""
    return figure in session().following


def turn(figure: str) -> None:
    """Open the way back under a figure, or close it."""
    session().following ^= {figure}


def show(view: View, placed: Layout, drawn: Figure, n: int, figure: str, go: Callable[[int], None]) -> None:
    """The way back from the cell that is open in the figure, where it was asked for and the cell is computed."""
    if not is_open(figure) or drawn.selected is None:
        return
    id, i, j = drawn.selected
    block = next(p for p in placed.placed if p.id == id)
    program = view.trace.program
    if block.name not in program.steps:
        return
    parts = {step: part for step, part in numbers(program).items() if part <= n}
    index = block.index(i, j)
    tree = view.once(("unfolded", block.name, index), lambda: unfolded(view, block.name, index, parts, digits()))
    component.unfolding(f"unfolding_{n}", tree, lambda said: _chosen(view, said, parts, go))


def _chosen(view: View, said: str, parts: dict[str, int], go: Callable[[int], None]) -> None:
    if cell := pressed(said):
        point(view, *cell)
        go(parts[cell[0]])
    else:
        go(int(said.partition(":")[2]))


def point(view: View, step: str, index: Index) -> None:
    """Open a cell where its step is told."""
    program = view.trace.program
    lead = tuple(map(int, program.steps[step].shape[:-2]))
    if len(index) > 2:
        session().heads[lead] = int(np.ravel_multi_index(index[:-2], lead))
    figure = figure_key(story(program), numbers(program)[step])
    session().pointed[figure] = (step, index[-2], index[-1]), clicked(figure)


def clicked(figure: str) -> Cell | None:
    """The cell that the learner opened last in a figure."""
    return answer(st.session_state.get(figure)).selected


def selected(figure: str) -> Cell | None:
    """The cell that is open in a figure: the one that was pointed at, until the learner opens another."""
    last = clicked(figure)
    cell, before = session().pointed.get(figure, (last, None))
    return cell if before == last else last
