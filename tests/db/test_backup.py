"""Backups: whole, verified, seven of them, and put back over a database that is sound, damaged, gone or in use."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db import backup, migrate
from db.backup import backups, is_sound, set_database_aside
from db.database import connect
from db.errors import DamagedError, StoreError
from db.store import Store, open_store
from tests.db.attempts import NOON, attempt
from tests.db.test_released import RELEASED, rows_of

MONDAY = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 (this machine's clock)


def damage(file: Path) -> None:
    """Overwrite all pages but the first."""
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(bytes(content))


def test_wiping_and_putting_back_gives_the_same_numbers(file_store: Store) -> None:
    for day in range(5):
        now = NOON + timedelta(days=day)
        file_store.record(attempt(now=now, misconceptions=(("cell", "stale.cell"),)), now)
    before = rows_of(Path(file_store.location))
    made = file_store.back_up(MONDAY)
    assert made is not None
    assert is_sound(made.path)
    for _ in range(3):
        file_store.record(attempt("gru/one-step"), NOON)
    assert rows_of(Path(file_store.location)) != before
    file_store.restore(made, MONDAY + timedelta(hours=1))
    assert rows_of(Path(file_store.location)) == before
    undone, kept = file_store.backups()  # what was there before can be put back as well
    assert kept == made
    file_store.restore(undone, MONDAY + timedelta(hours=2))
    assert len(file_store.attempts()) == 8


def test_the_last_seven_are_kept_and_one_a_day_is_made(file_store: Store) -> None:
    for day in range(10):
        assert file_store.back_up_daily(MONDAY + timedelta(days=day)) is not None
        assert file_store.back_up_daily(MONDAY + timedelta(days=day, hours=5)) is None
    found = file_store.backups()
    assert [one.made_at for one in found] == [MONDAY + timedelta(days=day) for day in range(9, 2, -1)]
    assert all(is_sound(one.path) for one in found)
    assert [one.size for one in found] == [one.path.stat().st_size for one in found]


def test_a_backup_of_a_day_that_has_not_come_takes_the_place_of_none(file_store: Store) -> None:
    ahead = MONDAY + timedelta(days=3)  # made while the clock was wrong
    assert file_store.back_up_daily(ahead) is not None
    assert file_store.back_up_daily(MONDAY) is not None
    assert [one.made_at for one in file_store.backups()] == [ahead, MONDAY]


def test_others_write_while_a_backup_is_made(file_store: Store) -> None:
    writer = sqlite3.connect(file_store.location, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE learners SET name = 'halfway'")
    made = file_store.back_up(MONDAY)
    writer.execute("COMMIT")
    writer.close()
    assert made is not None
    assert rows_of(made.path)["learners"][0]["name"] == ""


def test_before_a_migration_the_old_database_is_copied(tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / "0003.db", file)
    before = rows_of(file)
    open_store(f"sqlite:///{file}").close()
    (made,) = backups(connect(f"sqlite:///{file}"))
    assert rows_of(made.path) == before
    open_store(f"sqlite:///{file}").close()
    assert len(backups(connect(f"sqlite:///{file}"))) == 1


def test_without_a_backup_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "progress.db"
    shutil.copy(RELEASED / "0003.db", file)
    before = rows_of(file)
    (tmp_path / "backups").write_text("in the way")
    monkeypatch.setattr(migrate, "migrate", lambda *_: pytest.fail("nothing was to be migrated"))
    with pytest.raises(StoreError, match=r"No backup of .*progress\.db could be written"):
        open_store(f"sqlite:///{file}")
    assert rows_of(file) == before


def test_a_damaged_database_is_set_aside_and_the_backup_put_in_its_place(file_store: Store) -> None:
    file = Path(file_store.location)
    for _ in range(20):
        file_store.record(attempt(), NOON)
    made = file_store.back_up(MONDAY)
    assert made is not None
    file_store.close()
    damage(file)
    with pytest.raises(DamagedError):
        file_store.attempts()
    with pytest.raises(DamagedError):
        file_store.back_up(MONDAY + timedelta(hours=1))
    assert [one.path for one in file_store.backups()] == [made.path]
    file_store.restore(made, MONDAY + timedelta(hours=2))
    assert len(file_store.attempts()) == 20
    assert len(list(file.parent.glob("progress-damaged-*.db"))) == 1
    assert file_store.record(attempt(), NOON)


def test_a_stale_log_does_not_spoil_what_is_put_back(file_store: Store, tmp_path: Path) -> None:
    file = Path(file_store.location)
    for _ in range(20):
        file_store.record(attempt(), NOON)
    made = file_store.back_up(MONDAY)
    assert made is not None
    for _ in range(20):
        file_store.record(attempt(), NOON)
    logs = {ending: file.with_name(file.name + ending).read_bytes() for ending in ("-wal", "-shm")}
    file_store.close()
    file.unlink()
    for ending, content in logs.items():  # as after a killed process
        file.with_name(file.name + ending).write_bytes(content)
    backup.restore(connect(f"sqlite:///{file}"), made, MONDAY + timedelta(hours=1))
    again = open_store(f"sqlite:///{file}")
    assert len(again.attempts()) == 20
    again.close()


def test_a_damaged_backup_is_refused(file_store: Store) -> None:
    file_store.record(attempt(), NOON)
    made = file_store.back_up(MONDAY)
    assert made is not None
    damage(made.path)
    with pytest.raises(DamagedError, match=rf"The backup {made.path.name} is damaged: choose another one\."):
        file_store.restore(made, MONDAY + timedelta(hours=1))
    assert len(file_store.attempts()) == 1


def test_setting_aside_lets_a_new_one_begin(file_store: Store) -> None:
    file_store.record(attempt(), NOON)
    engine = connect(f"sqlite:///{file_store.location}")
    with closing(sqlite3.connect(file_store.location)) as holder:  # so that the log is there
        holder.execute("SELECT * FROM attempts").fetchall()
        aside = set_database_aside(engine)
    assert aside is not None
    assert {path.name for path in aside.parent.glob("*damaged*")} >= {aside.name, f"{aside.name}-wal"}
    again = open_store(f"sqlite:///{file_store.location}")
    assert again.attempts() == []
    again.close()


# ---- files that change while the app is running ----


def test_a_file_put_in_its_place_while_running_is_gone_on_with(file_store: Store, tmp_path: Path) -> None:
    file_store.record(attempt("gru/one-step"), NOON)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    for _ in range(3):
        other.record(attempt(), NOON)
    other.close()
    shutil.move(tmp_path / "other.db", file_store.location)
    file_store.record(attempt(), NOON)
    assert {one.question_id for one in file_store.attempts()} == {"lstm/one-step"}
    assert len(file_store.attempts()) == 4
    with closing(sqlite3.connect(file_store.location)) as connection:
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (4,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.exhaustive
def test_a_file_put_in_its_place_before_a_restart_is_not_spoilt_by_the_old_log(url: str, tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    running = open_store(url)
    running.record(attempt("gru/one-step"), NOON)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    for _ in range(200):
        other.record(attempt(), NOON)
    other.close()
    shutil.move(tmp_path / "other.db", file)
    running.close()
    assert (tmp_path / "progress.db-wal").exists()  # SQLite leaves it there
    again = open_store(url)
    assert {one.question_id for one in again.attempts()} == {"lstm/one-step"}
    assert len(again.attempts()) == 200
    again.close()
    assert is_sound(file)


def test_a_log_that_came_with_its_file_is_read(url: str, tmp_path: Path) -> None:
    running = open_store(url)
    for _ in range(20):
        running.record(attempt(), NOON)
    (tmp_path / "moved").mkdir()
    for path in tmp_path.glob("progress.db*"):
        shutil.copy(path, tmp_path / "moved")
    running.close()
    again = open_store(f"sqlite:///{tmp_path / 'moved' / 'progress.db'}")
    assert len(again.attempts()) == 20
    again.close()


def test_an_old_file_put_in_its_place_is_migrated(file_store: Store, tmp_path: Path) -> None:
    shutil.copy(RELEASED / "0001.db", tmp_path / "old.db")
    shutil.move(tmp_path / "old.db", file_store.location)
    assert len(file_store.attempts()) == 20


def test_nothing_is_written_into_a_file_that_is_gone(file_store: Store, tmp_path: Path) -> None:
    file_store.record(attempt(), NOON)
    shutil.move(file_store.location, tmp_path / "elsewhere.db")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"progress\.db was moved or deleted while Stepwise was running: put it"):
            file_store.record(attempt(), NOON)
    shutil.move(tmp_path / "elsewhere.db", file_store.location)
    assert file_store.record(attempt(), NOON)
    assert len(file_store.attempts()) == 2
