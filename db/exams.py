"""Exams that lie ahead of a learner, or are over: when they are, and which areas they are on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, select, update

from db import rows
from db.learners import spelled
from db.records import ChosenOfExam, Exam, Readable
from db.tables import exams
from db.upsert import put

AREAS = "groups"  # the only key of the document


def read(connection: Connection, learner_id: int) -> Readable[Exam]:
    """All exams of a learner, the earliest first."""
    chosen = select(exams).where(exams.c.learner_id == learner_id).order_by(exams.c.day, exams.c.exam_id)
    return Readable.of(map(_exam, rows.each(connection, chosen)))


def _exam(row: rows.Values) -> Exam | None:
    if not rows.fits(exams, row):
        return None
    areas = row["areas"].get(AREAS, [])
    named = isinstance(areas, list) and all(isinstance(each, str) for each in areas)
    return Exam(row["exam_id"], row["day"], row["name"], tuple(areas)) if named else None


def keep(connection: Connection, learner_id: int, exam: Exam) -> None:
    """Add an exam, or change the one with its id."""
    put(connection, exams, {"learner_id": learner_id} | _values(exam))


def change(connection: Connection, learner_id: int, exam: Exam, chosen: ChosenOfExam) -> None:
    """Keep what was chosen of an exam just now; all else of it stays as it is kept.

    An exam that is gone meanwhile, in another window, is added again as it was with what was chosen.
    """
    values = _values(replace(exam, **chosen))
    same = exams.c.learner_id == learner_id, exams.c.exam_id == exam.exam_id
    if not connection.execute(update(exams).where(*same).values({name: values[name] for name in chosen})).rowcount:
        put(connection, exams, {"learner_id": learner_id} | values)


def _values(exam: Exam) -> dict[str, Any]:
    areas = {AREAS: list(exam.areas)} if exam.areas else {}
    return {"exam_id": exam.exam_id, "name": spelled(exam.name), "day": exam.day, "areas": areas}


def drop(connection: Connection, learner_id: int, exam_id: str) -> None:
    """Forget an exam."""
    connection.execute(delete(exams).where(exams.c.learner_id == learner_id, exams.c.exam_id == exam_id))
