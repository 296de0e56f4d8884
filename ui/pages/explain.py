"""Explain: one computation as a story, every number of it open."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import streamlit as st

from engine import Program
from engine.readings.formulas.build import written_out
from engine.readings.moments import tracks
from engine.readings.notices import notices
from presentation.content_words import in_a_row, notice_sentences, step_titles, titles, why
from presentation.figure.layout import story
from presentation.figure.view import View
from presentation.formulas import formula, markdown
from presentation.story_pieces import further, of_other_moments, piece_with, pieces, shown_at
from presentation.translate import _, language, together
from presentation.workspaces.unusable_cells import fault
from presentation.workspaces.workspace import Workspace
from ui import elements
from ui.components.chip import chip
from ui.pages import explain_compare, explain_export, explain_outline, explain_structure, explain_time
from ui.pages.explain_figure import OpenPart, open_figure
from ui.pages.explain_given import begun_with, greyed
from ui.pages.explain_gradient import descended
from ui.pages.explain_parts import numbers, part_key
from ui.pages.explain_recipe import recipe
from ui.pages.explain_undo import undo_bar
from ui.session.callbacks import whole
from ui.session.display import digits
from ui.session.explain import current
from ui.session.explain_drafts import OWN_LAYER, fresh, keep
from ui.session.language import fragment, only_a_part
from ui.session.state import go_to, session

BAR, PLACE, STORY, TIME, STRUCTURE = "story_bar", "story_place", "story_parts", "story_time", "story_structure"
MODEL, OVERVIEW = "story_model", "story_overview"
NEXT = 8  # parts after the one that is open whose headings stand below; the outline has them all


def page() -> None:
    """The page, from title to bottom bar."""
    space, said = taken(current())
    shown = last_computed(space)
    named = titles(shown.topic, shown.trace.program)
    kept = shown.drawn.setdefault((digits(), language()), {})
    view = View(shown.trace, digits(), shown.words, named, axes=shown.axis_labels, drawn=kept)
    head(shown, view)
    recipe(space)
    if said:
        st.error(said)
    undo_bar(space)
    begun_with(shown)
    descended(shown)
    if session().filled:
        st.caption(session().filled)
    own_model(shown)
    trained_model(shown)
    program = shown.trace.program
    explain_compare.head(shown, view, numbers(program))
    if tracks(program):
        fragment(explain_time.show, key=TIME)(shown, view, partial(go, program=program, arrive=False))
    fragment(explain_structure.show, key=STRUCTURE)(
        shown, view, numbers(program), partial(go, program=program, arrive=True)
    )
    with explain_outline.beside(shown, program, partial(go, program=program)):
        fragment(tell, key=STORY)(shown, view)
    with st.bottom:
        fragment(bottom_bar, key=BAR)(space, program)


def taken(space: Workspace) -> tuple[Workspace, str]:
    """What is kept of it, with another window's cells, and what stands in the way of computing it, if anything does:
    then the page goes on with what it had."""
    session().workspace = kept = keep(space)
    said = fault(kept)
    if not said:
        session().computed = kept
    return kept, said


def last_computed(space: Workspace) -> Workspace:
    """What the story is told of: the numbers as they are, else the last that could be computed, else the example's."""
    last = session().computed
    return last if last and last.topic.id == space.topic.id else fresh(space.topic, space.preset)


def trained_model(space: Workspace) -> None:
    """The answer of an example's trained model, and what can be done to it; few examples have one."""
    if space.preset and space.topic.preset(space.preset).trained:
        from ui.pages import explain_model

        fragment(explain_model.show, key=MODEL)(space)


def own_model(space: Workspace) -> None:
    """Which layer of a learner's own model it is, and what keeps one from being opened again; few pages have one."""
    if space.own or session().refused.get(OWN_LAYER):
        from ui.pages import explain_own

        explain_own.line(space)


# ---- title, story, bar ----


def head(space: Workspace, view: View) -> None:
    """The title, and the whole computation in one line."""
    with st.container(key="title_row", horizontal=True, vertical_alignment="center"):
        st.title(space.topic.title.of(language()), anchor=False, width="content")
        with st.container(key="overview", width="content"):
            fragment(overview, key=OVERVIEW)(space, view)


def overview(space: Workspace, view: View) -> None:
    """The whole computation in one line; along time that of the moment which is open."""
    program, shown = space.trace.program, space.topic.overview
    step = shown_at(program, shown.step, min(session().opened, len(story(program))))
    if step:
        stops = {*shown.stops, *of_other_moments(program, step)}
        line = view.once(("overview", step), lambda: markdown(written_out(program, step, stops, numbers(program))))
        st.markdown(line, width="content")


def tell(space: Workspace, view: View) -> None:
    """The numbered parts: those that are open with their figure, later ones as headings."""
    program = space.trace.program
    told = story(program)
    shown = piece_with(session().opened, program, session().together)
    choose_piece(shown, program)
    elements.numbers(shown)
    with st.container(key="story", gap=None):
        for n in shown:
            greyed(space, n)
            _numbered(n)(space, view, told[n - 1], n, shown)


@lru_cache(maxsize=1024)
def _numbered(n: int) -> Callable[[Workspace, View, tuple[str, ...], int, range], None]:
    return fragment(numbered_part, key=part_key(n))


