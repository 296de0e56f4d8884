"""Where a found lesson, question or mistake leads."""

from __future__ import annotations

import secrets

from content import Topic, topic
from ui.session.state import go_to, session

LARGEST_SEED = 2**31


def follow() -> None:
    """Open what was picked, if anything was."""
    picked, session().picked = session().picked, None
    if picked is None:
        return
    session().sought = ""
    if picked.sort == "lesson":
        go_to("learn", topic=picked.topic)
    elif picked.sort == "question":
        session().attempt = None
        go_to("practise", q=picked.id)
    elif picked.sort == "mistake":
        _mistake(topic(picked.topic), picked.id)


def _mistake(here: Topic, key: str) -> None:
    """A question on numbers that show the mistake; the lesson where none does."""
    from quiz.attempt import Attempt
    from quiz.targeted import aimed, called
    from ui.session import persistence

    for target in called(here, key):
        posed = aimed(target, secrets.randbelow(LARGEST_SEED))
        if posed is not None:
            session().attempt = attempt = Attempt(posed)
            persistence.keep_numbers(attempt)
            go_to("practise", q=posed.question.id)
    go_to("learn", topic=here.id)
