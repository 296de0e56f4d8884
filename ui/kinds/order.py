"""Steps or lines of code to be put in an order in which each can be computed."""

from __future__ import annotations

from functools import partial

import streamlit as st

from content import topic
from engine.readings.formulas.pieces import formula
from presentation.content_words import titles
from presentation.formulas import words
from presentation.kinds.order import needs
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.order import PART, PosedOrder, missing
from ui.components.sortable_lines import OrderLine, lines, ordered
from ui.kinds import question_frame
from ui.session.callbacks import whole
from ui.session.practise import enter, hand_in


def show(attempt: Attempt) -> None:
    """The lines to move; after Check those that come too early, and one order that works."""
    posed = attempt.posed
    assert isinstance(posed, PosedOrder)
    if attempt.handed_in:
        question_frame.head(attempt)
        question_frame.verdict(attempt)
        _marked(attempt, posed)
        question_frame.onwards(attempt)
        return
    question_frame.head(attempt, _("Drag a line, or move it with ↑ and ↓."))
    key = _key(attempt)
    lines(
        key,
        [_line(posed, step) for step in _order(attempt, posed)],
        partial(_moved, attempt.id, posed, key),
        label=_("Your order"),
        version=attempt.id + language(),
    )
    question_frame.hints(attempt)
    if not attempt.paper:
        st.button(_("Check"), key="check", type="primary", on_click=_hand_in, args=(attempt, posed, key))


def _key(attempt: Attempt) -> str:
    return f"order_{attempt.id}"


def _order(attempt: Attempt, posed: PosedOrder) -> tuple[str, ...]:
    """The lines as the learner has put them, or as they were shuffled."""
    rows = attempt.answers.get(PART, ())
    return rows[0] if rows and sorted(rows[0]) == sorted(posed.shuffled) else posed.shuffled


def _line(posed: PosedOrder, step: str, mark: str = "", note: str = "") -> OrderLine:
    title = titles(topic(posed.question.topic), posed.program)(step)
    if posed.code:
        return OrderLine(step, title, code=posed.code[step], mark=mark, note=note)
    return OrderLine(step, title, formula(posed.program, step, words()), mark=mark, note=note)


def _moved(id: str, posed: PosedOrder, key: str) -> None:
    found = ordered(st.session_state.get(key), posed.shuffled)
    if found:
        enter(id, PART, (found,))


@whole
def _hand_in(attempt: Attempt, posed: PosedOrder, key: str) -> None:
    """The order counts as it stands, moved or not."""
    _moved(attempt.id, posed, key)
    enter(attempt.id, PART, (_order(attempt, posed),))
    hand_in()


def _marked(attempt: Attempt, posed: PosedOrder) -> None:
    order, status = _order(attempt, posed), attempt.marking[PART].status
    late = missing(posed, order) if status != "blank" else {}
    marks = {step: "wrong" if needed else "right" for step, needed in late.items()}
    shown = [_line(posed, step, marks.get(step, ""), needs(posed, late.get(step, ()))) for step in order]
    lines(f"marked_{attempt.id}", shown, label=_("Your order"), version=language())
    if status == "right":
        return
    st.markdown("**{}**".format(_("An order that works")))
    solved = [_line(posed, step) for step in posed.solution()[PART][0]]
    lines(f"solved_{attempt.id}", solved, label=_("An order that works"), version=language())
