"""Notebook: a learner's recorded attempts, to be looked through and opened again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_

from db import rows, statistics
from db.records import AttemptFilter, AttemptRecord, MisconceptionMade, Readable
from db.tables import attempt_misconceptions, attempts

made = attempt_misconceptions.c


class Notebook:
    """Reads one learner's attempts; every method raises StoreError if the database fails."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]], learner_id: int) -> None:
        """`reading` opens a transaction that reads."""
        self._reading = reading
        self._learner_id = learner_id

    def attempts(self, wanted: AttemptFilter, limit: int) -> tuple[Readable[AttemptRecord], int]:
        """The attempts finished last that fit, at most `limit`, and how many fit in all; imported ones among them."""
        chosen = select(attempts).where(*self._fitting(wanted))
        count = select(func.count()).select_from(attempts).where(*self._fitting(wanted))
        with self._reading() as connection:
            latest = chosen.order_by(attempts.c.finished_at.desc(), attempts.c.sequence.desc()).limit(limit)
            return rows.read_attempts(connection, latest), connection.execute(count).scalar_one()

    def attempt(self, attempt_id: str) -> AttemptRecord | None:
        """One attempt; None if the learner has none with this id, or if its row is damaged."""
        chosen = select(attempts).where(self._own, attempts.c.attempt_id == attempt_id)
        with self._reading() as connection:
            return next(iter(rows.read_attempts(connection, chosen)), None)

    def misconceptions(self) -> list[MisconceptionMade]:
        """Every misconception the learner has made, with the question and step in which it was made last."""
        with self._reading() as connection:
            return statistics.misconceptions_made(connection, self._learner_id)

    @property
    def _own(self) -> ColumnElement[bool]:
        return attempts.c.learner_id == self._learner_id

    def _fitting(self, wanted: AttemptFilter) -> list[ColumnElement[bool]]:
        found = [self._own]
        if wanted.failed:
            found.append(attempts.c.points < attempts.c.possible)
        if wanted.questions is not None:
            found.append(attempts.c.question_id.in_(wanted.questions))
        if wanted.since is not None:
            found.append(attempts.c.finished_at >= wanted.since)
        if wanted.misconceptions is not None:
            pairs = tuple_(attempts.c.mechanism, made.misconception_id)
            found.append(_with_mistake(pairs.in_(wanted.misconceptions)).exists())
        return found


def _with_mistake(which: ColumnElement[bool]) -> Select[Any]:
    """The mistakes made in an attempt of the surrounding query."""
    return (
        select(made.misconception_id)
        .where(made.learner_id == attempts.c.learner_id, made.attempt_id == attempts.c.attempt_id, which)
        .correlate(attempts)
    )
