"""Queries on drafts: save, read, list, delete."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from db import rows
from db.merge import Replaced, merged, replaced
from db.records import Draft, Merged, Readable
from db.tables import attempts, drafts
from db.upsert import put

MERGED = ("answers", "state")


def save(connection: Connection, learner_id: int, draft: Draft, base: Draft | None, now: datetime) -> Merged[Draft]:
    """Save an unfinished answer and return it as kept, and what another window had entered in its place.

    With a `base`, the draft as it was known to be kept: if another window has saved the same attempt since, the two
    are merged cell by cell. Without one, or for another attempt, the earlier draft is replaced. Nothing is saved if the
    attempt has been recorded: the draft was still on its way then.
    """
    finished = select(attempts.c.sequence).where(
        attempts.c.learner_id == learner_id, attempts.c.attempt_id == draft.attempt_id
    )
    if connection.execute(finished).first():
        return Merged(draft)
    stored = read(connection, learner_id, draft.question_id, lock=True) if base is not None else None
    kept = _merged(base, draft, stored) if base is not None and stored is not None else Merged(draft)
    put(connection, drafts, {"learner_id": learner_id} | rows.draft_values(kept.kept, now))
    return kept


def _merged(base: Draft, mine: Draft, stored: Draft) -> Merged[Draft]:
    if stored.attempt_id != mine.attempt_id:
        other = _cells(stored, stored) != _cells(base, stored)  # changed since this window saw it
        return Merged(mine, (Replaced((), stored, mine),) if other else ())
    known, ours, theirs = (_cells(version, mine) for version in (base, mine, stored))
    after = {name: merged(known.get(name, {}), ours[name], theirs[name]) for name in MERGED}
    return Merged(replace(mine, **after), tuple(replaced(known, theirs, after)))


def _cells(version: Draft, of: Draft) -> dict[str, Any]:
    """What is merged of a version of an attempt; nothing of another attempt's."""
    if version.attempt_id != of.attempt_id:
        return {}
    return {name: rows.plain(getattr(version, name)) for name in MERGED}


def read(connection: Connection, learner_id: int, question_id: str, lock: bool = False) -> Draft | None:
    """Draft of a question; None if there is none or it is damaged."""
    chosen = select(drafts).where(drafts.c.learner_id == learner_id, drafts.c.question_id == question_id)
    row = rows.first(connection, chosen.with_for_update() if lock else chosen)
    return rows.draft(row) if row else None


def begun(connection: Connection, learner_id: int) -> list[str]:
    """Ids of the questions that have a draft."""
    return list(connection.execute(select(drafts.c.question_id).where(drafts.c.learner_id == learner_id)).scalars())


def latest(connection: Connection, learner_id: int, limit: int) -> Readable[Draft]:
    """The drafts that were saved last, the latest first."""
    chosen = select(drafts).where(drafts.c.learner_id == learner_id).order_by(drafts.c.saved_at.desc()).limit(limit)
    return Readable.of(map(rows.draft, rows.each(connection, chosen)))


def under(connection: Connection, learner_id: int, place: str) -> Readable[Draft]:
    """The drafts whose question's id begins so, the latest first."""
    own = drafts.c.learner_id == learner_id, drafts.c.question_id.startswith(place, autoescape=True)
    chosen = select(drafts).where(*own).order_by(drafts.c.saved_at.desc(), drafts.c.question_id)
    return Readable.of(map(rows.draft, rows.each(connection, chosen)))


def clear(connection: Connection, learner_id: int, question_id: str, attempt_id: str | None = None) -> None:
    """Delete the draft of a question, if there is one; where an attempt is named, only that attempt's."""
    chosen = [drafts.c.learner_id == learner_id, drafts.c.question_id == question_id]
    if attempt_id is not None:
        chosen.append(drafts.c.attempt_id == attempt_id)
    connection.execute(delete(drafts).where(*chosen))
