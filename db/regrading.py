"""Ratings that a learner has changed: each change is added, the latest one counts, and the card is made again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, select

from db import rows
from db.prepared_statements import Prepared, Transaction
from db.records import Graded
from db.tables import regradings, reviews
from db.upsert import insert_new
from quiz.schedule import Rating, ReviewLog

OWNER: BindParameter[int] = bindparam("owner")
SAME = (regradings.c.learner_id == reviews.c.learner_id) & (regradings.c.attempt_id == reviews.c.attempt_id)
REVIEW = Prepared(select(reviews).where(reviews.c.learner_id == OWNER, reviews.c.attempt_id == bindparam("attempt")))
CHANGES = select(regradings).where(regradings.c.learner_id == OWNER).order_by(regradings.c.changed_at)
COLUMNS = regradings.c.keys()
OF_QUESTION = Prepared(
    select(regradings)
    .join(reviews, SAME)
    .where(regradings.c.learner_id == OWNER, reviews.c.question_id == bindparam("question"))
    .order_by(regradings.c.changed_at)
)
OF_ATTEMPT = CHANGES.where(regradings.c.attempt_id == bindparam("attempt"))


def graded(connection: Connection, learner_id: int, attempt_id: str) -> Graded | None:
    """The review that an attempt caused, with the grade of its marking and the one that counts; None if it has none."""
    here = {"owner": learner_id, "attempt": attempt_id}
    row = REVIEW.first(connection, here)
    log = rows.review_log(row) if row else None
    if log is None:
        return None
    changed = _latest(rows.each(connection, OF_ATTEMPT, here)).get(attempt_id, log.rating)
    return Graded(log.question_id, log.rating, changed)


def add(connection: Connection, learner_id: int, attempt_id: str, rating: Rating, now: datetime) -> None:
    """Add a change of a review's rating."""
    changed = {"learner_id": learner_id, "attempt_id": attempt_id, "changed_at": now, "rating": int(rating)}
    insert_new(connection, regradings, changed)


def of_question(connection: Transaction, learner_id: int, question_id: str) -> dict[str, Rating]:
    """The changed ratings of a question's reviews, by attempt."""
    found = OF_QUESTION.every(connection, {"owner": learner_id, "question": question_id})
    return _latest(dict(zip(COLUMNS, row, strict=True)) for row in found)


def of_learner(connection: Connection, learner_id: int) -> dict[str, Rating]:
    """The changed ratings of all reviews of a learner, by attempt."""
    return _latest(rows.each(connection, CHANGES, {"owner": learner_id}))


def as_changed(found: Iterable[tuple[str, ReviewLog]], changed: dict[str, Rating]) -> list[ReviewLog]:
    """Reviews, each with the id of its attempt, with the ratings that count."""
    return [replace(log, rating=changed.get(attempt_id, log.rating)) for attempt_id, log in found]


def _latest(found: Iterable[rows.Values]) -> dict[str, Rating]:
    """The last readable rating of each attempt, from rows in the order of their times."""
    known = {int(each) for each in Rating}
    sound = (row for row in found if rows.fits(regradings, row) and row["rating"] in known)
    return {row["attempt_id"]: Rating(row["rating"]) for row in sound}
