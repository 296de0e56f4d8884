"""How far the session's learner is with each topic; a look into the file where that will do."""

from __future__ import annotations

from db.errors import StoreError
from db.sqlite_reader import question_scores, topics_read
from quiz.topic_progress import Standing, standings
from ui.session.state import session
from ui.session.unsaved import report


def by_topic() -> dict[str, Standing]:
    """The standing of every topic of which something was done; nothing where it cannot be read, which is said."""
    scores, read = question_scores(session().learner_id), topics_read(session().learner_id)
    return _in_store() if scores is None or read is None else standings(scores, read)


def _in_store() -> dict[str, Standing]:
    from ui.session import persistence

    try:
        totals, lessons = persistence.store().question_totals(), persistence.store().lessons_read()
    except StoreError as error:
        report(error)
        return {}
    scores = {one.question_id: (one.attempts, one.mean_score) for one in totals}
    return standings(scores, {one.topic_id for one in lessons})
