"""Re-marking of old attempts by a later engine version that recognises more misconceptions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, select

from db import rows
from db.prepared_statements import Prepared
from db.records import AttemptRecord, Remarked
from db.tables import attempt_misconceptions, attempts, remarkings
from db.upsert import insert_new
from engine import VERSION
from quiz.remarking import mark_again

SAME = (remarkings.c.learner_id == attempts.c.learner_id, remarkings.c.attempt_id == attempts.c.attempt_id)
OWNER: BindParameter[int] = bindparam("owner")
MARKED_BY: BindParameter[str] = bindparam("version")
DONE = exists().where(*SAME, remarkings.c.engine_version == MARKED_BY)
TO_DO = (attempts.c.learner_id == OWNER, attempts.c.engine_version != MARKED_BY, ~DONE)
OUTDATED = Prepared(select(func.count().label("outdated")).where(*TO_DO))


def outdated(connection: Connection, learner_id: int) -> int:
    """Number of a learner's attempts that this engine version has neither marked nor re-marked."""
    row = OUTDATED.first(connection, {"owner": learner_id, "version": VERSION})
    return int(row["outdated"]) if row else 0


def remark(connection: Connection, learner_id: int, now: datetime, limit: int) -> list[Remarked]:
    """Re-mark up to `limit` outdated attempts, oldest first, and add the misconceptions that are newly recognised.

    The new marking is stored beside the first. Points, reviews and cards stay, since the learner has seen them.
    """
    found = []
    chosen = select(attempts).where(*TO_DO).params(owner=learner_id, version=VERSION)
    for attempt in rows.read_attempts(connection, chosen.order_by(attempts.c.sequence).limit(limit)):
        added = _marked_again(connection, learner_id, attempt, now)
        found.append(Remarked(attempt.attempt_id, attempt.question_id, added))
    return found


def _marked_again(
    connection: Connection, learner_id: int, attempt: AttemptRecord, now: datetime
) -> tuple[tuple[str, str], ...]:
    marking = mark_again(attempt.question_id, attempt.seed, attempt.inputs, attempt.answers, attempt.options)
    steps = marking.steps if marking else ()
    pairs = dict.fromkeys((m.step, id) for m in steps for id in m.misconceptions)
    added = tuple(pair for pair in pairs if pair not in attempt.misconceptions)
    key = {"learner_id": learner_id, "attempt_id": attempt.attempt_id}
    kept = {
        **key,
        "engine_version": VERSION,
        "marking": {m.step: asdict(m) for m in steps},
        "points": marking.points if marking else attempt.points,
        "marked_at": now,
    }
    if insert_new(connection, remarkings, kept):
        for step, id in added:
            insert_new(connection, attempt_misconceptions, {**key, "step": step, "misconception_id": id})
    return added
