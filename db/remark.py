"""Re-marking of old attempts by a later engine version that recognises more misconceptions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Select, exists, func, insert, select

from db import rows
from db.records import AttemptRecord, Remarked
from db.tables import attempt_misconceptions, attempts, remarkings
from engine import VERSION
from quiz.remark import remarked


def outdated(connection: Connection) -> int:
    """Number of attempts that this engine version has neither marked nor re-marked."""
    return connection.execute(select(func.count()).select_from(_outdated().subquery())).scalar_one()


def remark(connection: Connection, now: datetime, limit: int) -> list[Remarked]:
    """Re-mark up to `limit` outdated attempts, oldest first, and add the misconceptions that are newly recognised.

    The new marking is stored beside the first. Points, reviews and cards stay, since the learner has seen them.
    """
    found = []
    for attempt in rows.read_attempts(connection, _outdated().order_by(attempts.c.sequence).limit(limit)):
        added = _marked_again(connection, attempt, now)
        found.append(Remarked(attempt.attempt_id, attempt.question_id, added))
    return found


def _outdated() -> Select[tuple[object, ...]]:
    done = exists().where(remarkings.c.attempt_id == attempts.c.attempt_id, remarkings.c.engine_version == VERSION)
    return select(attempts).where(attempts.c.engine_version != VERSION, ~done)


def _marked_again(connection: Connection, attempt: AttemptRecord, now: datetime) -> tuple[tuple[str, str], ...]:
    marking = remarked(attempt.question_id, attempt.seed, attempt.inputs, attempt.answers, attempt.options)
    steps = marking.steps if marking else ()
    pairs = dict.fromkeys((m.step, id) for m in steps for id in m.misconceptions)
    added = tuple(pair for pair in pairs if pair not in attempt.misconceptions)
    kept = {
        "attempt_id": attempt.attempt_id,
        "engine_version": VERSION,
        "marking": {m.step: asdict(m) for m in steps},
        "points": marking.points if marking else attempt.points,
        "marked_at": now,
    }
    connection.execute(insert(remarkings).values(kept))
    for step, id in added:
        row = {"attempt_id": attempt.attempt_id, "step": step, "misconception_id": id}
        connection.execute(insert(attempt_misconceptions).values(row))
    return added
