"""Re-marking: a stored answer marked again by the present rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import NotFound
from quiz.own_exercise import question_again
from quiz.stored_instances import AS_PUT, taken_up
from quiz.verdicts import Marking


def mark_again(
    question_id: str,
    seed: int | None,
    drawn: Mapping[str, Any],
    answers: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
) -> Marking | None:
    """The marking of a stored answer on the stored numbers, under the `options` with which they were drawn.

    None if it cannot be marked again: the question no longer exists, or its steps, shapes or choices have changed.
    """
    put = {AS_PUT: {"options": dict(options)}} if options else {}
    try:
        posed = taken_up(question_again(question_id, drawn), seed or 0, {**drawn, **put})
        if posed is None or not answers or not set(answers) <= set(posed.parts):
            return None
        return posed.mark(answers)
    except (NotFound, LookupError, TypeError):
        return None  # the question no longer exists, or the answer was stored in another form
