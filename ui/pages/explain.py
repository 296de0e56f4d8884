"""Explain: one computation as a story, every number of it open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from io import BytesIO
from typing import Literal

import numpy as np
import streamlit as st

from engine import EngineError, Program, Trace
from engine.readings.formulas.build import written_out
from engine.readings.notices import notices
from presentation.content_words import in_a_row, notice_sentences, slice_name, step_titles, titles, why
from presentation.figure import Figure
from presentation.figure.build import Reading, reading
from presentation.figure.layout import Layout, layout, story
from presentation.figure.view import View
from presentation.formulas import formula, markdown
from presentation.translate import _, language, sentence, together
from presentation.workspace import Workspace
from ui import elements
from ui.components.chip import chip
from ui.components.download import download
from ui.components.figure.component import answer, figure
from ui.pages import explain_compare
from ui.pages.explain_given import begun_with
from ui.pages.explain_recipe import recipe
from ui.session.callbacks import whole
from ui.session.display import digits
from ui.session.explain import current
from ui.session.explain_drafts import keep
from ui.session.language import fragment, only_a_part
from ui.session.state import go_to, session

BAR, PLACE = "story_bar", "story_place"
PIECE = 40  # parts drawn at once; a browser needs seconds for more, and minutes for hundreds


def page() -> None:
    """The page, from title to bottom bar."""
    space = current()
    fault = taken(space)
    shown = session().computed or space
    named = titles(shown.topic, shown.trace.program)
    kept = shown.drawn.setdefault((digits(), language()), {})
    view = View(shown.trace, digits(), shown.words, named, axes=shown.axis_labels, drawn=kept)
    head(shown, view)
    recipe(space)
    if fault:
        st.error(fault)
    told = story(shown.trace.program)
    begun_with(shown)
    if session().filled:
        st.caption(session().filled)
    opened = min(session().opened, len(told))
    explain_compare.head(shown, view, numbers(shown.trace.program))
    tell(shown, view, told, opened)
    with st.bottom:
        fragment(bottom_bar, key=BAR)(space, len(told))


def taken(space: Workspace) -> str:
    """Keep what can be computed; else what stands in the way, and the page goes on with what it had."""
    try:
        space.trace  # noqa: B018
    except EngineError as error:
        return sentence(error)
    session().computed = space
    keep(space)
    return ""


# ---- title, story, bar ----


def head(space: Workspace, view: View) -> None:
    """The title, and the whole computation in one line."""
    program = space.trace.program
    with st.container(key="title_row", horizontal=True, vertical_alignment="center"):
        st.title(space.topic.title.of(language()), anchor=False, width="content")
        shown = space.topic.overview
        if any(shown.step in (id, step.name) for id, step in program.steps.items()):
            with st.container(key="overview", width="content"):
                st.markdown(
                    view.once(
                        "overview", lambda: markdown(written_out(program, shown.step, shown.stops, numbers(program)))
                    ),
                    width="content",
                )


@lru_cache(maxsize=32)
def numbers(program: Program) -> Mapping[str, int]:
    """The number of the part of the story in which each step is told."""
    return {step: n for n, told in enumerate(story(program), 1) for step in told}


def tell(space: Workspace, view: View, told: list[tuple[str, ...]], opened: int) -> None:
    """The numbered parts: those that are open with their figure, later ones as headings."""
    shown = piece(opened, len(told))
    pieces(shown, len(told))
    elements.numbers(shown)
    with st.container(key="story", gap=None):
        for n in shown:
            _numbered(n)(space, view, told[n - 1], n, shown)


@lru_cache(maxsize=1024)
def _numbered(n: int) -> Callable[[Workspace, View, tuple[str, ...], int, range], None]:
    return fragment(numbered_part, key=_part_key(n))


def _part_key(n: int) -> str:
    return f"story_part_{n}"


def numbered_part(space: Workspace, view: View, steps: tuple[str, ...], n: int, shown: range) -> None:
    """A part under its number. A cell opened redraws only its part, a step further those that it opens or closes."""
    program, opened = view.trace.program, session().opened
    state = "now" if n == min(opened, shown[-1]) else "done" if n < opened else "later"
    with elements.step(n, state, last=n == shown[-1]):
        titled = step_titles(space.topic, program)
        title = view.once(("title", steps), lambda: in_a_row([titled(step) for step in steps]))
        formulas = view.once(("formulas", steps), partial(_formulas, program, steps))
        caption = together(*(why(space.topic, step, program) for step in steps)) if n <= opened else ""
        elements.step_head(title, formulas, caption)
        if n <= opened:
            for notice in notice_sentences(notices(view.trace), steps):
                st.info(notice)
            open_figure(view, steps, n, shown, n == opened and session().moved)
            explain_compare.show(space, view, steps, n)


def _formulas(program: Program, steps: tuple[str, ...]) -> list[str]:
    return [formula(program, step) for step in steps]


def piece(opened: int, count: int) -> range:
    """The parts that are on the page: all of a story, or so many of a long one that a browser can draw them."""
    first = (opened - 1) // PIECE * PIECE + 1
    return range(first, min(first + PIECE, count + 1))


def pieces(shown: range, count: int) -> None:
    """The way to the other pieces of a long story."""
    if count <= PIECE:
        return
    starts = range(1, count + 1, PIECE)
    key = f"piece_{count}_{shown[0]}"
    st.pills(
        _("Steps"),
        starts,
        default=shown[0],
        format_func=lambda first: f"{first}–{min(first + PIECE - 1, count)}",
        key=key,
        required=True,
        on_change=_piece_chosen,
        args=(key, count),
        label_visibility="collapsed",
    )


@whole
def _piece_chosen(key: str, count: int) -> None:
    go(int(st.session_state[key]), count)


def open_figure(view: View, steps: tuple[str, ...], n: int, shown: range, arrive: bool) -> None:
    """The figure of a part, with one cell opened."""
    program = view.trace.program
    lead = chosen_slice(program, steps[0], n, shown)
    placed = layout(program, steps, lead)
    key = f"part_{program.steps[steps[0]].id}_{n}"
    selected = answer(st.session_state.get(key)).selected
    jumps = {
        step: (_("Open in step {n}").format(n=k), f"step_{k}_done")
        for step, k in numbers(program).items()
        if shown[0] <= k < n
    }
    figure(key, _reading(view, placed, Reading(selected, jumps, arrive)))


def _reading(view: View, placed: Layout, how: Reading) -> Figure:
    """The figure; as it was when it was drawn last, if nothing about it is new."""
    place = ("figure", placed)
    before = view.drawn.get(place)
    if before is None or before[0] != how:
        view.drawn[place] = before = (how, reading(view, placed, how))
    found: Figure = before[1]
    return found


def chosen_slice(program: Program, step: str, n: int, shown: range) -> tuple[int, ...]:
    """Which head is shown, for a step with more than two axes; it holds for every part with as many."""
    axes = tuple(map(int, program.steps[step].shape[:-2]))
    slices = list(np.ndindex(axes))
    if len(slices) == 1:
        return slices[0]
    key, chosen = f"slice_{step}_{n}", session().heads.get(axes, 0)
    st.session_state[key] = chosen
    st.pills(
        _("Head"),
        range(len(slices)),
        format_func=lambda k: slice_name(axes, slices[k]),
        key=key,
        required=True,
        on_change=_head_chosen,
        args=(key, axes, shown),
        label_visibility="collapsed",
    )
    return slices[chosen]


@whole
def _head_chosen(key: str, axes: tuple[int, ...], shown: range) -> None:
    session().heads[axes] = int(st.session_state[key])
    if only_a_part():
        st.rerun(list(map(_part_key, shown)))


def bottom_bar(space: Workspace, count: int) -> None:
    """Back, next, show all; export; the same computation as a quiz."""
    opened = min(session().opened, count)
    with st.container(key="steps_bar", horizontal=True, vertical_alignment="center"):
        st.button(_("Back"), shortcut="Left", on_click=go_on, args=(-1, count), disabled=opened == 1)
        st.button(
            _("Next step"),
            type="primary",
            shortcut="Right",
            on_click=go_on,
            args=(1, count),
            disabled=opened == count,
        )
        st.button(_("Show all"), key="show_all", type="tertiary", on_click=go_further, args=(count,))
        fragment(place, key=PLACE)(count)
        export(space)
        if st.button(_("Check mine"), key="check_mine", help=_("Find out why your program's numbers differ.")):
            go_to("check", topic=space.topic.id)
        quiz_me(space)


def quiz_me(space: Workspace) -> None:
    """The same computation as a question: which of its steps are to be filled in."""
    with st.container(key="quiz_me", width="content"), chip("quiz_chip", _("Quiz me on this")) as opened:
        if opened:
            from ui.pages import explain_quiz

            explain_quiz.panel(space)


def place(count: int) -> None:
    """Which step is open; of the bar, this alone changes with every step."""
    st.markdown(_("Step {n} of {count}").format(n=min(session().opened, count), count=count), width="content")


def further(opened: int, count: int) -> int:
    """Where "Show all" leads: to the end of the piece that is open, and from there to the end of the next."""
    end = piece(opened, count)[-1]
    return end if opened < end else piece(min(opened + 1, count), count)[-1]


@whole
def go_on(by: int, count: int) -> None:
    """So many steps on, or back."""
    go(min(session().opened, count) + by, count)


@whole
def go_further(count: int) -> None:
    """To the end of the piece that is open, or of the next."""
    go(further(min(session().opened, count), count), count, arrive=False)


def go(target: int, count: int, arrive: bool = True) -> None:
    """To another step: what changes is the parts from the one that was open to the one that is, and the bar's place.

    At the ends of the story the bar's buttons change too. The step is scrolled into view if it is to `arrive`.
    """
    before, after = min(session().opened, count), max(1, min(target, count))
    session().opened, session().moved = after, arrive
    if not only_a_part():
        return
    if piece(before, count) != piece(after, count):
        st.rerun()
    changed = range(min(before, after), max(before, after) + 1)
    at_an_end = {before, after} & {1, count}
    st.rerun([BAR if at_an_end else PLACE, *map(_part_key, changed)])


def export(space: Workspace) -> None:
    """The computation on the learner's own numbers as a program and as a spreadsheet, worked or to fill in."""
    with st.container(key="export", width="content"), chip("export_chip", _("Export")) as opened:
        if opened:
            _exports(space)


