"""A figure of a lesson where it was opened: a number shows its arithmetic, given ones can be typed over."""

from __future__ import annotations

from functools import partial

import streamlit as st

from content.lessons.parts import Shown
from presentation.figure.editing import typed_cell
from presentation.figure.layout import Layout
from presentation.lessons import figures, openers
from presentation.lessons.numbers import LessonNumbers
from presentation.translate import _, language
from presentation.unfolding import unfolded
from ui.components.drawing import component
from ui.components.figure.component import answer, figure
from ui.pages import explain_follow
from ui.session import lessons
from ui.session.callbacks import turning
from ui.session.language import fragment


def show(numbers: LessonNumbers, shown: Shown, place: str) -> None:
    """The figure of a step or an input, in a part of the page of its own."""
    _own_part(numbers, shown, figures.placed(shown), place)


def show_given(numbers: LessonNumbers, shown: Shown, place: str) -> None:
    """The given numbers of the example that is shown."""
    _own_part(numbers, shown, figures.given(shown.trace.program), place)


def _own_part(numbers: LessonNumbers, shown: Shown, where: Layout, place: str) -> None:
    fragment(_draw, key=f"part_{place}")(numbers, figures.fitting(shown, where), where, place)


def _draw(numbers: LessonNumbers, shown: Shown, where: Layout, place: str) -> None:
    key = f"lesson_figure_{place}"
    selected = explain_follow.clicked(key) or figures.first_cell(shown, where)
    drawn = figures.drawn(numbers, shown, where, selected, explain_follow.is_open(key))
    figure(
        key,
        drawn,
        on_typed_over=partial(_typed_over, key, numbers, shown.preset, where),
        on_put_back=partial(_put_back, key, numbers, shown.preset, where),
        on_followed=partial(explain_follow.turn, key),
        place=f"learn/{place}/{shown.preset}",
    )
    _follow(numbers, shown, where, key, drawn.selected)


@turning
def _typed_over(key: str, numbers: LessonNumbers, preset: str, where: Layout) -> None:
    found = answer(st.session_state.get(key)).typed_over
    cell = typed_cell(where, found[0]) if found else None
    if found and cell:
        lessons.change(numbers.with_cell(preset, *cell, found[1]))


@turning
def _put_back(key: str, numbers: LessonNumbers, preset: str, where: Layout) -> None:
    block = answer(st.session_state.get(key)).put_back
    for one in where.placed:
        if one.id == block:
            lessons.change(numbers.one_back(preset, one.name))


def _follow(numbers: LessonNumbers, shown: Shown, where: Layout, key: str, cell: tuple[str, int, int] | None) -> None:
    """The way of the open number back to the given ones, where it was asked for."""
    if not explain_follow.is_open(key) or cell is None:
        return
    one = next(one for one in where.placed if one.id == cell[0])
    if one.name in shown.trace.program.steps:
        tree = unfolded(numbers.view(shown), one.name, one.index(cell[1], cell[2]), {}, shown.digits)
        component.unfolding(f"{key}_unfolding", tree, lambda _said: None)


def changed(numbers: LessonNumbers) -> None:
    """That the numbers are the learner's, and what puts them back."""
    for preset in numbers.typed:
        title = numbers.topic.preset(preset).title.of(language())
        said = _(
            "“{example}” has your numbers: all that is computed on this page follows them. "
            "What the sentences say of the numbers was written for the example’s."
        ).format(example=title)
        with st.container(key=f"typed_over_{preset}"):
            st.markdown(said)
            st.html(openers.row([openers.put_back(preset)]))
