"""Database connections: address, transactions, and the SQLite settings that make it safe under Streamlit's threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from sqlite3 import OperationalError as SQLiteLocked
from sqlite3 import connect as open_sqlite
from time import sleep
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from db.columns import serialised
from db.errors import ReadOnlyError, StoreError, explained
from db.sqlite_reader import default_file, tolerant_text

# busy_timeout comes first, because switching to the write-ahead log may have to wait for a lock; if two connections
# switch at once, SQLite refuses one without waiting, hence the retries. recursive_triggers makes REPLACE fire the
# triggers against deleting. fullfsync is for macOS, whose fsync does not reach the disk.
PRAGMAS = (
    "busy_timeout=15000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "cache_size=-8192",  # kilobytes: a learner's history of years; SQLite's own 2,000 are read over and over
)
BEGIN_WRITING, COMMIT = "BEGIN IMMEDIATE", "COMMIT"
# A pragma refused while connecting comes from the driver itself, everything later from SQLAlchemy.
# UnicodeDecodeError: the name of a damaged table, in SQLite's own sentence about it.
OF_THE_DRIVER = (DBAPIError, SQLiteError, NoConnectionFree, UnicodeDecodeError)
SQLITE_READING = {"reading": True}  # execution options of transactions that only read: one snapshot
POSTGRESQL_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
SECONDS_TO_CONNECT = 5  # to a server that does not answer
TRIES, PAUSE = 50, 0.02  # attempts at a locked statement, and seconds between them


def connect(address: str | None = None) -> Engine:
    """SQLAlchemy engine for this address, else for DATABASE_URL, else for the SQLite file in the user's data folder.

    No connection is opened yet. Raises StoreError for an invalid address, a missing driver package, or a data folder
    that cannot be created.
    """
    given = address or os.environ.get("DATABASE_URL") or default_url()
    try:
        # a parsed URL keeps its password out of every message
        url = make_url(given)
        engine = create_engine(url, json_serializer=serialised, **_settings(url))
    except (ArgumentError, NoSuchModuleError):
        raise StoreError("DATABASE_URL is no database address: write it like sqlite:////home/me/stepwise.db.") from None
    except ModuleNotFoundError as error:
        raise StoreError(
            "DATABASE_URL needs the Python package {package}: install it with pip.", package=error.name
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", partial(_only_to_read_if_need_be, url))
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    return engine


def _settings(url: URL) -> dict[str, Any]:
    """Arguments of create_engine: a server may have been started again since the last statement."""
    if url.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True, "connect_args": {"connect_timeout": SECONDS_TO_CONNECT}}
    return {}


def _only_to_read_if_need_be(url: URL, *_given: Any) -> SQLiteConnection | None:
    """Connection to a file that cannot be written; None for any other, which is connected to as usual."""
    file = Path(url.database or ":memory:")
    return _only_to_read(file) if file.is_file() and not _may_write(file) else None


def _may_write(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _only_to_read(file: Path) -> SQLiteConnection:
    """Connection to a file that cannot be written, nor its log made beside it; a log that is there is read."""
    log = file.with_name(f"{file.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    return open_sqlite(f"{file.resolve().as_uri()}?{mode}", uri=True, check_same_thread=False)


def default_url() -> str | URL:
    """Address of the SQLite file in the user's data folder, which is created if needed.

    Raises StoreError if the folder cannot be created.
    """
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
    """Database location for messages: the path of the file, or the address without its password."""
    url = engine.url
    return str(url.database) if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)


class Explaining:
    """Context that turns errors of the database driver into StoreError, one sentence each."""

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        """`engine` is the database that the sentences name."""
        self._engine = engine

    def __enter__(self) -> Self:
        """Begin the context."""
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        """End the context; raises StoreError in the place of a driver's error."""
        if isinstance(error, OF_THE_DRIVER):
            raise told(self._engine, error) from error


def told(engine: Engine, error: Exception) -> StoreError:
    """The sentence for a driver's error."""
    said = explained(error, named(engine))
    if isinstance(said, ReadOnlyError):
        engine.dispose()  # the file may be writable the next time; a connection stays what it is
    return said


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Transaction that writes; on SQLite it takes the write lock at its start (BEGIN IMMEDIATE).

    What it reads there stays true until it writes; on a server, rows are locked where that matters. Commits on exit,
    rolls back on an exception, and raises StoreError for database errors.
    """
    with Explaining(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read-only transaction on one snapshot of the database; on SQLite it waits for no writer.

    Raises StoreError for database errors.
    """
    options = SQLITE_READING if engine.dialect.name == "sqlite" else POSTGRESQL_READING
    with Explaining(engine), engine.connect() as connection, connection.execution_options(**options).begin():
        yield connection


def _configure(connection: SQLiteConnection, _record: object) -> None:
    # turn off the transactions that sqlite3 begins by itself; _begin begins them
    connection.isolation_level = None
    connection.text_factory = tolerant_text
    for pragma in PRAGMAS:
        _execute_with_retries(connection, f"PRAGMA {pragma}")


def _execute_with_retries(connection: SQLiteConnection, statement: str) -> None:
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
    """Begin a transaction, with IMMEDIATE if it writes.

    A deferred transaction that reads and then writes fails at once, despite busy_timeout, if another has written
    meanwhile.
    """
    only_reads = connection.get_execution_options().get("reading")
    connection.connection.cursor().execute("BEGIN" if only_reads else BEGIN_WRITING)
