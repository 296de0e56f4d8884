"""Conversion between records and database rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache, lru_cache
from math import isfinite
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Executable, Float, Integer, Select, String, Table, select
from sqlalchemy.types import TypeEngine

from db.columns import Day, Instant, JsonColumn, serialised
from db.records import AttemptRecord, Draft, Learner, Paper, PaperItem, Readable
from db.tables import attempt_misconceptions, attempts, cards, drafts, learners, paper_items, papers, reviews
from quiz.schedule import CardState, Rating, ReviewLog

Values = dict[str, Any]

KINDS: tuple[tuple[type[TypeEngine[Any]], tuple[type, ...]], ...] = (
    (Instant, (datetime,)),
    (Day, (date,)),
    (JsonColumn, (dict,)),
    (Float, (int, float)),
    (Integer, (int,)),
    (String, (str,)),
)


NOT_IN_RECORDS = ("sequence", "learner_id")
ATTEMPT = tuple(name for name in attempts.c.keys() if name not in NOT_IN_RECORDS)  # noqa: SIM118  columns, by name
BLOCK = 250  # rows taken from the driver at once
CARD = tuple(field.name for field in fields(CardState))
attempt_fields, card_fields, card_columns = attrgetter(*ATTEMPT), attrgetter(*CARD), itemgetter(*CARD)


def each(connection: Connection, chosen: Executable, given: Mapping[str, Any] | None = None) -> Iterator[Values]:
    """The rows that a statement returns, by column."""
    found = connection.execute(chosen, given)
    names = tuple(found.keys())
    return (dict(zip(names, row, strict=True)) for block in found.partitions(BLOCK) for row in block)


def first(connection: Connection, chosen: Executable) -> Values | None:
    """The first row that a statement returns, by column; None where there is none."""
    return next(each(connection, chosen), None)


def readable(table: Table, row: Values) -> Values | None:
    """The row, if each value is of its column's type; None for a damaged one.

    SQLite keeps any value in any column, so a flipped bit can turn a number into a text.
    """
    return row if fits(table, row) else None


def fits(table: Table, values: Mapping[str, Any]) -> bool:
    """Whether each of a row's values is of its column's type."""
    numbers = _numbers(table, tuple(values), tuple(map(type, values.values())))
    return numbers is not None and all(isfinite(values[name]) for name in numbers)


@lru_cache(maxsize=512)
def _numbers(table: Table, names: tuple[str, ...], found: tuple[type, ...]) -> list[str] | None:
    """The columns that may be infinite in rows with values of these types; None if one is not of its column's."""
    allowed = _allowed(table)
    if not all(issubclass(type, allowed[name]) for name, type in zip(names, found, strict=True)):
        return None
    return [name for name, type in zip(names, found, strict=True) if type is float]


@cache
def _allowed(table: Table) -> dict[str, tuple[type, ...]]:
    """The types of Python that the values of each column may have."""
    return {column.name: (*_kinds(column), *((type(None),) if column.nullable else ())) for column in table.c}


def _kinds(column: Column[Any]) -> tuple[type, ...]:
    return next(kinds for type, kinds in KINDS if isinstance(column.type, type))


def plain(value: Any) -> Any:
    """The value as it will come back from a column of JSON: arrays and tuples are lists."""
    return json.loads(serialised(value))


# ---- attempts ----


def attempt_values(attempt: AttemptRecord) -> Values:
    """Row of `attempts` for an attempt, without its misconceptions, which have a table of their own."""
    return dict(zip(ATTEMPT, attempt_fields(attempt), strict=True))


def misconception_values(attempt: AttemptRecord) -> list[Values]:
    """Rows of `attempt_misconceptions` for an attempt, each (step, misconception id) pair once."""
    pairs = dict.fromkeys(attempt.misconceptions)
    return [{"attempt_id": attempt.attempt_id, "step": step, "misconception_id": id} for step, id in pairs]


