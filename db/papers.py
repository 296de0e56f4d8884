"""Queries on exam papers of one learner: create, read, start, answer, hand in, delete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from db import rows
from db.merge import merged, replaced
from db.records import AttemptRecord, Merged, Paper, PaperItem, Readable
from db.tables import attempts, paper_items, papers
from quiz.paper import ends, too_late
from quiz.paper_forms import is_oral


def insert_paper(connection: Connection, learner_id: int, paper: Paper) -> None:
    """Insert a new paper with its items, numbered from 1."""
    owner = {"learner_id": learner_id}
    values = {c.name: getattr(paper, c.name) for c in papers.c if c.name not in owner}
    connection.execute(insert(papers).values(owner | values))
    key = owner | {"paper_id": paper.paper_id}
    items = [{**key, "place": place, **rows.paper_item_values(item)} for place, item in enumerate(paper.items, 1)]
    if items:
        connection.execute(insert(paper_items), items)


def read_papers(connection: Connection, learner_id: int) -> Readable[Paper]:
    """All papers without their items, latest first."""
    chosen = select(papers).where(papers.c.learner_id == learner_id).order_by(papers.c.composed_at.desc())
    return Readable.of(map(rows.paper, rows.each(connection, chosen)))


def read_paper(connection: Connection, learner_id: int, paper_id: str) -> Paper | None:
    """One paper with its items in order; None if the id is unknown or its row damaged. A damaged item is left out."""
    row = rows.first(connection, select(papers).where(*_this(papers, learner_id, paper_id)))
    if row is None:
        return None
    chosen = select(paper_items).where(*_this(paper_items, learner_id, paper_id)).order_by(paper_items.c.place)
    items = map(rows.paper_item, rows.each(connection, chosen))
    return rows.paper(row, tuple(item for item in items if item is not None))


def _this(table: Table, learner_id: int, paper_id: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.learner_id == learner_id, table.c.paper_id == paper_id


def read_attempts(connection: Connection, learner_id: int, paper_id: str) -> Readable[AttemptRecord]:
    """Attempts recorded for the questions of a paper that was handed in."""
    items = select(paper_items.c.attempt_id).where(*_this(paper_items, learner_id, paper_id))
    own = (attempts.c.learner_id == learner_id, attempts.c.attempt_id.in_(items))
    return rows.read_attempts(connection, select(attempts).where(*own))


def start(connection: Connection, learner_id: int, paper_id: str, now: datetime) -> None:
    """Set the start time of a paper; no effect if it has one."""
    here = (*_this(papers, learner_id, paper_id), papers.c.started_at.is_(None))
    connection.execute(update(papers).where(*here).values(started_at=now))


def _running(connection: Connection, learner_id: int, paper_id: str) -> Any:
    """Start, minutes and specification of a paper in progress, locked; None if it was not started or is handed in."""
    chosen = select(papers.c.started_at, papers.c.minutes, papers.c.wanted).where(
        *_this(papers, learner_id, paper_id), papers.c.started_at.is_not(None), papers.c.handed_in_at.is_(None)
    )
    return connection.execute(chosen.with_for_update()).first()


def answer(
    connection: Connection,
    learner_id: int,
    paper_id: str,
    attempt_id: str,
    answers: Mapping[str, Any],
    base: Mapping[str, Any],
    now: datetime,
) -> Merged[PaperItem] | None:
    """Merge answers to parts of one question into a paper in progress, cell by cell.

    Returns the question as kept, and what another window had entered in the place of these answers.

    `answers` maps parts to what stands in them, `base` to what was known to be kept; the other parts stay. What comes
    when the time is over is kept as late. None, without a change, if the paper is not in progress or has no such
    question.
    """
    found = _running(connection, learner_id, paper_id)
    here = (*_this(paper_items, learner_id, paper_id), paper_items.c.attempt_id == attempt_id)
    row = rows.first(connection, select(paper_items).where(*here)) if found else None
    item = rows.paper_item(row) if row else None
    if found is None or item is None:
        return None
    late = not is_oral(found.wanted) and too_late(found.started_at, found.minutes, now)
    stands = item.late if late else item.answers
    known = {part: base[part] for part in answers if part in base}
    before = {part: stands[part] for part in answers if part in stands}
    after = {**stands, **merged(known, dict(answers), before)}
    connection.execute(update(paper_items).where(*here).values({"late" if late else "answers": after}))
    kept = replace(item, late=after) if late else replace(item, answers=after)
    return Merged(kept, tuple(replaced(known, before, after)))


def give_time(connection: Connection, learner_id: int, paper_id: str, left: timedelta, now: datetime) -> bool:
    """Let a paper in progress go on with so much time left; what came late counts then. False if it is not in progress.

    For a clock that was set wrong while the paper was running.
    """
    found = _running(connection, learner_id, paper_id)
    if found is None:
        return False
    started = now + left - timedelta(minutes=found.minutes)
    connection.execute(update(papers).where(*_this(papers, learner_id, paper_id)).values(started_at=started))
    for row in list(rows.each(connection, select(paper_items).where(*_this(paper_items, learner_id, paper_id)))):
        item = rows.paper_item(row)
        if item is not None and item.late:
            here = (*_this(paper_items, learner_id, paper_id), paper_items.c.place == row["place"])
            values = {"answers": {**item.answers, **item.late}, "late": {}}
            connection.execute(update(paper_items).where(*here).values(values))
    return True


def hand_in(connection: Connection, learner_id: int, paper_id: str, points: float, now: datetime) -> bool:
    """Close a paper in progress with its total of points; False if it is not in progress.

    The time of handing in is at latest the end of the paper's time; an oral exam has none.
    """
    found = _running(connection, learner_id, paper_id)
    if found is None:
        return False
    done = now if is_oral(found.wanted) else min(now, ends(found.started_at, found.minutes))
    closed = {"handed_in_at": done, "points": points}
    connection.execute(update(papers).where(*_this(papers, learner_id, paper_id)).values(closed))
    return True


def discard(connection: Connection, learner_id: int, paper_id: str) -> list[str]:
    """Delete a paper that was not handed in and return the ids of its attempts; a paper that was stays."""
    open_one = select(papers.c.paper_id).where(*_this(papers, learner_id, paper_id), papers.c.handed_in_at.is_(None))
    if connection.execute(open_one.with_for_update()).first() is None:
        return []
    own = select(paper_items.c.attempt_id).where(*_this(paper_items, learner_id, paper_id))
    gone = [str(row.attempt_id) for row in connection.execute(own)]
    for table in (paper_items, papers):
        connection.execute(delete(table).where(*_this(table, learner_id, paper_id)))
    return gone
