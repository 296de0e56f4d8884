"""Recording of attempts: the attempt itself, the review it causes, and the totals it adds to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from content.own_question import is_own
from db import fitted_parameters, regrading, rows
from db.learners import DAY_START_HERE, day_start, lock, sound_day_start
from db.prepared_statements import ONE, Prepared, Transaction
from db.records import AttemptRecord, FittedParameters, Graded
from db.tables import attempt_misconceptions, attempts, cards, day_totals, drafts, question_totals, reviews
from db.upsert import add, insert_new
from quiz.schedule import (
    DEFAULT_PARAMETERS,
    CardState,
    Rating,
    ReviewLog,
    ahead,
    beyond,
    local_day,
    new_card,
    rating,
    rebuild,
    replayed,
    review,
    utc,
)

OWNER: BindParameter[int] = bindparam("owner")
QUESTION: BindParameter[str] = bindparam("question")
ATTEMPT: BindParameter[str] = bindparam("attempt")
OWN_CARD = (cards.c.learner_id == OWNER, cards.c.question_id == QUESTION)
OWN_REVIEWS = (reviews.c.learner_id == OWNER, reviews.c.question_id == QUESTION)
COLUMNS = reviews.c.keys()
STATE = ("due", "stability", "difficulty", "last_review")  # what a review changes of a card

CARD = Prepared(select(cards).where(*OWN_CARD))
STANDING = Prepared(
    select(*(cards.c[name] for name in STATE), DAY_START_HERE, fitted_parameters.PARAMETERS_HERE)
    .where(*OWN_CARD)
    .with_for_update(of=cards)
)
STARTS = len(STATE)  # the place of the hour at which the learner's day begins
NEW_STATE = Prepared(update(cards).where(*OWN_CARD), STATE)
DONE_DRAFT = Prepared(delete(drafts).where(drafts.c.learner_id == OWNER, drafts.c.attempt_id == ATTEMPT))
REVIEWED = Prepared(select(reviews.c.review_id).where(*OWN_REVIEWS, reviews.c.day == bindparam("today")).limit(ONE))
REVIEW = Prepared(select(reviews).where(reviews.c.learner_id == OWNER, reviews.c.attempt_id == ATTEMPT))
NEW_REVIEW = Prepared(insert(reviews).inline(), [column.name for column in reviews.c if column.name != "review_id"])
NEW_MISCONCEPTION = Prepared(insert(attempt_misconceptions).inline(), attempt_misconceptions.c.keys())
ALL_REVIEWS = select(reviews).where(reviews.c.learner_id == OWNER).order_by(reviews.c.reviewed_at, reviews.c.review_id)
QUESTIONS = select(reviews.c.question_id).where(reviews.c.learner_id == OWNER).distinct()
REVIEWS = Prepared(select(reviews).where(*OWN_REVIEWS).order_by(reviews.c.review_id))


def record(connection: Transaction, learner_id: int, attempt: AttemptRecord, now: datetime) -> bool:
    """Insert an attempt, review its card if it is the first of the local day, and delete its draft.

    An attempt that is there already changes nothing; returns whether it is new.
    """
    utc(now)
    owner = {"learner_id": learner_id}
    if not insert_new(connection, attempts, owner | rows.attempt_values(attempt)):
        return False
    for made in rows.misconception_values(attempt):
        NEW_MISCONCEPTION.run(connection, owner | made)
    rated = _is_rated(attempt)
    starts = _rate(connection, learner_id, attempt, now) if rated else day_start(connection, learner_id)
    count(connection, learner_id, attempt, attempt.finished_at.astimezone(now.tzinfo), starts)
    DONE_DRAFT.run(connection, {"owner": learner_id, "attempt": attempt.attempt_id})
    return True


def count(connection: Transaction, learner_id: int, attempt: AttemptRecord, finished_at: datetime, starts: int) -> None:
    """Add an attempt to the totals of its day, which is that of `finished_at` in its time zone, and of its question.

    Practice that aims has a number of its own in the day, and adds to nothing else.
    """
    today = local_day(finished_at, starts)
    if attempt.aimed:
        nothing = {"attempts": 0, "points": 0.0, "possible": 0.0}
        add(connection, day_totals, {"learner_id": learner_id, "day": today, **nothing, "aimed": 1})
        return
    day = {"day": today, "points": attempt.points, "possible": attempt.possible}
    add(connection, day_totals, {"learner_id": learner_id, "attempts": 1, **day})
    question = {"question_id": attempt.question_id, "score": attempt.fraction}
    add(connection, question_totals, {"learner_id": learner_id, "attempts": 1, **question})


def read_card(connection: Transaction, learner_id: int, question_id: str) -> CardState | None:
    """Card of a question; None before its first review."""
    row = CARD.first(connection, {"owner": learner_id, "question": question_id})
    return rows.card(row) if row else None


def read_reviews(connection: Transaction, learner_id: int, question_id: str) -> list[ReviewLog]:
    """Reviews of a question in the order they were made; damaged ones are left out.

    Where ratings were changed or parameters fitted, the cards before and after are those that follow from them.
    """
    found = REVIEWS.every(connection, {"owner": learner_id, "question": question_id})
    named = (dict(zip(COLUMNS, row, strict=True)) for row in found)
    made = [(row["attempt_id"], log) for row in named if (log := rows.review_log(row)) is not None]
    changed = regrading.of_question(connection, learner_id, question_id)
    parameters = fitted_parameters.parameters(connection, learner_id)
    if not changed and parameters == DEFAULT_PARAMETERS:
        return [log for _, log in made]
    return replayed(question_id, regrading.as_changed(made, changed), parameters)


def make_card(connection: Transaction, learner_id: int, question_id: str) -> CardState | None:
    """Make a question's card again from all its reviews in the order of their times; None if it has none.

    The learner has to be locked: a review that is not to be seen yet would be missing from the card.
    """
    logs = read_reviews(connection, learner_id, question_id)
    if not logs:
        return None
    inorder = sorted(logs, key=lambda log: log.reviewed_at)
    card = rebuild(question_id, inorder, fitted_parameters.parameters(connection, learner_id))
    if not insert_new(connection, cards, {"learner_id": learner_id} | rows.card_values(card)):
        write_card(connection, learner_id, card)
    return card


def regrade(connection: Connection, learner_id: int, attempt_id: str, rating: Rating, now: datetime) -> Graded | None:
    """Change the rating of the review that an attempt caused, and its card; None if it caused none."""
    lock(connection, learner_id)
    found = regrading.graded(connection, learner_id, attempt_id)
    if found is None or found.rating == rating:
        return found
    regrading.add(connection, learner_id, attempt_id, rating, now)
    make_card(connection, learner_id, found.question_id)
    return regrading.graded(connection, learner_id, attempt_id)


def take(connection: Connection, learner_id: int, fit: FittedParameters, now: datetime) -> None:
    """Add a fit; if it is kept, make every card of the learner again with its parameters."""
    lock(connection, learner_id)
    fitted_parameters.add(connection, learner_id, fit, now)
    if fit.kept:
        for question_id in sorted(reviewed(connection, learner_id)):
            make_card(connection, learner_id, question_id)


def reviewed(connection: Connection, learner_id: int) -> set[str]:
    """The questions that have reviews."""
    return set(connection.execute(QUESTIONS, {"owner": learner_id}).scalars())


def reviewed_in(connection: Connection, learner_id: int, attempt_id: str) -> set[str]:
    """The question whose card an attempt has rated, if it has rated one."""
    found = regrading.graded(connection, learner_id, attempt_id)
    return {found.question_id} if found else set()


def read_all_reviews(connection: Connection, learner_id: int) -> list[ReviewLog]:
    """All reviews of a learner with the ratings that count, in the order of their times; damaged ones are left out."""
    found = rows.each(connection, ALL_REVIEWS, {"owner": learner_id})
    made = [(row["attempt_id"], log) for row in found if (log := rows.review_log(row)) is not None]
    return regrading.as_changed(made, regrading.of_learner(connection, learner_id))


def count_reviews(connection: Connection, learner_id: int) -> int:
    """Number of a learner's reviews."""
    counted = select(func.count()).select_from(reviews).where(reviews.c.learner_id == learner_id)
    return connection.execute(counted).scalar_one()


