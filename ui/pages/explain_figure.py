"""The figure of a part of the story on Explain: one cell opened, given numbers open for typing, one head of several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from engine import Program
from presentation.figure import Figure
from presentation.figure.build import ReadingContext, reading
from presentation.figure.editing import editable, typed_cell, with_faults
from presentation.figure.layout import Layout, layout, story
from presentation.figure.side_by_side import beside, is_pair, two_heads
from presentation.figure.view import View
from presentation.figure.window import starts, width, windowed
from presentation.translate import _
from presentation.workspaces.unusable_cells import fault, unusable
from ui.components.figure.component import answer, figure
from ui.pages import explain_follow, explain_guess, explain_heads
from ui.pages.explain_parts import figure_key, numbers, part_key
from ui.session.callbacks import turning, whole
from ui.session.explain import open_workspace, to_change
from ui.session.language import only_a_part
from ui.session.state import session


@dataclass(frozen=True)
class OpenPart:
    """An open part of the story: its steps, its number, the parts on the page with it, how one goes to another.

    `now` says that it is the last one that is open, `arrive` that it is to be scrolled into view.
    """

    steps: tuple[str, ...]
    n: int
    shown: range
    go: Callable[[int], None]
    now: bool = False
    arrive: bool = False


def open_figure(view: View, part: OpenPart) -> bool:
    """The figure of a part, with one cell opened; False where the learner is to guess first and it stays hidden."""
    program, shown = view.trace.program, part.shown
    key = figure_key(story(program), part.n)
    lead = explain_heads.chosen_slice(program, view, part.steps[0], part.n, shown)
    placed = layout(program, part.steps, lead)
    if part.now and (what := explain_guess.wanted(key)):
        explain_guess.hidden(view, placed, key, what, part.arrive)
        return False
    if explain_heads.averages(view, part.steps[0]):
        _average(view, part, key)
        return True
    if other := explain_heads.second(program, part.steps[0]):
        placed, key = beside(part.steps[0], lead, other), f"{key}_beside"
    selected = explain_follow.selected(key)
    jumps = {
        step: (_("Open in step {n}").format(n=k), f"step_{k}_done")
        for step, k in numbers(program).items()
        if shown[0] <= k < part.n
    }
    placed = window(program, placed, key, shown)
    drawn = _reading(view, placed, ReadingContext(selected, jumps, part.arrive, explain_follow.is_open(key)))
    space = open_workspace()
    figure(
        key,
        _to_type(view, placed, drawn),
        on_typed_over=partial(_typed_over, key, placed),
        on_followed=partial(explain_follow.turn, key),
        place=f"explain/{space.topic.id}/{space.preset}/{key}",
    )
    explain_guess.told(key)
    explain_follow.show(view, placed, drawn, part.n, key, part.go)
    return True


def window(program: Program, placed: Layout, key: str, shown: range) -> Layout:
    """The figure's rows and columns that have room, and the way to the others; all of them where they have."""
    found = starts(program, placed)
    if not found:
        return placed
    chosen = max(start for start in found if start <= session().shown_from)
    key, span = f"window_{key}", width(program)
    st.session_state[key] = chosen
    st.select_slider(
        _("Rows and columns shown of large matrices"),
        found,
        format_func=lambda start: f"{start + 1}–{start + span}",
        key=key,
        on_change=_window_chosen,
        args=(key, shown),
    )
    return windowed(program, placed, chosen)


@whole
def _window_chosen(key: str, shown: range) -> None:
    session().shown_from = int(st.session_state[key])
    if only_a_part():
        st.rerun(list(map(part_key, shown)))


def _average(view: View, part: OpenPart, key: str) -> None:
    """The average over the heads, which libraries return, with its arithmetic."""
    found = explain_heads.averaged_view(view, part.steps[0])
    assert found
    averaged, step = found
    key = f"{key}_average"
    st.caption(_("PyTorch's nn.MultiheadAttention returns this average as its weights, unless it is told otherwise."))
    placed = layout(averaged.trace.program, (step,))
    selected = explain_follow.selected(key)
    drawn = _reading(averaged, placed, ReadingContext(selected, {}, part.arrive, explain_follow.is_open(key)))
    figure(key, drawn, on_followed=partial(explain_follow.turn, key))
    explain_follow.show(averaged, placed, drawn, part.n, key, part.go)


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


def _reading(view: View, placed: Layout, how: ReadingContext) -> Figure:
    """The figure; as it was when it was drawn last, if nothing about it is new."""
    place = ("figure", placed)
    before = view.drawn.get(place)
    if before is None or before[0] != how:
        draw = two_heads if is_pair(placed) else reading
        view.drawn[place] = before = (how, draw(view, placed, how))
    found: Figure = before[1]
    return found
