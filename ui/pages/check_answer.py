"""The answer of Check mine on the page, and the ways on from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from check import Cause, CodeLine, Explanation, Findings
from engine import EngineError
from presentation.check.check_answer import CheckAnswer, StepLine, Told, answer
from presentation.figure.layout import story
from presentation.translate import _, filled, sentence
from presentation.workspaces.taken_convention import with_convention
from presentation.workspaces.workspace import Workspace
from quiz.targeted import Target, suitable
from ui import elements
from ui.kinds import verdict_buttons
from ui.session.callbacks import whole
from ui.session.state import go_to, session

MOST_STEP_LINES = 12  # more scroll in a box of their own


def show(found: Findings, space: Workspace, words: Mapping[str, tuple[str, ...]], again: Callable[[], None]) -> None:
    """The first sentence, the largest difference, what explains it, every given step, and what to print next.

    `words` are those along the axes of what was checked; `again` checks the same results once more, under a convention
    that was taken.
    """
    said = answer(found, space.topic, words)
    st.html(f'<h2 class="check-first {said.kind}">{elements.icon(said.kind)}<span>{escape(said.first)}</span></h2>')
    if said.apart:
        rows = (
            (_("Largest difference"), f"{said.apart.step} · {said.apart.place}"),
            (_("Your number"), said.apart.given),
            (_("Right"), said.apart.right),
        )
        cells = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in rows)
        st.html(f'<table class="check-apart">{cells}</table>')
    for n, one in enumerate(said.told):
        _explanation(n, one, said, found, space, again)
    if said.line:
        _code(said.line, "begins")
    if said.next:
        st.markdown(filled("{said}", said=said.next))
    if said.begins and not said.told:
        _open_button(0, said.begins, space)
    if said.more:
        _steps(said)


def _explanation(
    n: int, one: Told, said: CheckAnswer, found: Findings, space: Workspace, again: Callable[[], None]
) -> None:
    with st.container(key=f"insight_{one.kind}_check_{n}"):
        if one.title not in said.first:
            st.html(f'<div class="insight-title">{elements.icon(one.kind)} {escape(one.title)}</div>')
        if one.text:
            st.markdown(one.text)
        for k, line in enumerate(one.lines):
            _code(line, f"{n}_{k}")
        with st.container(horizontal=True, key=f"check_ways_{n}"):
            _take_button(n, found.explanations[n], space, again)
            _open_button(n, one.step, space)
            _practise_button(n, one, found)


def _code(line: CodeLine, where: str) -> None:
    """The line as it should be, and the one that gives the learner's numbers."""
    torch = session().check_code == "pytorch"
    right = line.pytorch if torch else line.numpy
    wrong = line.pytorch_wrong if torch else line.numpy_wrong
    with st.container(key=f"check_code_{where}"):
        st.caption(_("In code"))
        st.code(right, language="python", wrap_lines=True)
        if wrong and wrong != right:
            st.caption(_("What gives your numbers"))
            st.code(wrong, language="python", wrap_lines=True)


def _steps(said: CheckAnswer) -> None:
    rows = "".join(map(_row, said.steps))
    long = " long" if len(said.steps) > MOST_STEP_LINES else ""
    st.html(f'<ul class="check-steps{long}">{rows}</ul>')


def _row(line: StepLine) -> str:
    words = f"<span><b>{escape(line.title)}</b> {escape(line.said)}</span>"
    return f'<li class="{line.kind}">{elements.icon(line.kind)}{words}</li>'


# ---- ways on ----


def _take_button(n: int, one: Explanation, space: Workspace, again: Callable[[], None]) -> None:
    """What explains the numbers is how the program computes: the workspace computes so too from here on."""
    if len(one.causes) == 1 and one.first.kind in ("convention", "setting"):
        st.button(
            _("Compute it this way"),
            key=f"check_take_{n}",
            type="primary",
            on_click=_take,
            args=(one.first, space, again),
            help=_("Sets this convention here and on Explain; your results are then checked again."),
        )


@whole
def _take(cause: Cause, space: Workspace, again: Callable[[], None]) -> None:
    try:
        session().workspace = with_convention(space, cause)
    except EngineError as error:
        st.toast(sentence(error))
        return
    again()


def _open_button(n: int, step: str, space: Workspace) -> None:
    told = story(space.trace.program)
    number = next((k for k, steps in enumerate(told, 1) if step in steps), None)
    if number is not None and st.button(_("Open this step in Explain"), key=f"check_open_{n}"):
        session().opened, session().moved = number, True
        go_to("explain", topic=space.topic.id)


def _practise_button(n: int, one: Told, found: Findings) -> None:
    aims = [Target(found.mechanism, step, cause.id) for cause in one.mistakes for step in cause.steps[:1]]
    aim = next((aim for aim in aims if suitable(aim)), None)
    if aim is not None:
        verdict_buttons.practise(aim, f"check_practise_{n}", suitable(aim)[0].id)
