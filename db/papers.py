"""Queries on exam papers: create, read, start, answer, hand in, delete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from db import rows
from db.records import AttemptRecord, Paper, PaperItem
from db.tables import attempts, paper_items, papers
from quiz.paper import ends, too_late


def insert_paper(connection: Connection, paper: Paper) -> None:
    """Insert a new paper with its items, numbered from 1."""
    connection.execute(insert(papers).values({c.name: getattr(paper, c.name) for c in papers.c}))
    items = [{"paper_id": paper.paper_id, "place": place, **_values(item)} for place, item in enumerate(paper.items, 1)]
    connection.execute(insert(paper_items), items)


def _values(item: PaperItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("attempt_id", "question_id", "seed", "inputs", "answers")}


def read_papers(connection: Connection) -> list[Paper]:
    """All papers without their items, latest first."""
    chosen = select(papers).order_by(papers.c.composed_at.desc())
    return [Paper(**row._mapping) for row in connection.execute(chosen)]


def read_paper(connection: Connection, paper_id: str) -> Paper | None:
    """One paper with its items in order; None if the id is unknown."""
    row = connection.execute(select(papers).where(papers.c.paper_id == paper_id)).first()
    chosen = select(paper_items).where(paper_items.c.paper_id == paper_id).order_by(paper_items.c.place)
    return Paper(**row._mapping, items=tuple(map(_item, connection.execute(chosen)))) if row else None


def _item(row: Row[Any]) -> PaperItem:
    return PaperItem(row.attempt_id, row.question_id, row.seed, row.inputs, row.answers)


def read_attempts(connection: Connection, paper_id: str) -> list[AttemptRecord]:
    """Attempts recorded for the questions of a paper that was handed in."""
    items = select(paper_items.c.attempt_id).where(paper_items.c.paper_id == paper_id)
    return rows.read_attempts(connection, select(attempts).where(attempts.c.attempt_id.in_(items)))


def start(connection: Connection, paper_id: str, now: datetime) -> None:
    """Set the start time of a paper; no effect if it has one."""
    running = update(papers).where(papers.c.paper_id == paper_id, papers.c.started_at.is_(None))
    connection.execute(running.values(started_at=now))


def _running(connection: Connection, paper_id: str) -> Any:
    """Start time and minutes of a paper in progress; None if it was not started or is handed in."""
    chosen = select(papers.c.started_at, papers.c.minutes).where(
        papers.c.paper_id == paper_id, papers.c.started_at.is_not(None), papers.c.handed_in_at.is_(None)
    )
    return connection.execute(chosen).first()


def answer(connection: Connection, paper_id: str, attempt_id: str, answers: Any, now: datetime) -> bool:
    """Update the answers to parts of one question of a paper in progress; the other parts stay.

    `answers` maps parts to what was entered. Returns False, without a change, if the paper is not in progress, its time
    is over, or it has no such question.
    """
    found = _running(connection, paper_id)
    if found is None or too_late(found.started_at, found.minutes, now):
        return False
    here = (paper_items.c.paper_id == paper_id, paper_items.c.attempt_id == attempt_id)
    stands = connection.execute(select(paper_items.c.answers).where(*here)).first()
    if stands is None:
        return False
    connection.execute(update(paper_items).where(*here).values(answers={**stands.answers, **answers}))
    return True


def hand_in(connection: Connection, paper_id: str, points: float, now: datetime) -> bool:
    """Close a paper in progress with its total of points; False if it is not in progress.

    The time of handing in is at latest the end of the paper's time.
    """
    found = _running(connection, paper_id)
    if found is None:
        return False
    closed = {"handed_in_at": min(now, ends(found.started_at, found.minutes)), "points": points}
    connection.execute(update(papers).where(papers.c.paper_id == paper_id).values(closed))
    return True


def discard(connection: Connection, paper_id: str) -> None:
    """Delete a paper that was not handed in; a paper that was stays."""
    open_one = select(papers.c.paper_id).where(papers.c.paper_id == paper_id, papers.c.handed_in_at.is_(None))
    found: Sequence[str] = connection.execute(open_one).scalars().all()
    connection.execute(delete(paper_items).where(paper_items.c.paper_id.in_(found)))
    connection.execute(delete(papers).where(papers.c.paper_id.in_(found)))
