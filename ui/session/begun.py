"""A saved beginning as an attempt again; what does not fit is set aside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from content import Question
from db.records import Draft
from quiz.attempt import Attempt
from quiz.kinds import put_again
from quiz.marking.points import HINT_COSTS
from quiz.marking.sitting import Sitting
from quiz.posed import Rows
from ui.session import kept_values

SET_ASIDE = "set-aside/"  # before the id of an attempt that no longer fits; no topic is called so
MOST = 1000  # hints or second tries; nobody takes so many


def restored(question: Question, found: Draft) -> tuple[Attempt, dict[str, Rows]] | None:
    """The attempt, and what stands in steps that were not handed in; None if it does not fit the question."""
    try:
        return _restored(question, found)
    except kept_values.UNREADABLE:
        return None


def _restored(question: Question, found: Draft) -> tuple[Attempt, dict[str, Rows]] | None:
    posed = put_again(question, found.seed or 0, kept_values.mapping(found.inputs))
    if posed is None:
        return None
    attempt = Attempt(posed, found.attempt_id, found.started_at)
    answers, state = _of(posed.parts, found.answers), kept_values.mapping(found.state)
    opened: dict[str, Rows] = {}
    if attempt.sitting is None:
        attempt.answers, attempt.hints = answers, kept_values.count(state.get("hints", 0), MOST)
    else:
        attempt.sitting = _sitting(attempt.sitting, answers, state)
        opened = _of(posed.parts, state.get("open", {}))
    _markable(attempt)
    return attempt, opened


def _sitting(fresh: Sitting, typed: dict[str, Rows], state: dict[str, Any]) -> Sitting:
    hints = kept_values.counts(state.get("hints", {}), len(HINT_COSTS))
    retries = kept_values.counts(state.get("retries", {}), MOST)
    return replace(fresh, typed=typed, hints=hints, retries=retries)


def _of(parts: tuple[str, ...], value: Any) -> dict[str, Rows]:
    """Grids of these parts; raises ValueError if there is one of another part."""
    found = kept_values.grids(value)
    if not set(found) <= set(parts):
        raise ValueError("a part that the question does not have")
    return found


def _markable(attempt: Attempt) -> None:
    """Raise here what would be raised when the page is drawn."""
    attempt.points  # noqa: B018
    if attempt.sitting:
        attempt.sitting.carried  # noqa: B018


def set_aside(found: Draft) -> Draft:
    """The draft under an id under which no question looks for it."""
    return replace(found, question_id=SET_ASIDE + found.attempt_id)
