"""Backups of an SQLite database: made with SQLite's online backup, verified, the last seven kept, and put back.

A database on a server has none here: its own tools back it up, and the export holds everything of a learner.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from db.database import Explaining, named
from db.errors import DamagedError, StoreError
from db.watched_file import BESIDE, WHEN, database_file, set_aside

KEPT = 7
FOLDER = "backups"
UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database: its file, when it was made (local time of this machine), and its size in bytes."""

    path: Path
    made_at: datetime
    size: int


def backups(engine: Engine) -> list[Backup]:
    """The backups of this database, the latest first."""
    file = database_file(engine)
    if file is None:
        return []
    found = ((path, _made_at(path, file)) for path in _folder(file).glob(f"{file.stem}-*{file.suffix}"))
    listed = [Backup(path, made_at, path.stat().st_size) for path, made_at in found if made_at]
    return sorted(listed, key=lambda backup: backup.made_at, reverse=True)


def back_up(engine: Engine, now: datetime) -> Backup | None:
    """Make a backup, verify it, and delete all but the last seven; None for a database that is no file.

    Others may write meanwhile. Raises DamagedError if the database is damaged, and StoreError if the copy cannot be
    written; the earlier backups stay then.
    """
    file = database_file(engine)
    if file is None or not file.exists():
        return None
    with Explaining(engine), _folder_errors(file):
        _folder(file).mkdir(exist_ok=True)
        while (path := _folder(file) / f"{file.stem}-{now.strftime(WHEN)}{file.suffix}").exists():
            now += timedelta(seconds=1)  # another of this second stays what it is
        _copy(file, path)
    for old in backups(engine)[KEPT:]:
        old.path.unlink(missing_ok=True)
    return Backup(path, now.replace(microsecond=0, tzinfo=None), path.stat().st_size)


def back_up_daily(engine: Engine, now: datetime) -> Backup | None:
    """Make a backup unless there is one of this day; None if there was nothing to do."""
    if any(backup.made_at.date() == now.date() for backup in backups(engine)):
        return None
    return back_up(engine, now)


def is_sound(path: Path) -> bool:
    """Whether a file is a database that SQLite finds nothing wrong with."""
    try:
        with closing(_read_only(path)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def restore(engine: Engine, backup: Backup, now: datetime) -> None:
    """Put a backup in the place of the database, of which a backup is made first; a damaged database is set aside.

    Other apps that have the database open go on with what is restored. Raises DamagedError if the backup is damaged.
    """
    if not is_sound(backup.path):
        raise DamagedError("The backup {file} is damaged: choose another one.", file=backup.path.name)
    file = database_file(engine)
    assert file is not None
    try:
        with Explaining(engine):
            if file.exists() and back_up(engine, now):
                engine.dispose()
                _copy_into(backup.path, file)
                return
    except DamagedError:
        pass
    set_database_aside(engine)
    _copy(backup.path, file)


def set_database_aside(engine: Engine) -> Path | None:
    """Give the files of a damaged database other names, so that a new one can begin; returns the new path."""
    file = database_file(engine)
    if file is None:
        return None
    engine.dispose()
    with _folder_errors(file):
        return set_aside(file, "damaged", ("", *BESIDE))


def _folder(file: Path) -> Path:
    return file.parent / FOLDER


def _made_at(path: Path, file: Path) -> datetime | None:
    try:
        return datetime.strptime(path.stem.removeprefix(f"{file.stem}-"), WHEN)  # noqa: DTZ007 (this machine's clock)
    except ValueError:
        return None


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database to a new file, which appears only when it is whole and sound."""
    unfinished = target.with_name(target.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)
    try:
        with closing(_read_only(source)) as read, closing(sqlite3.connect(unfinished)) as written:
            read.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")
        if not is_sound(unfinished):
            raise sqlite3.DatabaseError("database disk image is malformed")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _copy_into(source: Path, target: Path) -> None:
    """Copy a database over another one that may be open elsewhere."""
    with closing(_read_only(source)) as read, closing(sqlite3.connect(target)) as written:
        written.execute("PRAGMA busy_timeout=15000")
        read.backup(written)


@contextmanager
def _folder_errors(file: Path) -> Iterator[None]:
    """What the file system refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            "No backup of {database} could be written: {reason}.", database=str(file), reason=error.strerror or error
        ) from error


def location(engine: Engine) -> str:
    """Where the backups are, for messages."""
    file = database_file(engine)
    return str(_folder(file)) if file else named(engine)
