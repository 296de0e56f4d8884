"""Heads on Explain: all of them as a grid of maps, one or two of them open, and their average."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from engine import Program
from engine.expression.cell import Index
from engine.readings.heads import averaged, has_heads
from presentation.content_words import slice_name
from presentation.figure.view import View
from presentation.heads import AVERAGE, grid
from presentation.translate import _
from ui.components.drawing import component
from ui.pages.explain_parts import part_key
from ui.session.callbacks import whole
from ui.session.language import only_a_part
from ui.session.state import session

Axes = tuple[int, ...]


def chosen_slice(program: Program, view: View, step: str, n: int, shown: Sequence[int]) -> Index:
    """Which head is shown, for a step with more than two axes; the choice holds for all steps."""
    axes = axes_of(program, step)
    slices = list(np.ndindex(axes))
    if len(slices) == 1:
        return slices[0]
    if has_heads(program.steps[step]):
        _grid(program, view, step, n, shown)
    else:
        _pills(program, axes, f"slice_{step}_{n}", shown)
    return slices[session().heads.get(axes, 0)]


def axes_of(program: Program, step: str) -> Axes:
    """The axes along which a step holds several matrices."""
    return tuple(map(int, program.steps[step].shape[:-2]))


def _pills(program: Program, axes: Axes, key: str, shown: Sequence[int]) -> None:
    slices = list(np.ndindex(axes))
    st.session_state[key] = session().heads.get(axes, 0)
    st.pills(
        _("Head"),
        range(len(slices)),
        format_func=lambda k: slice_name(axes, slices[k]),
        key=key,
        required=True,
        on_change=_pill_chosen,
        args=(program, key, axes, shown),
        label_visibility="collapsed",
    )


@whole
def _pill_chosen(program: Program, key: str, axes: Axes, shown: Sequence[int]) -> None:
    choose(program, axes, int(st.session_state[key]))
    _draw_again(shown)


def choose(program: Program, axes: Axes, number: int) -> None:
    """Show this head in all steps; where heads share keys, those that it uses."""
    lead = np.unravel_index(number, axes)
    for step in program.steps:
        other = axes_of(program, step)
        if len(other) == len(axes) and all(a in (b, 1) for a, b in zip(other, axes, strict=True)):
            place = tuple(0 if n == 1 else int(k) for k, n in zip(lead, other, strict=True))
            session().heads[other] = int(np.ravel_multi_index(place, other))


def _draw_again(shown: Sequence[int]) -> None:
    if only_a_part():
        st.rerun(list(map(part_key, shown)))


# ---- attention weights ----


def _grid(program: Program, view: View, step: str, n: int, shown: Sequence[int]) -> None:
    axes = axes_of(program, step)
    mean = averaged_view(view, step)
    number = session().heads.get(axes, 0)
    chosen = None if averages(view, step) else tuple(map(int, np.unravel_index(number, axes)))
    average = mean[0].trace[mean[1]] if mean else None
    tree = view.once(("heads", step, chosen), lambda: grid(view, step, average, chosen))
    component.heads(f"heads_{n}", tree, _tile_chosen(program, axes, shown))
    if chosen is not None:
        _second(axes, number, f"beside_{step}_{n}")


def _tile_chosen(program: Program, axes: Axes, shown: Sequence[int]) -> Callable[[str], None]:
    def chosen(said: str) -> None:
        session().average_of_heads = said == AVERAGE
        if said != AVERAGE:
            choose(program, axes, int(said.partition(":")[2]))
        _draw_again(shown)

    return chosen


def _second(axes: Axes, number: int, key: str) -> None:
    """Which other head stands beside it."""
    slices = list(np.ndindex(axes))
    others = [k for k in range(len(slices)) if k != number]
    there = session().second_head
    st.session_state[key] = there if there in others else None
    st.pills(
        _("Beside it"),
        others,
        format_func=lambda k: slice_name(axes, slices[k]),
        key=key,
        on_change=_second_chosen,
        args=(key,),
    )


@whole
def _second_chosen(key: str) -> None:
    session().second_head = st.session_state[key]


def second(program: Program, step: str) -> Index | None:
    """The head that stands beside the one that is shown, if there is one."""
    axes, number = axes_of(program, step), session().second_head
    if not has_heads(program.steps[step]) or number is None or number >= np.prod(axes):
        return None
    return None if number == session().heads.get(axes, 0) else tuple(map(int, np.unravel_index(number, axes)))


def averages(view: View, step: str) -> bool:
    """Whether the average over the heads is shown instead of one of them."""
    heads = step in view.trace.program.steps and has_heads(view.trace.program.steps[step])
    return session().average_of_heads and heads and averaged_view(view, step) is not None


def averaged_view(view: View, step: str) -> tuple[View, str] | None:
    """The view with the average over the heads as one more step, and that step; None where it is a step already."""
    return view.once(("averaged", step), lambda: _averaged(view, step))


def _averaged(view: View, step: str) -> tuple[View, str] | None:
    found = averaged(view.trace, step)
    if found is None:
        return None
    trace, id = found
    title = view.title

    def titled(name: str) -> str:
        return _("Average of the heads") if name == id else title(name)

    return replace(view, trace=trace, title=titled, drawn={}), id
