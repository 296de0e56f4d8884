"""Queries on learners: list, add, change, remove and put back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from db import rows
from db.prepared_statements import Prepared, Transaction
from db.records import Chosen, Learner, Readable
from db.tables import learners, owned
from quiz.schedule import DAY_START

LONGEST_NAME = 40  # characters
OWN_DAY_START = select(learners.c.day_start).where(learners.c.learner_id == bindparam("owner"))
DAY_START_OF = Prepared(OWN_DAY_START)
DAY_START_HERE = OWN_DAY_START.scalar_subquery().label("day_start")  # beside what another statement reads


def read_learners(connection: Connection) -> Readable[Learner]:
    """All learners, the removed ones too, in the order they were added."""
    return Readable.of(map(rows.learner, rows.each(connection, select(learners).order_by(learners.c.learner_id))))


def day_start(connection: Transaction, learner_id: int) -> int:
    """The hour at which a new day begins for a learner."""
    row = DAY_START_OF.first(connection, {"owner": learner_id})
    return sound_day_start(row["day_start"] if row else None)


def lock(connection: Connection, learner_id: int) -> None:
    """Have whoever records for a learner wait until this transaction ends, and wait for who is recording.

    On a server, to insert a row of a learner's waits for the learner's own; SQLite lets only one write anyway.
    """
    connection.execute(select(learners.c.learner_id).where(learners.c.learner_id == learner_id).with_for_update())


def sound_day_start(found: object) -> int:
    """The hour that was read, or the one that counts where it is none."""
    return found if isinstance(found, int) and 0 <= found < 24 else DAY_START


def insert_learner(connection: Connection, name: str, color: str, now: datetime) -> int:
    """Add a learner; returns their id."""
    values = {"name": spelled(name), "color": color, "day_start": DAY_START, "created_at": now}
    made = connection.execute(insert(learners).values(values)).inserted_primary_key
    assert made is not None
    return int(made[0])


def change(connection: Connection, learner_id: int, chosen: Chosen) -> None:
    """Keep what a learner has chosen just now; everything else of theirs stays as it is kept."""
    values = dict(chosen)
    if "name" in chosen:
        values["name"] = spelled(chosen["name"])
    connection.execute(update(learners).where(learners.c.learner_id == learner_id).values(values))


def set_removed(connection: Connection, learner_id: int, when: datetime | None) -> None:
    """Remove a learner, whose rows stay until they are deleted, or put one back (None)."""
    connection.execute(update(learners).where(learners.c.learner_id == learner_id).values(removed_at=when))


def delete_removed(connection: Connection, learner_id: int) -> bool:
    """Delete a removed learner and everything that belongs to them; False, without a change, for any other."""
    chosen = select(learners.c.learner_id).where(
        learners.c.learner_id == learner_id, learners.c.removed_at.is_not(None)
    )
    if connection.execute(chosen).first() is None:
        return False
    for table in reversed(owned()):  # what refers to an attempt or a paper before that
        connection.execute(delete(table).where(table.c.learner_id == learner_id))
    connection.execute(delete(learners).where(learners.c.learner_id == learner_id))
    return True


def spelled(name: str) -> str:
    """A name as it is kept: without control characters and spaces around it, and not too long."""
    return "".join(sign for sign in name if sign.isprintable()).strip()[:LONGEST_NAME]
