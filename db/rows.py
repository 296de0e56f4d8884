"""Conversion between records and database rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from db.records import AttemptRecord, Draft
from db.tables import attempt_misconceptions, attempts
from quiz.schedule import CardState, Rating, ReviewLog

Values = dict[str, Any]


# ---- attempts ----


def attempt_values(attempt: AttemptRecord) -> Values:
    """Row of `attempts` for an attempt, without its misconceptions, which have a table of their own."""
    return {column.name: getattr(attempt, column.name) for column in attempts.c if column.name != "sequence"}


def misconception_values(attempt: AttemptRecord) -> list[Values]:
    """Rows of `attempt_misconceptions` for an attempt, each (step, misconception id) pair once."""
    pairs = dict.fromkeys(attempt.misconceptions)
    return [{"attempt_id": attempt.attempt_id, "step": step, "misconception_id": id} for step, id in pairs]


def read_attempts(connection: Connection, chosen: Select[Any]) -> list[AttemptRecord]:
    """Attempts that a selection of `attempts` rows returns, in its order, with their misconceptions."""
    ids = chosen.with_only_columns(attempts.c.attempt_id).subquery()
    pairs = select(attempt_misconceptions).join(ids, ids.c.attempt_id == attempt_misconceptions.c.attempt_id)
    made: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(pairs):
        made.setdefault(row.attempt_id, []).append((row.step, row.misconception_id))
    return [_attempt(row, made.get(row.attempt_id, ())) for row in connection.execute(chosen)]


def _attempt(row: Row[Any], misconceptions: Iterable[tuple[str, str]]) -> AttemptRecord:
    values = {name: value for name, value in row._mapping.items() if name != "sequence"}
    return AttemptRecord(**values, misconceptions=tuple(misconceptions))


# ---- cards and reviews ----


def card_values(card: CardState) -> Values:
    """Row of `cards` for a card."""
    return asdict(card)


def card(row: Row[Any]) -> CardState:
    """Card from a row of `cards`."""
    return CardState(**row._mapping)


def review_values(attempt_id: str, log: ReviewLog) -> Values:
    """Row of `reviews` for a review, caused by the attempt with this id."""
    return {
        "attempt_id": attempt_id,
        "question_id": log.question_id,
        "rating": int(log.rating),
        "reviewed_at": log.reviewed_at,
        "before": _card_json(log.before),
        "after": _card_json(log.after),
    }


def review_log(row: Row[Any]) -> ReviewLog:
    """Review from a row of `reviews`."""
    before, after = (_card_from_json(row.question_id, kept) for kept in (row.before, row.after))
    return ReviewLog(row.question_id, Rating(row.rating), row.reviewed_at, before, after)


def _card_json(card: CardState) -> Values:
    last = card.last_review
    return {
        "due": card.due.isoformat(),
        "stability": card.stability,
        "difficulty": card.difficulty,
        "last_review": last.isoformat() if last else None,
    }


def _card_from_json(question_id: str, kept: Mapping[str, Any]) -> CardState:
    last = datetime.fromisoformat(kept["last_review"]) if kept["last_review"] else None
    return CardState(question_id, datetime.fromisoformat(kept["due"]), kept["stability"], kept["difficulty"], last)


# ---- drafts ----


def draft_values(draft: Draft, now: datetime) -> Values:
    """Row of `drafts` for a draft, saved at `now`."""
    return {**{field.name: getattr(draft, field.name) for field in fields(Draft)}, "saved_at": now}


def draft(row: Row[Any]) -> Draft:
    """Draft from a row of `drafts`."""
    return Draft(**{field.name: row._mapping[field.name] for field in fields(Draft)})
