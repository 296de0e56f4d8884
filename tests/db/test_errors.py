"""A database that cannot be used gives one sentence that says what to do."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import platformdirs
import pytest
from sqlalchemy import Engine, make_url

from db import database
from db.database import connect, named
from db.errors import ReadOnlyError, StoreError, explained
from db.store import Store, open_store
from tests.db.attempts import NOON, attempt


def sentence(url: str) -> str:
    """What opening this database says."""
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert refused.value.template.format(**refused.value.values) == str(refused.value)
    return str(refused.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    file.write_text("These are my notes.\n" * 100)
    assert sentence(f"sqlite:///{file}") == (
        f"{file} is damaged or no Stepwise database: go back to a backup in Settings, or move it away."
    )
    assert file.read_text().startswith("These are my notes.")


def test_a_damaged_database(url: str, tmp_path: Path) -> None:
    store = open_store(url)
    for _ in range(20):
        store.record(attempt(), NOON)
    store.close()
    file = tmp_path / "progress.db"
    pages = bytearray(file.read_bytes())
    pages[4096:] = b"\xff" * (len(pages) - 4096)
    file.write_bytes(bytes(pages))
    with pytest.raises(StoreError, match="is damaged or no Stepwise database"):
        open_store(url).attempts()


def test_a_database_that_can_only_be_read(url: str, tmp_path: Path) -> None:
    open_store(url).close()
    file = tmp_path / "progress.db"
    read_only = Store(connect(f"sqlite:///file:{file}?mode=ro&uri=true"))
    with pytest.raises(StoreError, match="can only be read: make it writable, or set DATABASE_URL"):
        read_only.record(attempt(), NOON)
    read_only.close()


@pytest.fixture
def locked_folder(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with one attempt in a file that the system does not let this process write."""
    store = open_store(url)
    store.record(attempt(), NOON)
    store.close()
    monkeypatch.setattr(database, "_may_write", lambda _: False)
    return open_store(url)


def test_a_folder_that_can_only_be_read_shows_everything_and_takes_nothing(locked_folder: Store) -> None:
    assert len(locked_folder.attempts()) == 1
    assert locked_folder.counts(NOON).attempts == 1
    for write in (
        lambda: locked_folder.record(attempt(), NOON),
        lambda: locked_folder.clear_draft("lstm/one-step"),
        lambda: locked_folder.add_learner("B", "red", NOON),
    ):
        with pytest.raises(ReadOnlyError, match=r"progress\.db can only be read: make it writable"):
            write()
    assert len(locked_folder.attempts()) == 1
    locked_folder.close()


def test_what_stands_in_the_log_is_read_too(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = open_store(url)
    running.record(attempt(), NOON)
    monkeypatch.setattr(database, "_may_write", lambda _: False)
    store = open_store(url)
    assert len(store.attempts()) == 1
    store.close()
    running.close()


def test_an_empty_file_that_can_only_be_read(tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    file.touch()
    assert "can only be read: make it writable" in sentence(f"sqlite:///file:{file}?mode=ro&uri=true")


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "progress.db"
    assert sentence(f"sqlite:///{file}").startswith(f"{file} cannot be opened: check that its folder exists")


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    assert "cannot be opened" in sentence(f"sqlite:///{tmp_path}")


def test_a_database_that_another_program_holds(file_store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PRAGMAS", ("busy_timeout=1",))
    impatient = Store(connect(url))
    holder = sqlite3.connect(file_store.location, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"progress\.db is in use by another program: close that and try again\."):
        impatient.record(attempt(), NOON)
    assert impatient.attempts() == []
    holder.close()
    assert impatient.record(attempt(), NOON)
    impatient.close()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database is locked", "file.db is in use by another program: close that and try again."),
        ("database or disk is full", "The disk that holds file.db is full: free some space and try again."),
        ("attempt to write a readonly database", "file.db can only be read: make it writable, or set DATABASE_URL."),
        ("INSERT in a read-only transaction", "file.db can only be read: make it writable, or set DATABASE_URL."),
        ("disk I/O error", "file.db cannot be used: disk I/O error."),
    ],
)
def test_what_a_driver_says(said: str, sentence: str) -> None:
    assert str(explained(sqlite3.OperationalError(said), "file.db")) == sentence


@pytest.mark.parametrize("closed", ["progress.db", "."])
def test_a_file_is_only_read_where_it_or_its_folder_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    file = tmp_path / "progress.db"
    open_store(f"sqlite:///{file}").close()
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path / closed)
    store = open_store(f"sqlite:///{file}")
    assert store.attempts() == []
    with pytest.raises(ReadOnlyError):
        store.record(attempt(), NOON)
    store.close()


# ---- addresses ----


@pytest.mark.parametrize("url", ["progress.db", "sqllite:///progress.db", "://", "sqlite:/progress.db"])
def test_an_address_that_is_none(url: str) -> None:
    assert sentence(url).startswith("DATABASE_URL is no database address")


def test_a_missing_driver_is_named_and_a_password_is_not() -> None:
    refused = sentence("mysql+pymysql://me:secret@localhost/stepwise")
    assert refused == "DATABASE_URL needs the Python package pymysql: install it with pip."
    url = make_url("postgresql://me:secret@host/stepwise")
    engine = SimpleNamespace(url=url, dialect=SimpleNamespace(name="postgresql"))
    assert named(cast("Engine", engine)) == "postgresql://me:***@host/stepwise"


def test_the_address_is_the_argument_then_the_environment_then_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "100 % mine"))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///from-the-environment.db")
    assert named(connect("sqlite:///given.db")) == "given.db"
    assert named(connect()) == "from-the-environment.db"
    monkeypatch.delenv("DATABASE_URL")
    store = open_store()
    store.record(attempt(), NOON)
    assert store.location == str(tmp_path / "100 % mine" / "stepwise.db")
    assert Path(store.location).is_file()
    store.close()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "file" / "stepwise"))
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(StoreError, match=r"The folder .*stepwise cannot be made: .* Set DATABASE_URL"):
        open_store()
