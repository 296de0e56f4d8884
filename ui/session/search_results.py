"""Where a found lesson, question or mistake leads."""

from __future__ import annotations

from content import Topic, topic
from ui.session.state import go_to, session


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
    from quiz.targeted import called
    from ui.session import aiming

    for target in called(here, key):
        if attempt := aiming.begin(target):
            go_to("practise", q=attempt.question.id, **aiming.QUERY)
    go_to("learn", topic=here.id)
