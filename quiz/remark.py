"""Re-marking: a stored answer marked again by the present rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import NotFound
from quiz.kinds import put_again
from quiz.own import question_again
from quiz.reopened import agree
from quiz.verdicts import Marking


def mark_again(
    question_id: str,
    seed: int | None,
    drawn: Mapping[str, Any],
    answers: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
) -> Marking | None:
    """The marking of a stored answer on the stored numbers; None if it cannot be marked again.

    That is so if the question no longer exists, if its steps, shapes or choices have changed, or if `options`, the
    conventions under which it was answered, differ from those of the question now.
    """
    try:
        posed = put_again(question_again(question_id, drawn), seed or 0, dict(drawn))
        if posed is None or not answers or not set(answers) <= set(posed.parts):
            return None
        return posed.mark(answers) if agree(options or {}, posed.options) else None
    except (NotFound, LookupError, TypeError):
        return None  # the question no longer exists, or the answer was stored in another form
