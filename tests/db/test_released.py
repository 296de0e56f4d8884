"""Databases of released versions: upgrading keeps every row; a newer one is refused and left as it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory

from db import FIRST_LEARNER, migrate
from db.errors import StoreError
from db.store import open_store

RELEASED = Path(__file__).parent / "released"
NOT_ROWS = ("alembic_version", "sqlite_sequence")
REVISIONS = [script.revision for script in ScriptDirectory.from_config(migrate.config()).walk_revisions()][::-1]


MOVED = {"learners": {"exam_day"}}  # columns that another table has the values of since


def rows_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, in the order of the whole row."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in found if name not in NOT_ROWS]
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in tables}  # noqa: S608


def as_set(rows: list[dict[str, Any]], columns: set[str]) -> list[str]:
    return sorted(json.dumps({name: row[name] for name in sorted(columns)}, default=bytes.hex) for row in rows)


def test_there_is_one_of_each_schema() -> None:
    assert [path.stem for path in sorted(RELEASED.glob("*.db"))] == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS)
def test_upgrading_keeps_every_row(revision: str, tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / f"{revision}.db", file)
    before = rows_of(file)
    assert all(before.values())
    open_store(f"sqlite:///{file}").close()
    after = rows_of(file)
    for table, rows in before.items():
        columns = (set(rows[0]) if rows else set()) - MOVED.get(table, set())
        assert as_set(after[table], columns) == as_set(rows, columns), table
        assert all(row["learner_id"] == FIRST_LEARNER for row in after[table])


@pytest.mark.parametrize("revision", ["0005", "0006"])
def test_the_day_of_the_exam_becomes_an_exam_on_everything(revision: str, tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / f"{revision}.db", file)
    days = [row["exam_day"] for row in rows_of(file)["learners"] if row["exam_day"]]
    assert days == ["2026-12-19"]
    store = open_store(f"sqlite:///{file}")
    assert [(one.day.isoformat(), one.name, one.areas) for one in store.exams()] == [(days[0], "", ())]
    store.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_was_kept_can_be_read_counted_and_gone_on_with(revision: str, tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / f"{revision}.db", file)
    store = open_store(f"sqlite:///{file}")
    kept = store.attempts()
    assert kept.unreadable == 0
    assert len(kept) >= 20
    aimed = sum(one.aimed for one in kept)
    assert sum(total.attempts for total in store.question_totals()) == len(kept) - aimed
    latest = max(one.finished_at for one in kept)
    days = store.daily_counts(latest, 60)
    assert (sum(day.attempts for day in days), sum(day.aimed for day in days)) == (len(kept) - aimed, aimed)
    assert aimed == (revision >= "0008")
    assert {card.question_id: card for card in store.cards()} == {
        card.question_id: store.reviews(card.question_id)[-1].after for card in store.cards()
    }
    draft = store.draft("lstm/one-step")
    assert draft is not None
    assert draft.answers == {"cell": [["0.5", "−1/3"]]}
    assert store.misconception_counts()
    store.close()


def test_an_old_reviews_day_is_that_of_this_machines_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / "0003.db", file)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        open_store(f"sqlite:///{file}").close()
    finally:
        monkeypatch.undo()
        time.tzset()
    days = [row["day"] for row in rows_of(file)["reviews"] if row["question_id"] == "lstm/one-step"]
    assert days[:6] == [date(2026, 3, day).isoformat() for day in range(2, 8)]  # each at 23:30 in Shanghai


@pytest.mark.parametrize("unknown", ["9999", "0002b", "00"])  # a later one, however it is called
def test_a_newer_one_is_refused_untouched(tmp_path: Path, unknown: str) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / f"{REVISIONS[-1]}.db", file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (unknown,))
        connection.commit()
    before = rows_of(file)
    with pytest.raises(StoreError, match="was written by a later version of Stepwise"):
        open_store(f"sqlite:///{file}")
    assert rows_of(file) == before


@pytest.mark.parametrize("revision", REVISIONS)
def test_attempts_keep_the_options_and_points_they_were_marked_under(revision: str, tmp_path: Path) -> None:
    """Marking again under today's conventions, such as z that keeps the old state, changes no stored attempt."""
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / f"{revision}.db", file)
    columns = {"attempt_id", "question_id", "options", "inputs", "answers", "marking", "points", "engine_version"}
    before = as_set(rows_of(file)["attempts"], columns)
    assert any('"gru/one-step"' in row for row in before)
    store = open_store(f"sqlite:///{file}")
    store.remark(max(one.finished_at for one in store.attempts()))
    assert store.outdated() == 0
    store.close()
    assert as_set(rows_of(file)["attempts"], columns) == before
