"""How far the session's learner is with each topic; a look into the file where that will do."""

from __future__ import annotations

from db.errors import StoreError
from db.glance import question_scores
from quiz.standing import Standing, standings
from ui.session.state import session
from ui.session.unsaved import report


def by_topic() -> dict[str, Standing]:
    """The standing of every topic that was begun; nothing where it cannot be read, which is said."""
    found = question_scores(session().learner_id)
    return standings(_in_store() if found is None else found)


def _in_store() -> dict[str, tuple[int, float]]:
    from ui.session import persistence

    try:
        totals = persistence.store().question_totals()
    except StoreError as error:
        report(error)
        return {}
    return {one.question_id: (one.attempts, one.mean_score) for one in totals}
