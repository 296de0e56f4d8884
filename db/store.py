"""The memory as the rest of the app sees it: one method a need, one short transaction a method.

Every `now` is an aware datetime in the learner's own time zone: the zone decides which local day it is. One Store may
be shared by any number of threads. Every method raises StoreError, a sentence, when the database refuses.
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

BATCH = 50


def open_store(url: str | None = None) -> Store:
    """The store at this URL (else DATABASE_URL, else a file in the user's data folder), its tables up to date."""
    engine = connect(url)
    with explaining(engine):
        upgrade(engine)
    return Store(engine)


class Store:
    """Attempts, cards and drafts in one database; made by `open_store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def location(self) -> str:
        """Where everything is kept: the file's path, or the address without its password."""
        return named(self._engine)

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    # ---- attempts ----

    def record(self, attempt: AttemptRecord, now: datetime) -> Recorded:
        """Keep an attempt, rate its card if it is the first of the local day, and drop its draft: all or nothing.

        Once this returns, the attempt survives a crash. Recording the same attempt_id again changes nothing.
        """
        utc(now)
        with writing(self._engine) as connection:
            return _record(connection, attempt, now)

    def attempts(self, limit: int | None = None, question_id: str | None = None) -> list[AttemptRecord]:
        """Attempts, the latest first: of one question or of all, the last few or (limit None) all of them."""
        chosen = select(attempts).order_by(attempts.c.sequence.desc()).limit(limit)
        if question_id is not None:
            chosen = chosen.where(attempts.c.question_id == question_id)
        with reading(self._engine) as connection:
            return rows.read_attempts(connection, chosen)

    def outdated(self) -> int:
        """How many attempts were marked by an earlier examiner and not again since."""
        with reading(self._engine) as connection:
            return remarking.outdated(connection)

    def remark(self, now: datetime) -> list[Remarked]:
        """Mark those again: misconceptions that have a name now are added, points and cards stay.

        Fifty at a time, each fifty all or nothing, so that others need not wait for all.
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
        """Cards that fall due before the local day ends, those most likely forgotten first."""
        chosen = select(cards).where(cards.c.due < end_of_day(now))
        with reading(self._engine) as connection:
            found = [rows.card(row) for row in connection.execute(chosen)]
        listed = [DueCard(card.question_id, card.due, retrievability(card, now)) for card in found]
        return sorted(listed, key=lambda card: (card.retrievability, card.due, card.question_id))

    def card(self, question_id: str) -> CardState | None:
        """The card of a question, None before its first attempt."""
        with reading(self._engine) as connection:
            return _card(connection, question_id)

    def cards(self) -> list[CardState]:
        """Every card, the next due first."""
        with reading(self._engine) as connection:
            return [rows.card(row) for row in connection.execute(select(cards).order_by(cards.c.due))]

    def reviews(self, question_id: str) -> list[ReviewLog]:
        """The reviews of a question in the order they were made; `quiz.schedule.rebuild` makes its card of them."""
        chosen = select(reviews).where(reviews.c.question_id == question_id).order_by(reviews.c.review_id)
        with reading(self._engine) as connection:
            return [rows.review_log(row) for row in connection.execute(chosen)]

    # ---- what all attempts say ----

    def slips(self, limit: int = 5) -> list[Slip]:
        """Misconceptions made in the last eight tries at their questions, those made most often of late first."""
        with reading(self._engine) as connection:
            return statistics.slips(connection, limit)

    def step_totals(self) -> list[StepTotal]:
        """How the steps of the latest attempts went, the weakest first."""
        with reading(self._engine) as connection:
            return statistics.step_totals(connection)

    def daily_counts(self, now: datetime, days: int = 35) -> list[DayCount]:
        """Attempts and points of each of the last local days, today included, the oldest first."""
        utc(now)
        with reading(self._engine) as connection:
            return statistics.daily_counts(connection, now, days)

    def question_totals(self) -> list[QuestionTotal]:
        """Number of attempts and mean score of every question answered, by id."""
        with reading(self._engine) as connection:
            return statistics.question_totals(connection)

    # ---- papers ----

    def compose_paper(self, paper: Paper) -> None:
        """Keep a new paper."""
        with writing(self._engine) as connection:
            in_papers.insert_paper(connection, paper)

    def papers(self) -> list[Paper]:
        """Every paper without its questions, the latest first."""
        with reading(self._engine) as connection:
            return in_papers.read_papers(connection)

    def paper(self, paper_id: str) -> Paper | None:
        """One paper with its questions."""
        with reading(self._engine) as connection:
            return in_papers.read_paper(connection, paper_id)

    def start_paper(self, paper_id: str, now: datetime) -> None:
        """Let the paper's time run; a clock that runs already runs on."""
        with writing(self._engine) as connection:
            in_papers.start(connection, paper_id, utc(now))

    def answer_paper(self, paper_id: str, attempt_id: str, answers: Mapping[str, Any], now: datetime) -> bool:
        """Keep what stands in these parts of a question; the others stay.

        False when the paper is handed in, or its time over: nothing changes.
        """
        with writing(self._engine) as connection:
            return in_papers.answer(connection, paper_id, attempt_id, dict(answers), utc(now))

    def hand_in_paper(self, paper_id: str, answered: Sequence[AttemptRecord], now: datetime) -> bool:
        """Close a paper and record its questions as attempts, all or nothing; False when that was done before.

        One whose time was over counts as handed in when it was.
        """
        with writing(self._engine) as connection:
            if not in_papers.hand_in(connection, paper_id, sum(a.points for a in answered), utc(now)):
                return False
            for attempt in answered:
                _record(connection, attempt, now)
            return True

    def paper_attempts(self, paper_id: str) -> list[AttemptRecord]:
        """What the questions of a paper that is handed in were recorded as."""
        with reading(self._engine) as connection:
            return in_papers.read_attempts(connection, paper_id)

    def discard_paper(self, paper_id: str) -> None:
        """Forget a paper that was not handed in."""
        with writing(self._engine) as connection:
            in_papers.discard(connection, paper_id)

    # ---- drafts ----

    def save_draft(self, draft: Draft, now: datetime) -> None:
        """Keep an unfinished answer in place of the question's earlier draft.

        A draft of an attempt that has been recorded is not kept: it was on its way while the answer was handed in.
        """
        values = rows.draft_values(draft, utc(now))
        finished = select(attempts.c.sequence).where(attempts.c.attempt_id == draft.attempt_id)
        here = update(drafts).where(drafts.c.question_id == draft.question_id)
        with writing(self._engine) as connection:
            if not connection.execute(finished).first() and not connection.execute(here.values(values)).rowcount:
                connection.execute(insert(drafts).values(values))

    def draft(self, question_id: str) -> Draft | None:
        """The unfinished answer to a question, if there is one."""
        with reading(self._engine) as connection:
            row = connection.execute(select(drafts).where(drafts.c.question_id == question_id)).first()
        return rows.draft(row) if row else None

    def begun(self) -> list[str]:
        """The questions whose answers are unfinished."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(drafts.c.question_id)).scalars())

    def clear_draft(self, question_id: str) -> None:
        """Forget the unfinished answer to a question, if there is one."""
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
    """What recording did, now or the first time."""
    row = connection.execute(select(reviews).where(reviews.c.attempt_id == attempt.attempt_id)).first()
    log = rows.review_log(row) if row else None
    return Recorded(attempt.attempt_id, new, log, _card(connection, attempt.question_id))


def _rate(connection: Connection, attempt: AttemptRecord, now: datetime) -> None:
    """Move the card if no attempt of this local day has; what cannot be scored moves nothing."""
    assert now.tzinfo is not None
    # each day's first attempt makes a review, so the reviews say which days had an attempt
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
