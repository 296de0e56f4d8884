"""Practice that aims at a misconception or a step: begun wherever one is named, and taken up again."""

from __future__ import annotations

import secrets

from content import Question
from content.own_question import is_own
from content.question_base import topic_of
from quiz.attempt import Attempt
from quiz.targeted import Target, aimed
from ui.session import persistence
from ui.session.restored_attempts import AIMED, restored
from ui.session.state import go_to, session

LARGEST_SEED = 2**31
QUERY = {"aim": "1"}  # what the address says beside the question


def practise(aim: Target, fallback: str, last: str = "") -> None:
    """Leave for an instance that aims; for the question `fallback` where no numbers show the misconception.

    Another question than `last` is preferred.
    """
    attempt = begin(aim, last)
    if attempt is None:
        session().attempt = None
        if is_own(fallback):  # nobody can draw a learner's own numbers
            go_to("practise", topic=topic_of(fallback))
        go_to("practise", q=fallback)
    else:
        go_to("practise", q=attempt.question.id, **QUERY)


def begin(aim: Target, last: str = "") -> Attempt | None:
    """The instance as the session's attempt; None, without a change, if there is none."""
    posed = aimed(aim, secrets.randbelow(LARGEST_SEED), [last] if last else [])
    if posed is None:
        return None
    session().attempt = attempt = Attempt(posed, aim=aim)
    persistence.keep_numbers(attempt)
    persistence.forget_others(attempt)
    return attempt


def taken_up(question: Question) -> Attempt | None:
    """Practice that aims and was begun in this question; None if there is none that can be read. Raises StoreError."""
    found = persistence.begun(AIMED + question.id)
    again = restored(question, found) if found else None
    if again is None or again[0].aim is None:
        return None
    attempt, session().drafts[again[0].id] = again
    session().attempt = attempt
    return attempt
