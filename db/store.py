"""Store: the database layer's interface, one method per use case and one short transaction per method.

Every `now` is an aware datetime in the learner's time zone, which determines the local day; ScheduleError is raised for
one without a zone. A Store may be shared between threads. Every method raises StoreError, with a sentence for the user,
if the database fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from db import papers as in_papers
from db import remark as remarking
from db import rows, statistics
from db.database import connect, explaining, named, reading, writing
from db.migrate import upgrade
from db.records import (
    AttemptRecord,
    DayCount,
    Draft,
    DueCard,
    Paper,
    QuestionTotal,
    Recorded,
    Remarked,
    Slip,
    StepTotal,
)
from db.tables import attempt_misconceptions, attempts, cards, drafts, reviews
from quiz.schedule import CardState, ReviewLog, end_of_day, new_card, rates_today, rating, retrievability, review, utc

BATCH = 50  # attempts re-marked in one transaction


def open_store(url: str | None = None) -> Store:
    """Store at this URL (else DATABASE_URL, else a file in the user's data folder), with its tables migrated.

    Raises StoreError if the database cannot be opened or is of a later version.
    """
    engine = connect(url)
    with explaining(engine):
        upgrade(engine)
    return Store(engine)


class Store:
    """Access to attempts, cards, drafts and papers in one database; created by `open_store`."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is connected to a database whose tables are up to date."""
        self._engine = engine

    @property
    def location(self) -> str:
        """Location of the database: the path of the file, or the address without its password."""
        return named(self._engine)

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()

    # ---- attempts ----

    def record(self, attempt: AttemptRecord, now: datetime) -> Recorded:
        """Record an attempt, review its card if it is the first of the local day, and delete its draft.

        All in one transaction: once this returns, the attempt survives a crash. Recording the same attempt_id again
        changes nothing.
        """
        utc(now)
        with writing(self._engine) as connection:
            return _record(connection, attempt, now)

    def attempts(self, limit: int | None = None, question_id: str | None = None) -> list[AttemptRecord]:
        """Attempts, latest first: of one question or of all, at most `limit` (None for no limit)."""
        chosen = select(attempts).order_by(attempts.c.sequence.desc()).limit(limit)
        if question_id is not None:
            chosen = chosen.where(attempts.c.question_id == question_id)
        with reading(self._engine) as connection:
            return rows.read_attempts(connection, chosen)

    def outdated(self) -> int:
        """Number of attempts that this engine version has neither marked nor re-marked."""
        with reading(self._engine) as connection:
            return remarking.outdated(connection)

    def remark(self, now: datetime) -> list[Remarked]:
        """Re-mark all outdated attempts: newly recognised misconceptions are added, points and cards stay.

        Fifty attempts per transaction, so that other writers need not wait for all of them.
        """
        utc(now)
        found: list[Remarked] = []
        while True:
            with writing(self._engine) as connection:
                done = remarking.remark(connection, now, BATCH)
            found += done
            if len(done) < BATCH:
                return found

    # ---- cards ----

    def due(self, now: datetime) -> list[DueCard]:
        """Cards due before the local day ends, least likely to be recalled first."""
        chosen = select(cards).where(cards.c.due < end_of_day(now))
        with reading(self._engine) as connection:
            found = [rows.card(row) for row in connection.execute(chosen)]
        listed = [DueCard(card.question_id, card.due, retrievability(card, now)) for card in found]
        return sorted(listed, key=lambda card: (card.retrievability, card.due, card.question_id))

    def card(self, question_id: str) -> CardState | None:
        """Card of a question; None before its first review."""
        with reading(self._engine) as connection:
            return _card(connection, question_id)

    def cards(self) -> list[CardState]:
        """All cards, earliest due first."""
        with reading(self._engine) as connection:
            return [rows.card(row) for row in connection.execute(select(cards).order_by(cards.c.due))]

    def reviews(self, question_id: str) -> list[ReviewLog]:
        """Reviews of a question in the order they were made."""
        chosen = select(reviews).where(reviews.c.question_id == question_id).order_by(reviews.c.review_id)
        with reading(self._engine) as connection:
            return [rows.review_log(row) for row in connection.execute(chosen)]

    # ---- statistics over all attempts ----

    def slips(self, limit: int = 5) -> list[Slip]:
        """Misconceptions made in the last eight attempts at their questions, most frequent recently first."""
        with reading(self._engine) as connection:
            return statistics.slips(connection, limit)

    def step_totals(self) -> list[StepTotal]:
        """Results per step over the latest attempts, weakest first."""
        with reading(self._engine) as connection:
            return statistics.step_totals(connection)

    def daily_counts(self, now: datetime, days: int = 35) -> list[DayCount]:
        """Attempts and points of each of the last `days` local days, today included, oldest first."""
        utc(now)
        with reading(self._engine) as connection:
            return statistics.daily_counts(connection, now, days)

    def question_totals(self) -> list[QuestionTotal]:
        """Number of attempts and mean score of every answered question, ordered by id."""
        with reading(self._engine) as connection:
            return statistics.question_totals(connection)

    # ---- papers ----

    def compose_paper(self, paper: Paper) -> None:
        """Insert a new paper."""
        with writing(self._engine) as connection:
            in_papers.insert_paper(connection, paper)

    def papers(self) -> list[Paper]:
        """All papers without their items, latest first."""
        with reading(self._engine) as connection:
            return in_papers.read_papers(connection)

    def paper(self, paper_id: str) -> Paper | None:
        """One paper with its items; None if the id is unknown."""
        with reading(self._engine) as connection:
            return in_papers.read_paper(connection, paper_id)

    def start_paper(self, paper_id: str, now: datetime) -> None:
        """Start a paper's time; no effect if it has been started."""
        with writing(self._engine) as connection:
            in_papers.start(connection, paper_id, utc(now))

    def answer_paper(self, paper_id: str, attempt_id: str, answers: Mapping[str, Any], now: datetime) -> bool:
        """Update the answers to parts of one question of a paper; the other parts stay.

        Returns False, without a change, if the paper is not in progress or its time is over.
        """
        with writing(self._engine) as connection:
            return in_papers.answer(connection, paper_id, attempt_id, dict(answers), utc(now))

    def hand_in_paper(self, paper_id: str, answered: Sequence[AttemptRecord], now: datetime) -> bool:
        """Close a paper and record its questions as attempts, in one transaction; False if it is not in progress.

        A paper handed in after its time was over counts as handed in when the time ended.
        """
        with writing(self._engine) as connection:
            if not in_papers.hand_in(connection, paper_id, sum(a.points for a in answered), utc(now)):
                return False
            for attempt in answered:
                _record(connection, attempt, now)
            return True

    def paper_attempts(self, paper_id: str) -> list[AttemptRecord]:
        """Attempts recorded for the questions of a paper that was handed in."""
        with reading(self._engine) as connection:
            return in_papers.read_attempts(connection, paper_id)

    def discard_paper(self, paper_id: str) -> None:
        """Delete a paper that was not handed in; a paper that was stays."""
        with writing(self._engine) as connection:
            in_papers.discard(connection, paper_id)

    # ---- drafts ----

    def save_draft(self, draft: Draft, now: datetime) -> None:
        """Save an unfinished answer, replacing the question's earlier draft.

        Ignored if the attempt has been recorded already: the draft was still on its way when the answer was submitted.
        """
        values = rows.draft_values(draft, utc(now))
        finished = select(attempts.c.sequence).where(attempts.c.attempt_id == draft.attempt_id)
        here = update(drafts).where(drafts.c.question_id == draft.question_id)
        with writing(self._engine) as connection:
            if not connection.execute(finished).first() and not connection.execute(here.values(values)).rowcount:
                connection.execute(insert(drafts).values(values))

    def draft(self, question_id: str) -> Draft | None:
        """Draft of a question; None if there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(select(drafts).where(drafts.c.question_id == question_id)).first()
        return rows.draft(row) if row else None

    def begun(self) -> list[str]:
        """Ids of the questions that have a draft."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(drafts.c.question_id)).scalars())

    def clear_draft(self, question_id: str) -> None:
        """Delete the draft of a question, if there is one."""
        with writing(self._engine) as connection:
            connection.execute(delete(drafts).where(drafts.c.question_id == question_id))


def _record(connection: Connection, attempt: AttemptRecord, now: datetime) -> Recorded:
    known = select(attempts.c.sequence).where(attempts.c.attempt_id == attempt.attempt_id)
    if connection.execute(known).first():
        return _recorded(connection, attempt, new=False)
    connection.execute(insert(attempts).values(rows.attempt_values(attempt)))
    if made := rows.misconception_values(attempt):
        connection.execute(insert(attempt_misconceptions), made)
    _rate(connection, attempt, now)
    connection.execute(delete(drafts).where(drafts.c.attempt_id == attempt.attempt_id))
    return _recorded(connection, attempt, new=True)


def _card(connection: Connection, question_id: str) -> CardState | None:
    row = connection.execute(select(cards).where(cards.c.question_id == question_id)).first()
    return rows.card(row) if row else None


def _recorded(connection: Connection, attempt: AttemptRecord, new: bool) -> Recorded:
    """Result of recording an attempt, the same for the first call and for repeated calls."""
    row = connection.execute(select(reviews).where(reviews.c.attempt_id == attempt.attempt_id)).first()
    log = rows.review_log(row) if row else None
    return Recorded(attempt.attempt_id, new, log, _card(connection, attempt.question_id))


def _rate(connection: Connection, attempt: AttemptRecord, now: datetime) -> None:
    """Review the question's card if this is its first scored attempt of the local day."""
    assert now.tzinfo is not None
    # the first scored attempt of a day causes a review, so the reviews show which days had one
    earlier = select(reviews.c.reviewed_at).where(reviews.c.question_id == attempt.question_id)
    if attempt.possible <= 0 or not rates_today(connection.execute(earlier).scalars(), now, now.tzinfo):
        return
    card = _card(connection, attempt.question_id)
    given = rating(attempt.fraction, attempt.hints_used)
    after, log = review(card or new_card(attempt.question_id, now), given, now)
    connection.execute(insert(reviews).values(rows.review_values(attempt.attempt_id, log)))
    if card is None:
        connection.execute(insert(cards).values(rows.card_values(after)))
    else:
        here = cards.c.question_id == after.question_id
        connection.execute(update(cards).where(here).values(rows.card_values(after)))
