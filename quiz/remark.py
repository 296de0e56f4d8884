"""An answer that was marked before, marked again by today's examiner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import NotFound, question
from quiz.kinds import put_again
from quiz.verdicts import Marking


def remarked(
    question_id: str,
    seed: int | None,
    drawn: Mapping[str, Any],
    answers: Mapping[str, Any],
    options: Mapping[str, Any] | None = None,
) -> Marking | None:
    """The marking of what was typed then on the numbers drawn then.

    None where that cannot be: the question is gone, or asks for other steps, shapes or things to choose from since, or
    under other conventions than the `options` of then.
    """
    try:
        posed = put_again(question(question_id), seed or 0, dict(drawn))
        if posed is None or not answers or not set(answers) <= set(posed.parts):
            return None
        return posed.mark(answers) if _agree(options or {}, posed.options) else None
    except (NotFound, LookupError, TypeError):
        return None  # the question is gone, or the answer was kept in another form


def _agree(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether the conventions are the same; one that did not exist then leaves everything as it was."""
    return all(now[name] == value for name, value in then.items() if name in now)
