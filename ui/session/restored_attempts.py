"""A saved beginning as an attempt again; what does not fit is set aside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from content import Question
from db.records import Draft, PaperItem
from quiz.attempt import Attempt
from quiz.marking.points import HINT_COSTS
from quiz.marking.sitting import Sitting
from quiz.posed import Rows
from quiz.stored_instances import taken_up
from quiz.targeted import Target
from ui.session import stored_values

AIMED = "aimed/"  # before the id of a question in which something is aimed at: the question itself may be begun too
AIM = "aim"  # in a draft's state: what the attempt aims at
SET_ASIDE = "set-aside/"  # before the id of an attempt that no longer fits; no topic is called so
MOST = 1000  # hints or second tries; nobody takes so many


def restored(question: Question, found: Draft) -> tuple[Attempt, dict[str, Rows]] | None:
    """The attempt, and what stands in steps that were not handed in; None if it does not fit the question."""
    try:
        return _restored(question, found)
    except stored_values.UNREADABLE:
        return None


def _restored(question: Question, found: Draft) -> tuple[Attempt, dict[str, Rows]] | None:
    posed = taken_up(question, found.seed or 0, stored_values.mapping(found.inputs))
    if posed is None:
        return None
    attempt = Attempt(posed, found.attempt_id, found.started_at, aim=_aim(stored_values.mapping(found.state)))
    opened = _filled_in(attempt, found)
    _markable(attempt)
    return attempt, opened


def _aim(state: dict[str, Any]) -> Target | None:
    if AIM not in state:
        return None
    said = stored_values.mapping(state[AIM])
    return Target(*stored_values.texts([said["mechanism"], said["step"], said["misconception"]]))


def taken_over(attempt: Attempt, kept: Draft) -> dict[str, Rows] | None:
    """Have the attempt say what is kept of it, and return what stands in steps that were not handed in.

    None, without a change, if that does not fit.
    """
    try:
        return _filled_in(attempt, kept)
    except stored_values.UNREADABLE:
        return None


def _filled_in(attempt: Attempt, found: Draft) -> dict[str, Rows]:
    parts = attempt.posed.parts
    answers, state = _of(parts, found.answers), stored_values.mapping(found.state)
    if attempt.sitting is None:
        hints = stored_values.count(state.get("hints", 0), MOST)
        attempt.answers, attempt.hints = answers, hints
        return {}
    opened = _of(parts, state.get("open", {}))
    filled = _sitting(attempt.sitting, answers, state)
    if filled != attempt.sitting:  # one that stays as it is has been marked already
        attempt.sitting = filled
    return opened


def _sitting(fresh: Sitting, typed: dict[str, Rows], state: dict[str, Any]) -> Sitting:
    hints = stored_values.counts(state.get("hints", {}), len(HINT_COSTS))
    retries = stored_values.counts(state.get("retries", {}), MOST)
    return replace(fresh, typed=typed, hints=hints, retries=retries)


def _of(parts: tuple[str, ...], value: Any) -> dict[str, Rows]:
    """Grids of these parts; raises ValueError if there is one of another part."""
    found = stored_values.grids(value)
    if not set(found) <= set(parts):
        raise ValueError("a part that the question does not have")
    return found


def _markable(attempt: Attempt) -> None:
    """Raise here what would be raised when the page is drawn."""
    attempt.points  # noqa: B018
    if attempt.sitting:
        attempt.sitting.carried  # noqa: B018


def answers_of(item: PaperItem) -> dict[str, Rows]:
    """What was entered in a question of a paper; nothing if it cannot be read."""
    try:
        return stored_values.grids(item.answers)
    except ValueError:
        return {}


def place_of(attempt: Attempt) -> str:
    """Under which id an attempt's draft is kept."""
    return AIMED + attempt.question.id if attempt.aim else attempt.question.id


def set_aside(found: Draft) -> Draft:
    """The draft under an id under which no question looks for it."""
    return replace(found, question_id=SET_ASIDE + found.attempt_id)