def numbered_part(space: Workspace, view: View, steps: tuple[str, ...], n: int, shown: range) -> None:
    """A part under its number. A cell opened redraws only its part, a step further those that it opens or closes."""
    program, opened = view.trace.program, session().opened
    if n > opened + NEXT:
        return
    state = "now" if n == min(opened, shown[-1]) else "done" if n < opened else "later"
    with elements.step(n, state, last=n == shown[-1]):
        titled = step_titles(space.topic, program)
        title = view.once(("title", steps), lambda: in_a_row([titled(step) for step in steps]))
        formulas = view.once(("formulas", steps), partial(_formulas, program, steps))
        caption = together(*(why(space.topic, step, program) for step in steps)) if n <= opened else ""
        elements.step_head(title, formulas, caption)
        if n <= opened:
            for notice in notice_sentences(view.once("notices", lambda: notices(view.trace)), steps):
                st.info(notice)
            part = OpenPart(
                steps, n, shown, partial(go, program=program), state == "now", n == opened and session().moved
            )
            if open_figure(view, part):
                explain_compare.show(space, view, steps, n)


def _formulas(program: Program, steps: tuple[str, ...]) -> list[str]:
    return [formula(program, step) for step in steps]


def choose_piece(shown: range, program: Program) -> None:
    """The way to the other pieces of a long story; along time the words are the way."""
    found = pieces(program, session().together)
    if len(found) == 1 or (tracks(program) and not session().together):
        return
    last = {piece[0]: piece[-1] for piece in found}
    starts, count = list(last), found[-1][-1]
    key = f"piece_{count}_{shown[0]}"
    st.pills(
        _("Steps"),
        starts,
        default=shown[0],
        format_func=lambda first: f"{first}–{last[first]}",
        key=key,
        required=True,
        on_change=_piece_chosen,
        args=(key, program),
        label_visibility="collapsed",
    )


@whole
def _piece_chosen(key: str, program: Program) -> None:
    go(int(st.session_state[key]), program)


def bottom_bar(space: Workspace, program: Program) -> None:
    """Back, next, show all; export; the same computation as a quiz."""
    count = len(story(program))
    opened = min(session().opened, count)
    with st.container(key="steps_bar", horizontal=True, vertical_alignment="center"):
        st.button(_("Back"), shortcut="Left", on_click=go_on, args=(-1, program), disabled=opened == 1)
        st.button(
            _("Next step"),
            type="primary",
            shortcut="Right",
            on_click=go_on,
            args=(1, program),
            disabled=opened == count,
        )
        st.button(_("Show all"), key="show_all", type="tertiary", on_click=go_further, args=(program,))
        fragment(place, key=PLACE)(space, program)
        explain_export.export(space)
        if st.button(_("Check mine"), key="check_mine", help=_("Find out why your program's numbers differ.")):
            go_to("check", topic=space.topic.id)
        quiz_me(space)


def quiz_me(space: Workspace) -> None:
    """The same computation as a question: which of its steps are to be filled in."""
    with st.container(key="quiz_me", width="content"), chip("quiz_chip", _("Quiz me on this")) as opened:
        if opened:
            from ui.pages import explain_quiz

            explain_quiz.panel(space)


def place(space: Workspace, program: Program) -> None:
    """Which step is open; of the bar, this alone changes with every step. In a long story it opens the outline."""
    count = len(story(program))
    opened = min(session().opened, count)
    said = _("Step {n} of {count}").format(n=opened, count=count)
    if not explain_outline.is_deep(program):
        st.markdown(said, width="content")
        return
    explain_outline.behind(space, program, said, partial(go, program=program))


@whole
def go_on(by: int, program: Program) -> None:
    """So many steps on, or back."""
    go(min(session().opened, len(story(program))) + by, program)


@whole
def go_further(program: Program) -> None:
    """To the end of the piece that is open, or of the next."""
    go(further(min(session().opened, len(story(program))), program, session().together), program, arrive=False)


def go(target: int, program: Program, arrive: bool = True) -> None:
    """To another step: what changes is the parts from the one that was open to the one that is, and the bar's place.

    At the ends of the story the bar's buttons change too; another piece, such as a moment, is drawn anew. The step is
    scrolled into view if it is to `arrive`.
    """
    count = len(story(program))
    before, after = min(session().opened, count), max(1, min(target, count))
    session().opened, session().moved = after, arrive
    if not only_a_part():
        return
    drawing = [STRUCTURE] if session().structure else []
    drawing += [explain_outline.OUTLINE] if explain_outline.is_beside(program) else []
    whole_story = session().together
    if piece_with(before, program, whole_story) != piece_with(after, program, whole_story):
        st.rerun([*([TIME, OVERVIEW] if tracks(program) else []), *drawing, STORY, BAR])
    changed = {*range(min(before, after), max(before, after) + 1), *range(before + NEXT + 1, after + NEXT + 1)}
    changed &= {*piece_with(after, program, whole_story)}
    at_an_end = {before, after} & {1, count}
    st.rerun([BAR if at_an_end else PLACE, *drawing, *map(part_key, sorted(changed))])
