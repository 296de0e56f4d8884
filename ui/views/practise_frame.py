"""What the views of all kinds but worked steps share: the head, hints, Check, the verdict, and what may come next."""

from __future__ import annotations

from html import escape

import streamlit as st

from quiz.marking import StepMarking
from quiz.points import HINT_COSTS
from ui import memory, parts
from ui.attempt import Attempt
from ui.translate import _, language
from ui.views.practise_state import again, hand_in, onward, take_hint


def head(attempt: Attempt, caption: str = "") -> None:
    """Title and prompt; what binds (digits, conventions) as a caption."""
    st.title(attempt.question.title.of(language()), anchor=False)
    st.markdown(attempt.posed.prompt.of(language()))
    if caption:
        st.caption(caption)


def check(ready: bool, label: str = "") -> None:
    """The button that hands the answer in, when there is one."""
    st.button(label or _("Check"), key="check", type="primary", disabled=not ready, on_click=hand_in)


def hints(attempt: Attempt) -> None:
    """The hints taken so far, and the next one with what it costs."""
    own = [hint.of(language()) for hint in attempt.question.hints]
    for n, text in enumerate(own[: attempt.hints], 1):
        parts.hint(_("Hint {n}").format(n=n), text)
    if attempt.hints < len(own):
        cost = HINT_COSTS[min(attempt.hints, len(HINT_COSTS) - 1)]
        label = _("Hint {n}").format(n=attempt.hints + 1) + (f"  −{cost:g}" if cost else "")
        st.button(label, key=f"hint_{attempt.hints}", on_click=take_hint)


def verdict(attempt: Attempt) -> None:
    """Right, partly right or wrong, and the points; the attempt is kept."""
    memory.record(attempt)
    earned, possible = attempt.points, attempt.posed.possible
    statuses = {m.status for m in attempt.marking.steps}
    kind = "right" if statuses == {"right"} else "partly" if attempt.marking.points else "wrong"
    said = {"right": _("right"), "partly": _("partly right"), "wrong": _("wrong")}[kind]
    points = _("{points} of {possible}").format(points=f"{earned:g}", possible=f"{possible:g}")
    st.html(parts.badge(kind, f"{said} · {points}"))


def part_badge(marked: StepMarking) -> None:
    """The verdict on one part."""
    words = {"right": _("right"), "blank": _("left blank"), "slip": _("looks like a slip")}
    said = words.get(marked.status, _("wrong"))
    points = _("{points} of {possible}").format(points=f"{marked.points:g}", possible=f"{marked.possible:g}")
    st.html(parts.badge(marked.status, f"{said} · {points}"))


def code(line: str) -> None:
    """A line of code, as it is written."""
    st.html(f'<code class="line">{escape(line)}</code>')


def onwards(attempt: Attempt) -> None:
    """The buttons under a finished question."""
    with st.container(key="finished", horizontal=True, vertical_alignment="center"):
        if attempt.recorded:
            st.caption(_("It is in your progress."), width="content")
        label = _("Again, with new numbers") if attempt.posed.drawn else _("Ask me again")
        st.button(label, key="again", on_click=again)
        st.button(_("Next question"), key="onward", type="primary", on_click=onward)