def read_attempts(connection: Connection, chosen: Select[Any]) -> Readable[AttemptRecord]:
    """Attempts that a selection of `attempts` rows returns, in its order, with their misconceptions."""
    ids = chosen.with_only_columns(attempts.c.learner_id, attempts.c.attempt_id).subquery()
    made_in = attempt_misconceptions.c
    same = (ids.c.learner_id == made_in.learner_id) & (ids.c.attempt_id == made_in.attempt_id)
    made: dict[str, list[tuple[str, str]]] = {}
    pairs = select(attempt_misconceptions).join(ids, same).order_by(made_in.step, made_in.misconception_id)
    for row in connection.execute(pairs):
        made.setdefault(row.attempt_id, []).append((row.step, row.misconception_id))
    return Readable.of(_attempt(row, made.get(row["attempt_id"], ())) for row in each(connection, chosen))


def _attempt(row: Values, misconceptions: Iterable[tuple[str, str]]) -> AttemptRecord | None:
    values = readable(attempts, row)
    return None if values is None else attempt_record(values, misconceptions)


def attempt_record(values: Mapping[str, Any], misconceptions: Iterable[tuple[str, str]] = ()) -> AttemptRecord:
    """Attempt from the values of a row of `attempts` and its misconceptions."""
    own = _without(values, *NOT_IN_RECORDS) | {"aimed": bool(values["aimed"])}
    return AttemptRecord(**own, misconceptions=tuple(misconceptions))


def _without(values: Mapping[str, Any], *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


# ---- cards and reviews ----


def card_values(card: CardState) -> Values:
    """Row of `cards` for a card."""
    return dict(zip(CARD, card_fields(card), strict=True))


def card(row: Values) -> CardState | None:
    """Card from a row of `cards`; None for a damaged one."""
    return CardState(*card_columns(row)) if fits(cards, row) else None


def review_values(attempt_id: str, log: ReviewLog, day: date) -> Values:
    """Row of `reviews` for a review on a local day, caused by the attempt with this id."""
    return {
        "day": day,
        "attempt_id": attempt_id,
        "question_id": log.question_id,
        "rating": int(log.rating),
        "reviewed_at": log.reviewed_at,
        "before": _card_json(log.before),
        "after": _card_json(log.after),
    }


def review_log(row: Values) -> ReviewLog | None:
    """Review from a row of `reviews`; None for a damaged one."""
    values = readable(reviews, row)
    if values is None:
        return None
    try:
        before, after = (_card_from_json(values["question_id"], values[name]) for name in ("before", "after"))
        return ReviewLog(values["question_id"], Rating(values["rating"]), values["reviewed_at"], before, after)
    except (KeyError, TypeError, ValueError):
        return None


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


def draft(row: Values) -> Draft | None:
    """Draft from a row of `drafts`; None for a damaged one."""
    values = readable(drafts, row)
    return None if values is None else Draft(**_without(values, "learner_id", "saved_at"))


# ---- papers ----


def paper(row: Values, items: tuple[PaperItem, ...] = ()) -> Paper | None:
    """Paper from a row of `papers`; None for a damaged one."""
    values = readable(papers, row)
    return None if values is None else Paper(**_without(values, "learner_id"), items=items)


def paper_item(row: Values) -> PaperItem | None:
    """Question of a paper from a row of `paper_items`; None for a damaged one."""
    values = readable(paper_items, row)
    return None if values is None else PaperItem(**_without(values, "learner_id", "paper_id", "place"))


def paper_item_values(item: PaperItem) -> Values:
    """Columns of `paper_items` that a record holds."""
    return {field.name: getattr(item, field.name) for field in fields(PaperItem)}


# ---- learners ----


def learner(row: Values) -> Learner | None:
    """Learner from a row of `learners`; None for a damaged one."""
    values = readable(learners, row)
    return None if values is None else Learner(**values)
