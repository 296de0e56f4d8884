"""Keeping attempts: one short transaction an operation, nothing ever changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import DatabaseError

from db.connect import connect
from db.errors import StoreError
from db.nouns import Attempt, DueCard, Recorded, Slip, StepRecord
from db.tables import attempts, cards, drafts, reviews, steps
from quiz.schedule import CardState, new_card, rates, rating, retrievability, review

LAST_TRIES = 8


def open_store(url: str | None = None) -> Store:
    """The store at a database URL, by default DATABASE_URL or a file in the user's data folder."""
    return Store(connect(url))


class Store:
    """Safe to share between threads. Raises StoreError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # ---- attempts ----

    def record(self, attempt: Attempt, now: datetime) -> Recorded:
        """Keep a finished attempt; one that is known already changes nothing.

        The first attempt at a question on the learner's own day rates its card; `now` carries their time zone.
        When this returns the attempt survives a power cut.
        """
        try:
            with self.engine.begin() as connection:
                if connection.execute(select(attempts.c.id).where(attempts.c.id == attempt.id)).first():
                    return Recorded(new=False)
                _insert(connection, attempt)
                return _rate(connection, attempt, now)
        except DatabaseError as error:
            raise StoreError(
                "The answer could not be saved ({reason}): free some disk space or close other programs, then check again.",
                reason=str(error.orig),
            ) from error

    def attempts(self, limit: int = 1000, question_id: str | None = None) -> list[Attempt]:
        """The latest attempts, newest first."""
        wanted = select(attempts).order_by(attempts.c.finished_at.desc()).limit(limit)
        if question_id:
            wanted = wanted.where(attempts.c.question_id == question_id)
        with self.engine.begin() as connection:
            rows = connection.execute(wanted).mappings().all()
            parts = _steps(connection, [row["id"] for row in rows])
        return [Attempt(**{**row, "steps": tuple(parts.get(row["id"], ()))}) for row in rows]

    def count(self) -> int:
        """How many attempts there are."""
        with self.engine.begin() as connection:
            return int(connection.execute(select(func.count()).select_from(attempts)).scalar_one())

    # ---- what comes back ----

    def due(self, now: datetime) -> list[DueCard]:
        """The questions due now, the least remembered first."""
        with self.engine.begin() as connection:
            rows = connection.execute(select(cards).where(cards.c.due <= now)).mappings().all()
        found = [CardState(**row) for row in rows]
        return sorted((DueCard(card, retrievability(card, now)) for card in found), key=lambda c: c.recall)

    def cards(self) -> list[CardState]:
        """Every question that was ever asked, as a card."""
        with self.engine.begin() as connection:
            rows = connection.execute(select(cards).order_by(cards.c.due)).mappings().all()
        return [CardState(**row) for row in rows]

    def slips(self, limit: int = 10) -> list[Slip]:
        """The misconceptions made most in the last tries at their steps, the most frequent first."""
        tried: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for attempt in reversed(self.attempts(500)):
            for step in attempt.steps:
                tried.setdefault((attempt.question_id, step.step), []).append(step.misconceptions)
        found = []
        for (question_id, step_name), tries in tried.items():
            for id in dict.fromkeys(id for made in tries for id in made):
                recent = tuple(id in made for made in tries[-LAST_TRIES:])
                found.append(Slip(id, question_id, step_name, sum(id in made for made in tries), recent))
        return sorted((s for s in found if any(s.tries)), key=lambda s: (-sum(s.tries), -s.count))[:limit]

    # ---- drafts ----

    def save_draft(self, question_id: str, state: Mapping[str, Any], now: datetime) -> None:
        """What stands in an unfinished answer; replaces the question's earlier draft."""
        with self.engine.begin() as connection:
            values = {"state": dict(state), "saved_at": now}
            changed = connection.execute(update(drafts).where(drafts.c.question_id == question_id).values(**values))
            if not changed.rowcount:
                connection.execute(insert(drafts).values(question_id=question_id, **values))

    def draft(self, question_id: str) -> dict[str, Any] | None:
        """The question's unfinished answer, if there is one."""
        with self.engine.begin() as connection:
            found = connection.execute(select(drafts.c.state).where(drafts.c.question_id == question_id)).scalar()
        return dict(found) if found else None

    def forget_draft(self, question_id: str) -> None:
        """Drop a draft, if there is one."""
        with self.engine.begin() as connection:
            connection.execute(delete(drafts).where(drafts.c.question_id == question_id))


def _insert(connection: Connection, attempt: Attempt) -> None:
    values = {key: value for key, value in asdict(attempt).items() if key != "steps"}
    connection.execute(insert(attempts).values(**values))
    if attempt.steps:
        rows: Sequence[dict[str, Any]] = [
            {"attempt_id": attempt.id, "position": k, **asdict(step)} for k, step in enumerate(attempt.steps)
        ]
        connection.execute(insert(steps), rows)


def _rate(connection: Connection, attempt: Attempt, now: datetime) -> Recorded:
    row = connection.execute(select(cards).where(cards.c.question_id == attempt.question_id)).mappings().first()
    card = CardState(**row) if row else new_card(attempt.question_id, now)
    if not rates(card.last_review, now):
        return Recorded(new=True)
    given = rating(attempt.share, attempt.hints_used)
    after = review(card, given, now)
    values = asdict(after)
    if row:
        connection.execute(update(cards).where(cards.c.question_id == after.question_id).values(**values))
    else:
        connection.execute(insert(cards).values(**values))
    connection.execute(
        insert(reviews).values(
            attempt_id=attempt.id, question_id=attempt.question_id, rating=int(given), reviewed_at=now
        )
    )
    return Recorded(True, given, after)


def _steps(connection: Connection, ids: list[str]) -> dict[str, list[StepRecord]]:
    found: dict[str, list[StepRecord]] = {}
    wanted = select(steps).where(steps.c.attempt_id.in_(ids)).order_by(steps.c.attempt_id, steps.c.position)
    for row in connection.execute(wanted).mappings():
        record = StepRecord(
            row["step"],
            row["status"],
            row["points"],
            row["possible"],
            tuple(row["misconceptions"]),
            tuple(tuple(cells) for cells in row["cells"]),
        )
        found.setdefault(row["attempt_id"], []).append(record)
    return found
