"""Recording of attempts: the attempt itself, the review it causes, and the totals it adds to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from db import rows
from db.learners import day_start
from db.records import AttemptRecord, Recorded
from db.tables import attempt_misconceptions, attempts, cards, day_totals, drafts, question_totals, reviews
from db.upsert import add, insert_new
from quiz.schedule import AHEAD, CardState, Rating, ReviewLog, ahead, local_day, new_card, rating, rebuild, review, utc


def record(connection: Connection, learner_id: int, attempt: AttemptRecord, now: datetime) -> Recorded:
    """Insert an attempt, review its card if it is the first of the local day, and delete its draft.

    An attempt that is there already changes nothing.
    """
    utc(now)
    owner = {"learner_id": learner_id}
    if not insert_new(connection, attempts, owner | rows.attempt_values(attempt)):
        return _recorded_before(connection, learner_id, attempt)
    if made := rows.misconception_values(attempt):
        connection.execute(insert(attempt_misconceptions), [owner | one for one in made])
    starts = day_start(connection, learner_id)
    log = _rate(connection, learner_id, attempt, now, starts)
    count(connection, learner_id, attempt, attempt.finished_at.astimezone(now.tzinfo), starts)
    own = (drafts.c.learner_id == learner_id, drafts.c.attempt_id == attempt.attempt_id)
    connection.execute(delete(drafts).where(*own))
    found = log.after if log else read_card(connection, learner_id, attempt.question_id)
    return Recorded(attempt.attempt_id, True, log, found)


def count(connection: Connection, learner_id: int, attempt: AttemptRecord, finished_at: datetime, starts: int) -> None:
    """Add an attempt to the totals of its day, which is that of `finished_at` in its time zone, and of its question."""
    day = {"day": local_day(finished_at, starts), "points": attempt.points, "possible": attempt.possible}
    add(connection, day_totals, {"learner_id": learner_id, "attempts": 1, **day})
    question = {"question_id": attempt.question_id, "score": attempt.fraction}
    add(connection, question_totals, {"learner_id": learner_id, "attempts": 1, **question})


def read_card(connection: Connection, learner_id: int, question_id: str, lock: bool = False) -> CardState | None:
    """Card of a question; None before its first review. `lock` keeps others from changing it meanwhile."""
    chosen = select(cards).where(cards.c.learner_id == learner_id, cards.c.question_id == question_id)
    row = connection.execute(chosen.with_for_update() if lock else chosen).first()
    return rows.card(row) if row else None


def read_reviews(connection: Connection, learner_id: int, question_id: str) -> list[ReviewLog]:
    """Reviews of a question in the order they were made; damaged ones are left out."""
    chosen = select(reviews).where(reviews.c.learner_id == learner_id, reviews.c.question_id == question_id)
    found = map(rows.review_log, connection.execute(chosen.order_by(reviews.c.review_id)))
    return [log for log in found if log is not None]


def _recorded_before(connection: Connection, learner_id: int, attempt: AttemptRecord) -> Recorded:
    chosen = select(reviews).where(reviews.c.learner_id == learner_id, reviews.c.attempt_id == attempt.attempt_id)
    row = connection.execute(chosen).first()
    log = rows.review_log(row) if row else None
    return Recorded(attempt.attempt_id, False, log, read_card(connection, learner_id, attempt.question_id))


def _rate(
    connection: Connection, learner_id: int, attempt: AttemptRecord, now: datetime, starts: int
) -> ReviewLog | None:
    """Review the question's card if this is its first scored attempt of the local day."""
    if attempt.possible <= 0:
        return None
    owner, question, today = {"learner_id": learner_id}, attempt.question_id, local_day(now, starts)
    # whoever comes second waits here until the first one's review can be seen
    insert_new(connection, cards, owner | rows.card_values(new_card(question, now)))
    card = read_card(connection, learner_id, question, lock=True)
    if _reviewed(connection, learner_id, question, today):
        return None
    after, log = review(_sound(connection, learner_id, question, card, now), rating_of(attempt), now)
    connection.execute(insert(reviews).values(owner | rows.review_values(attempt.attempt_id, log, today)))
    write_card(connection, learner_id, after)
    return log


def rating_of(attempt: AttemptRecord) -> Rating:
    """Grade of an attempt."""
    return rating(attempt.fraction, attempt.hints_used)


def write_card(connection: Connection, learner_id: int, card: CardState) -> None:
    """Replace the card of a question, which must be there."""
    here = (cards.c.learner_id == learner_id, cards.c.question_id == card.question_id)
    connection.execute(update(cards).where(*here).values(rows.card_values(card)))


def _reviewed(connection: Connection, learner_id: int, question_id: str, day: date) -> bool:
    here = (reviews.c.learner_id == learner_id, reviews.c.question_id == question_id, reviews.c.day == day)
    return connection.execute(select(reviews.c.review_id).where(*here).limit(1)).first() is not None


def _sound(
    connection: Connection, learner_id: int, question_id: str, card: CardState | None, now: datetime
) -> CardState:
    """The card; made again from its reviews if it is damaged or one was made under a clock that was ahead."""
    fresh = new_card(question_id, now)
    if card is not None and not ahead(card, now):
        return card if card.stability is not None else fresh
    logs = [log for log in read_reviews(connection, learner_id, question_id) if log.reviewed_at <= now + AHEAD]
    return rebuild(question_id, logs) if logs else fresh
