"""An answer that was marked before, marked again by today's examiner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import NotFound, question
from quiz.kinds import put_again
from quiz.marking import Marking


def remarked(
    question_id: str, seed: int | None, drawn: Mapping[str, Any], answers: Mapping[str, Any]
) -> Marking | None:
    """The marking of what was typed then on the numbers drawn then.

    None where that cannot be: the question is gone, or asks for other steps or shapes since.
    """
    try:
        posed = put_again(question(question_id), seed or 0, dict(drawn))
        return posed.mark(answers) if posed and answers and set(answers) <= set(posed.parts) else None
    except (NotFound, LookupError, TypeError):
        return None  # the question is gone, or the answer was kept in another form
