"""A derivation: lines to move into order, or one line to pick; after Check the derivation and its reason."""

from __future__ import annotations

import streamlit as st

from presentation.kinds.derivation import GAP, chosen_words, tasks, text, with_gap
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.derivation import LINE, ORDER, PosedDerivation
from quiz.posed import first_cell
from ui import elements
from ui.kinds import question_frame
from ui.kinds.pick import pick
from ui.session.callbacks import whole
from ui.session.practise import enter, hand_in


def show(attempt: Attempt) -> None:
    """The lines and what is to be done with them; after Check what became of them, and the derivation."""
    posed = attempt.posed
    assert isinstance(posed, PosedDerivation)
    question_frame.head(attempt, tasks()[posed.question.task])
    if attempt.handed_in:
        question_frame.verdict(attempt)
        _marked(attempt, posed)
        question_frame.onwards(attempt)
        return
    if posed.question.task == "order":
        _to_order(attempt, posed)
        return
    _numbered(posed, with_gap(posed) if posed.question.task == "missing" else [text(posed, key) for key in posed.shown])
    with st.container(key="choices"):
        pick(attempt, LINE, chosen_words(posed), _("Which line?"), across=posed.question.task == "wrong")
    question_frame.hints(attempt)
    question_frame.check(bool(first_cell(attempt.answers, LINE)))


def _numbered(posed: PosedDerivation, lines: list[str]) -> None:
    with st.container(key="derivation", gap=None):
        for n, line in enumerate(lines, 1):
            gap = line == GAP and posed.question.task == "missing"
            st.markdown(f"({n}) &ensp; " + (f"**{GAP}**" if gap else line))


# ---- in order ----


def _to_order(attempt: Attempt, posed: PosedDerivation) -> None:
    order = posed.order(attempt.answers)
    with st.container(key="derivation", gap=None):
        for n, key in enumerate(order):
            with st.container(key=f"derivation_line_{n}", horizontal=True, vertical_alignment="center"):
                _move(attempt, posed, n, -1)
                _move(attempt, posed, n, 1)
                st.markdown(text(posed, key), width="stretch")
    question_frame.hints(attempt)
    if not attempt.paper:
        st.button(_("Check"), key="check", type="primary", on_click=_hand_in, args=(attempt, posed))


def _move(attempt: Attempt, posed: PosedDerivation, n: int, by: int) -> None:
    words = _("Move line {n} up") if by < 0 else _("Move line {n} down")
    st.button(
        "↑" if by < 0 else "↓",
        key=f"move_{n}_{'up' if by < 0 else 'down'}",
        help=words.format(n=n + 1),
        disabled=not 0 <= n + by < len(posed.shown),
        on_click=_moved,
        args=(attempt, posed, n, n + by),
    )


@whole
def _moved(attempt: Attempt, posed: PosedDerivation, n: int, to: int) -> None:
    order = list(posed.order(attempt.answers))
    order[n], order[to] = order[to], order[n]
    enter(attempt.id, ORDER, (tuple(order),))


@whole
def _hand_in(attempt: Attempt, posed: PosedDerivation) -> None:
    """The order counts as it stands, moved or not."""
    enter(attempt.id, ORDER, (posed.order(attempt.answers),))
    hand_in()


# ---- marked ----


def _marked(attempt: Attempt, posed: PosedDerivation) -> None:
    if posed.question.task == "order":
        order = posed.order(attempt.answers)
        _judged([(text(posed, key), fine, "") for key, fine in zip(order, posed.follows(order), strict=True)])
    else:
        mine, reasons = first_cell(attempt.answers, LINE), posed.reasons()
        shown = [key for key in posed.shown if key in (mine, posed.wanted) or key in reasons]
        told = [(key, reasons[key].of(language()) if key in reasons else "") for key in shown]
        _judged([(text(posed, key), _is_fine(posed, key), reason) for key, reason in told])
    st.markdown("**{}**".format(_("The derivation")))
    _numbered(posed, [text(posed, key) for key in posed.right])
    st.markdown(posed.question.reason.of(language()))


def _is_fine(posed: PosedDerivation, key: str) -> bool:
    return key in posed.right


def _judged(lines: list[tuple[str, bool, str]]) -> None:
    """Each line, whether it is right where it stands, and why not."""
    with st.container(key="reasons", gap=None):
        for n, (line, fine, reason) in enumerate(lines):
            with st.container(key=f"reason_{n}"):
                st.html(elements.badge("right" if fine else "wrong", _("right") if fine else _("wrong")))
                st.markdown(f"{line}  \n{reason}" if reason else line)
