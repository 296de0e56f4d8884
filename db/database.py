"""Connecting: where the database is, and what every SQLite connection needs to be safe under Streamlit's threads."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from sqlite3 import OperationalError as SQLiteLocked
from time import sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from db.errors import StoreError, explained
from db.glance import default_file

# the timeout comes first, because turning the write-ahead log on may have to wait, and where two do so at once SQLite
# refuses one without waiting, so that is tried again; REPLACE fires the triggers
# against deleting only when triggers are recursive; fullfsync is for macOS, whose fsync does not reach the disk
PRAGMAS = (
    "busy_timeout=15000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",
)
READING = {"reading": True}
TRIES, PAUSE = 50, 0.02  # seconds between them


def connect(url: str | None = None) -> Engine:
    """An engine for this URL, else DATABASE_URL, else the SQLite file in the user's data folder.

    Nothing is opened yet. Raises StoreError for an address that cannot be one.
    """
    address = url or os.environ.get("DATABASE_URL") or default_url()
    try:
        # a parsed URL keeps its password out of every message
        engine = create_engine(make_url(address), json_serializer=serialised)
    except (ArgumentError, NoSuchModuleError):
        raise StoreError("DATABASE_URL is no database address: write it like sqlite:////home/me/stepwise.db.") from None
    except ModuleNotFoundError as error:
        raise StoreError(
            "DATABASE_URL needs the Python package {package}: install it with pip.", package=error.name
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    return engine


def default_url() -> str | URL:
    """The SQLite file in the user's data folder, which is made if need be."""
    file = default_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            "The folder {folder} cannot be made: {reason}. Set DATABASE_URL to keep your progress elsewhere.",
            folder=file.parent,
            reason=error.strerror,
        ) from error
    return URL.create("sqlite", database=str(file))


def named(engine: Engine) -> str:
    """The database as a person knows it: the file's path, or the address without its password."""
    url = engine.url
    return str(url.database) if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


@contextmanager
def explaining(engine: Engine) -> Iterator[None]:
    """Whatever the database refuses becomes one sentence."""
    try:
        yield
    # a pragma refused while connecting comes from the driver itself, everything later from SQLAlchemy
    except (DBAPIError, SQLiteError) as error:
        raise explained(error, named(engine)) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its start, so that what it reads stays true until it writes."""
    with explaining(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the database and waits for nobody."""
    with explaining(engine), engine.execution_options(**READING).begin() as connection:
        yield connection


def serialised(value: Any) -> str:
    """JSON; arrays become lists and dataclasses mappings."""
    return json.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON.")


def _configure(connection: SQLiteConnection, _record: object) -> None:
    # sqlite3 must begin no transaction of its own: _begin does
    connection.isolation_level = None
    for pragma in PRAGMAS:
        _patiently(connection, f"PRAGMA {pragma}")


def _patiently(connection: SQLiteConnection, statement: str) -> None:
    for _ in range(TRIES - 1):
        try:
            connection.execute(statement)
            return
        except SQLiteLocked as error:
            if "locked" not in str(error):
                raise
            sleep(PAUSE)
    connection.execute(statement)


def _begin(connection: Connection) -> None:
    """Without IMMEDIATE, two threads that read and then write lose each other's answers without an error."""
    only_reads = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