def _is_rated(attempt: AttemptRecord) -> bool:
    """Whether an attempt can review a card: a question on the learner's own numbers cannot be asked again on others."""
    return attempt.possible > 0 and not attempt.aimed and not is_own(attempt.question_id)


def _rate(connection: Transaction, learner_id: int, attempt: AttemptRecord, now: datetime) -> int:
    """Review the question's card if this is its first scored attempt of the local day.

    Returns the hour at which the learner's day begins.
    """
    standing = _standing(connection, learner_id, attempt.question_id, now)
    starts = sound_day_start(standing[STARTS])
    today = local_day(now, starts)
    if not _reviewed(connection, learner_id, attempt.question_id, today):
        found = STANDING.read(connection, standing)
        _review(connection, learner_id, attempt, now, today, found)
    return starts


def _standing(connection: Transaction, learner_id: int, question_id: str, now: datetime) -> Sequence[Any]:
    """A question's card, locked, and what of the learner's a review needs, unread; a new card where there is none."""
    here = {"owner": learner_id, "question": question_id}
    row = STANDING.unread(connection, here)
    if row is None:
        # whoever comes second waits here until the first one's review can be seen
        new = rows.card_values(new_card(question_id, now))
        insert_new(connection, cards, {"learner_id": learner_id} | new)
        row = STANDING.unread(connection, here)
        assert row is not None
    return row


