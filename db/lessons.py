"""Lessons that a learner has read; each reading stays."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from db import rows
from db.learners import day_start
from db.records import LessonRead, Readable
from db.tables import lessons_read
from db.upsert import insert_new
from quiz.schedule import local_day, utc

COLUMNS = (lessons_read.c.topic_id, lessons_read.c.read_at, lessons_read.c.day, lessons_read.c.minutes)


def read(connection: Connection, learner_id: int) -> Readable[LessonRead]:
    """Every reading of a lesson, in the order of their times."""
    chosen = select(*COLUMNS).where(lessons_read.c.learner_id == learner_id).order_by(lessons_read.c.read_at)
    return Readable.of(
        LessonRead(**row) if rows.fits(lessons_read, row) else None for row in rows.each(connection, chosen)
    )


def add(connection: Connection, learner_id: int, topic_id: str, minutes: float, now: datetime) -> None:
    """Add that a lesson was read by now, in so many minutes."""
    day = local_day(now, day_start(connection, learner_id))
    values = {"topic_id": topic_id, "read_at": utc(now), "day": day, "minutes": minutes}
    insert_new(connection, lessons_read, {"learner_id": learner_id} | values)
