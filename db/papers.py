"""Papers in the database: composed, sat, handed in."""

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
    """A new paper with its items."""
    connection.execute(insert(papers).values({c.name: getattr(paper, c.name) for c in papers.c}))
    items = [{"paper_id": paper.paper_id, "place": place, **_values(item)} for place, item in enumerate(paper.items, 1)]
    connection.execute(insert(paper_items), items)


def _values(item: PaperItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("attempt_id", "question_id", "seed", "inputs", "answers")}


def read_papers(connection: Connection) -> list[Paper]:
    """Every paper without its items, the latest first."""
    chosen = select(papers).order_by(papers.c.composed_at.desc())
    return [Paper(**row._mapping) for row in connection.execute(chosen)]


def read_paper(connection: Connection, paper_id: str) -> Paper | None:
    """One paper with its items."""
    row = connection.execute(select(papers).where(papers.c.paper_id == paper_id)).first()
    chosen = select(paper_items).where(paper_items.c.paper_id == paper_id).order_by(paper_items.c.place)
    return Paper(**row._mapping, items=tuple(map(_item, connection.execute(chosen)))) if row else None


def _item(row: Row[Any]) -> PaperItem:
    return PaperItem(row.attempt_id, row.question_id, row.seed, row.inputs, row.answers)


def read_attempts(connection: Connection, paper_id: str) -> list[AttemptRecord]:
    """What the questions of a paper that is handed in were recorded as."""
    items = select(paper_items.c.attempt_id).where(paper_items.c.paper_id == paper_id)
    return rows.read_attempts(connection, select(attempts).where(attempts.c.attempt_id.in_(items)))


def start(connection: Connection, paper_id: str, now: datetime) -> None:
    """The clock runs from now on; a clock that runs already runs on."""
    running = update(papers).where(papers.c.paper_id == paper_id, papers.c.started_at.is_(None))
    connection.execute(running.values(started_at=now))


def _running(connection: Connection, paper_id: str) -> Any:
    """When a paper that is being sat was started, and its minutes; None when it is not being sat."""
    chosen = select(papers.c.started_at, papers.c.minutes).where(
        papers.c.paper_id == paper_id, papers.c.started_at.is_not(None), papers.c.handed_in_at.is_(None)
    )
    return connection.execute(chosen).first()


def answer(connection: Connection, paper_id: str, attempt_id: str, answers: Any, now: datetime) -> bool:
    """Keep what stands in parts of a question while the paper is sat, and its other parts; whether it was kept."""
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
    """Close a paper that was started, at the latest when its time was over; False when that was done before."""
    found = _running(connection, paper_id)
    if found is None:
        return False
    closed = {"handed_in_at": min(now, ends(found.started_at, found.minutes)), "points": points}
    connection.execute(update(papers).where(papers.c.paper_id == paper_id).values(closed))
    return True


def discard(connection: Connection, paper_id: str) -> None:
    """Forget a paper that was not handed in; one that was stays."""
    open_one = select(papers.c.paper_id).where(papers.c.paper_id == paper_id, papers.c.handed_in_at.is_(None))
    found: Sequence[str] = connection.execute(open_one).scalars().all()
    connection.execute(delete(paper_items).where(paper_items.c.paper_id.in_(found)))
    connection.execute(delete(papers).where(papers.c.paper_id.in_(found)))
