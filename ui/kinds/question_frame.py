"""What the views of all kinds but worked steps share: head, fields, hints, Check, the verdict, what may come next."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from presentation.mark_words import points_of, question_verdict
from presentation.translate import _, language, ngettext
from quiz.attempt import Attempt
from quiz.marking.points import HINT_COSTS
from quiz.posed import answered as anything
from quiz.posed import single_cell
from ui import elements
from ui.kinds import verdict_buttons
from ui.kinds.next_buttons import moves
from ui.kinds.rating import rating
from ui.session import persistence
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.practise import enter, hand_in, open_attempt, take_hint
from ui.session.state import session

HINT_KEY = "Alt+H"
Complaints = Callable[[Attempt], list[str]]


def head(attempt: Attempt, caption: str = "") -> None:
    """Title, marks and prompt; what binds (digits, conventions) as a caption."""
    with st.container(key="title_row", horizontal=True, vertical_alignment="center"):
        st.title(attempt.question.title.of(language()), anchor=False, width="content")
        if not attempt.handed_in:
            possible = attempt.posed.possible
            words = ngettext("{n} mark", "{n} marks", 1 if possible == 1 else 2)
            st.caption(words.format(n=f"{possible:g}"), width="content")
    st.markdown(attempt.posed.prompt.of(language()))
    if caption:
        st.caption(caption)


# ---- what is typed ----


def field(attempt: Attempt, part: str, label: str, width: int = 220, labelled: bool = True) -> None:
    """A line to type in; what stands there is kept while it is typed and outlives a change of language."""
    rows = attempt.answers.get(part, ())
    kept = rows[0][0] if rows and rows[0] else ""
    as_kept(_field(attempt, part), kept)
    hold(_field(attempt, part), f"{attempt.id}/{part}", kept)
    st.text_input(
        label,
        value=kept,
        key=_field(attempt, part),
        max_chars=200,
        autocomplete="off",
        live="600ms",
        on_change=_typed,
        args=(attempt.id, part),
        width=width,
        label_visibility="visible" if labelled else "collapsed",
    )


def as_kept(key: str, value: object) -> None:
    """Have a widget that is about to be drawn show what is kept: another window may have changed it."""
    if key in st.session_state and st.session_state[key] != value:
        st.session_state[key] = value


def _field(attempt: Attempt, part: str) -> str:
    return _field_of(attempt.id, part)


def _field_of(id: str, part: str) -> str:
    return f"field_{id}_{part}_{language()}"


@whole
def _typed(id: str, part: str) -> None:
    enter(id, part, single_cell(str(st.session_state.get(_field_of(id, part), ""))))


def answered(status: str, text: str) -> None:
    """What was typed, with its mark, as it is handed in."""
    kind = {"unreadable": "wrong", "few_digits": "wrong"}.get(status, status)
    st.html(
        f'<span class="answered {kind}">{elements.icon(kind)}<span>{escape(text.strip())}</span></span>',
        width="content",
    )


# ---- handing in ----


def sitting_an_exam() -> bool:
    """Whether the open question belongs to a paper."""
    attempt = session().attempt
    return bool(attempt and attempt.paper)


def check(ready: bool, label: str = "") -> None:
    """The button that hands the answer in, when there is one; in an exam the whole paper is handed in."""
    if sitting_an_exam():
        return
    st.button(
        label or _("Check"),
        key="check",
        type="primary",
        shortcut="Ctrl+Enter",
        disabled=not ready,
        on_click=hand_in,
    )


def check_typed(attempt: Attempt, complaints: Complaints) -> None:
    """The button for what is typed: what cannot be marked is said once before it counts."""
    if attempt.paper:
        return
    st.button(
        _("Check"), key="check", type="primary", shortcut="Ctrl+Enter", on_click=_hand_in_typed, args=(complaints,)
    )
    if said := _said(attempt):
        st.html(f'<div class="complaint" role="alert">{"<br>".join(map(escape, said))}</div>')


def _said(attempt: Attempt) -> list[str]:
    return session().complaints.get(attempt.id, [])


@whole
def _hand_in_typed(complaints: Complaints) -> None:
    attempt = open_attempt()
    for part in attempt.posed.parts:
        if _field(attempt, part) in st.session_state:
            _typed(attempt.id, part)
    if not anything(attempt.answers):
        session().complaints = {attempt.id: [_("Nothing is entered yet.")]}
        return
    found = complaints(attempt)
    if found and found != _said(attempt):
        session().complaints = {attempt.id: found}
        return
    session().complaints = {}
    hand_in()


def hints(attempt: Attempt) -> None:
    """The hints taken so far, and the next one with what it costs; none in an exam."""
    if attempt.paper:
        return
    own = [hint.of(language()) for hint in attempt.question.hints]
    for n, text in enumerate(own[: attempt.hints], 1):
        elements.hint(_("Hint {n}").format(n=n), text)
    if attempt.hints < len(own):
        cost = HINT_COSTS[min(attempt.hints, len(HINT_COSTS) - 1)]
        label = _("Hint {n}").format(n=attempt.hints + 1) + (f"  −{cost:g}" if cost else "")
        st.button(label, key=f"next_hint_{attempt.hints}", shortcut=HINT_KEY, on_click=take_hint)


# ---- afterwards ----


def verdict(attempt: Attempt) -> None:
    """Right, partly right or wrong, and the points; the attempt is kept."""
    persistence.record(attempt)
    kind, said = question_verdict(attempt.marking)
    st.html(elements.badge(kind, f"{said} · {points_of(attempt.points, attempt.posed.possible)}"))


def onwards(attempt: Attempt) -> None:
    """The buttons under a finished question; under one that is only looked at, those that lead to practice."""
    if not attempt.told:
        with st.container(key="finished", horizontal=True, vertical_alignment="center"):
            if attempt.recorded:
                st.caption(_("It is in your progress."), width="content")
            moves(attempt)
        rating(attempt)
    verdict_buttons.below(attempt)
