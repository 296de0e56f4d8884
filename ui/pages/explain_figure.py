"""The figure of a part of the story on Explain: one cell opened, given numbers open for typing, one head of several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st

from engine import Program
from presentation.content_words import slice_name
from presentation.figure import Figure
from presentation.figure.build import Reading, reading
from presentation.figure.editing import editable, typed_cell, with_faults
from presentation.figure.layout import Layout, layout, story
from presentation.figure.view import View
from presentation.translate import _
from presentation.unusable_cells import fault, unusable
from ui.components.figure.component import answer, figure
from ui.pages import explain_follow, explain_guess
from ui.pages.explain_parts import figure_key, numbers, part_key
from ui.session.callbacks import turning, whole
from ui.session.explain import open_workspace, to_change
from ui.session.language import only_a_part
from ui.session.state import session


@dataclass(frozen=True)
class Part:
    """An open part of the story: its steps, its number, the parts on the page with it, how one goes to another.

    `now` says that it is the last one that is open, `arrive` that it is to be scrolled into view.
    """

    steps: tuple[str, ...]
    n: int
    shown: range
    go: Callable[[int], None]
    now: bool = False
    arrive: bool = False


def open_figure(view: View, part: Part) -> bool:
    """The figure of a part, with one cell opened; False where the learner is to guess first and it stays hidden."""
    program, shown = view.trace.program, part.shown
    key = figure_key(story(program), part.n)
    lead = chosen_slice(program, part)
    placed = layout(program, part.steps, lead)
    if part.now and (what := explain_guess.wanted(key)):
        explain_guess.hidden(view, placed, key, what, part.arrive)
        return False
    selected = explain_follow.selected(key)
    jumps = {
        step: (_("Open in step {n}").format(n=k), f"step_{k}_done")
        for step, k in numbers(program).items()
        if shown[0] <= k < part.n
    }
    drawn = _reading(view, placed, Reading(selected, jumps, part.arrive, explain_follow.is_open(key)))
    figure(
        key,
        _to_type(view, placed, drawn),
        on_typed_over=partial(_typed_over, key, placed),
        on_followed=partial(explain_follow.turn, key),
    )
    explain_guess.told(key)
    explain_follow.show(view, placed, drawn, part.n, key, part.go)
    return True


def _to_type(view: View, placed: Layout, drawn: Figure) -> Figure:
    """The figure with given numbers open for typing; cells that cannot be used are marked as they were typed."""
    space, shown = open_workspace(), session().computed
    if shown is None:
        return drawn
    texts = {id: rows for id, (_x, rows) in shown.entered.items()}
    blocks = view.once(("to type", placed), lambda: editable(drawn, placed, texts).blocks)
    drawn = replace(drawn, blocks=blocks)
    said = "" if space is shown else fault(space)
    if not said:
        return drawn
    return with_faults(drawn, placed, {id: rows for id, (_x, rows) in space.entered.items()}, unusable(space), said)


@turning
def _typed_over(key: str, placed: Layout) -> None:
    found = answer(st.session_state.get(key)).typed_over
    place = typed_cell(placed, found[0]) if found else None
    if found and place:
        session().workspace = to_change().with_cell(*place, found[1])


def _reading(view: View, placed: Layout, how: Reading) -> Figure:
    """The figure; as it was when it was drawn last, if nothing about it is new."""
    place = ("figure", placed)
    before = view.drawn.get(place)
    if before is None or before[0] != how:
        view.drawn[place] = before = (how, reading(view, placed, how))
    found: Figure = before[1]
    return found


def chosen_slice(program: Program, part: Part) -> tuple[int, ...]:
    """Which head is shown, for a step with more than two axes; it holds for every part with as many."""
    step = part.steps[0]
    axes = tuple(map(int, program.steps[step].shape[:-2]))
    slices = list(np.ndindex(axes))
    if len(slices) == 1:
        return slices[0]
    key, chosen = f"slice_{step}_{part.n}", session().heads.get(axes, 0)
    st.session_state[key] = chosen
    st.pills(
        _("Head"),
        range(len(slices)),
        format_func=lambda k: slice_name(axes, slices[k]),
        key=key,
        required=True,
        on_change=_head_chosen,
        args=(key, axes, part.shown),
        label_visibility="collapsed",
    )
    return slices[chosen]


@whole
def _head_chosen(key: str, axes: tuple[int, ...], shown: range) -> None:
    session().heads[axes] = int(st.session_state[key])
    if only_a_part():
        st.rerun(list(map(part_key, shown)))