def _review(
    connection: Transaction, learner_id: int, attempt: AttemptRecord, now: datetime, today: date, standing: rows.Values
) -> None:
    """Review the card that stands there, with the learner's parameters."""
    question, parameters = (
        attempt.question_id,
        fitted_parameters.sound(standing[fitted_parameters.PARAMETERS_HERE.name]),
    )
    card = rows.card({"question_id": question} | {name: standing[name] for name in STATE})
    after, log = review(_sound(connection, learner_id, question, card, now), rating_of(attempt), now, parameters)
    values = rows.review_values(attempt.attempt_id, log, today)
    NEW_REVIEW.run(connection, {"learner_id": learner_id} | values)
    write_card(connection, learner_id, after)


def rating_of(attempt: AttemptRecord) -> Rating:
    """Grade of an attempt."""
    return rating(attempt.fraction, attempt.hints_used)


def write_card(connection: Transaction, learner_id: int, card: CardState) -> None:
    """Replace the card of a question, which must be there."""
    here = {"owner": learner_id, "question": card.question_id}
    NEW_STATE.run(connection, here | rows.card_values(card))


def _reviewed(connection: Transaction, learner_id: int, question_id: str, day: date) -> bool:
    here = {"owner": learner_id, "question": question_id, "today": day}
    return REVIEWED.unread(connection, here) is not None


def _sound(
    connection: Transaction, learner_id: int, question_id: str, card: CardState | None, now: datetime
) -> CardState:
    """The card; made again from its reviews if it is damaged or one was made under a clock that was ahead."""
    fresh = new_card(question_id, now)
    if card is not None and not ahead(card, now):
        return card if card.stability is not None else fresh
    logs = [log for log in read_reviews(connection, learner_id, question_id) if log.reviewed_at <= beyond(now)]
    return rebuild(question_id, logs, fitted_parameters.parameters(connection, learner_id)) if logs else fresh