def _exports(space: Workspace) -> None:
    from ui.pages import explain_torch

    try:
        trace = space.trace
    except EngineError:
        st.caption(_("Correct the numbers first."))
        return
    name = space.mechanism.id
    _download("NumPy", partial(code, trace, name, "numpy"), f"{name}_numpy.py", "text/x-python")
    _download("PyTorch", partial(code, trace, name, "pytorch"), f"{name}_pytorch.py", "text/x-python")
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    _download(_("Spreadsheet, live formulas"), partial(workbook, space, False), f"{name}.xlsx", excel)
    _download(_("Spreadsheet to fill in"), partial(workbook, space, True), f"{name}_blank.xlsx", excel)
    explain_torch.panel(space)


def _download(label: str, make: Callable[[], str | bytes], file_name: str, mime: str) -> None:
    download(label, make, file_name, mime, width="stretch")


def code(trace: Trace, name: str, kind: Literal["numpy", "pytorch"]) -> str:
    """The trace as a program of NumPy or PyTorch."""
    from engine.readings.code import script

    return script(trace, name, kind)


def workbook(space: Workspace, blank: bool) -> bytes:
    """The trace as .xlsx, every computed cell a formula; with `blank` the cells are left to fill in."""
    from engine.readings.spreadsheet import sheet

    target = BytesIO()
    title = titles(space.topic, space.trace.program)
    named = {id: title(id) for id in (*space.trace.program.inputs, *space.trace.program.steps)}
    sheet(space.trace, target, named, blank, digits(), tokens=space.words)
    return target.getvalue()
