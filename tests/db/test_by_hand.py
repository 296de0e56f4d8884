"""sqlite3 by hand, with which the benchmark compares recording, keeps the same rows as the store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.db import NOW, made, record_by_hand
from db.database import PRAGMAS
from db.records import AttemptRecord
from db.store import Store, open_store
from db.tables import owned

THEIRS = ("learner_id", "sequence", "review_id")  # columns that differ between learners who do the same


def answers() -> list[tuple[AttemptRecord, Any]]:
    """Answers of some days, with and without a mistake, two a day to one question, the last handed in twice."""
    times = [NOW + timedelta(hours=7 * n) for n in range(9)]
    found = [(made("lstm/one", now, n % 4, "cell.stale" if n % 2 else ""), now) for n, now in enumerate(times)]
    return [*found, (replace(found[-1][0], points=0.0), times[-1])]


def rows(connection: sqlite3.Connection, table: str, learner: int) -> list[dict[str, Any]]:
    """All of a learner's rows of a table, without what numbers them."""
    found = connection.execute(f"SELECT * FROM {table} WHERE learner_id = ?", (learner,))  # noqa: S608 (our own table)
    names = [column[0] for column in found.description]
    return [{n: v for n, v in zip(names, row, strict=True) if n not in THEIRS} for row in found]


def test_both_keep_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "both.db"
    store = open_store(f"sqlite:///{path}")
    other = store.add_learner("Li", "blue", NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        record_both(store, connection, other)
        kept = {table.name: rows(connection, table.name, 1) for table in owned()}
        assert {name: rows(connection, name, other) for name in kept} == kept
        assert len(kept["attempts"]) == 9
        assert {name for name, found in kept.items() if found} == {
            "attempts", "attempt_misconceptions", "reviews", "cards", "day_totals", "question_totals"
        }  # fmt: skip
    store.close()


def record_both(store: Store, connection: sqlite3.Connection, other: int) -> None:
    """The store records for the first learner, sqlite3 by hand for another."""
    for attempt, now in answers():
        store.record(attempt, now)
        record_by_hand(connection, other, attempt, now)
