"""The SQLite file as it was when it was opened: whether another now stands in its place, and whose log lies beside it.

SQLite would apply the write-ahead log of the file that was there before to the one that is there now, and spoil it. So
the inode numbers of both are written into a small file beside them.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, event

from db.database import named
from db.errors import StoreError

Identity = list[int] | None  # device and inode number; None where there is no such file
WHEN = "%Y-%m-%dT%H%M%S"
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a file in write-ahead mode
SEEN = "-seen"  # what this module keeps there


class WatchedFile:
    """The file of an SQLite database and its write-ahead log; does nothing for other databases."""

    def __init__(self, engine: Engine) -> None:
        """`engine` need not be connected yet."""
        self._engine = engine
        self._path = database_file(engine)
        self._names = str(self._path), f"{self._path}-wal"
        self._main: Identity = None
        self._log: Identity = None
        self._log_may_be_new = True  # while a connection is open, SQLite keeps the log that it found or made
        if self._path:
            event.listen(engine, "connect", self._connected)
            self._set_stale_log_aside(self._path)

    def _connected(self, _driver: object, _record: object) -> None:
        self._log_may_be_new = True

    def remember(self) -> None:
        """Take the files as they are now for the ones that belong together."""
        if self._path is None:
            return
        self._remember(self._path, _identity(self._names[0]))

    def _remember(self, path: Path, main: Identity) -> None:
        found = main, _identity(self._names[1])
        self._log_may_be_new = found[1] is None
        if found != (self._main, self._log):
            self._main, self._log = found
            with suppress(OSError):  # a folder that can only be read
                _beside(path, SEEN).write_text(json.dumps(found), encoding="utf-8")

    def forget(self) -> None:
        """Take the small file away, if there is no log that it could tell of."""
        if self._path and not _beside(self._path, "-wal").exists():
            with suppress(OSError):
                _beside(self._path, SEEN).unlink(missing_ok=True)

    def replaced(self) -> bool:
        """Whether another file was put in its place; then its connections are closed and the old log is set aside.

        Raises StoreError if the file is gone: what would be written now were lost.
        """
        if self._path is None or self._main is None:
            return False
        found = _identity(self._names[0])
        if found is None:
            raise StoreError(
                "{database} was moved or deleted while Stepwise was running: put it back, or start Stepwise again.",
                database=named(self._engine),
            )
        if found == self._main:
            if self._log_may_be_new:  # else not asked: the write after a question about its file takes longer
                self._remember(self._path, found)
            return False
        self._engine.dispose()
        self._set_stale_log_aside(self._path)
        return True

    def _set_stale_log_aside(self, path: Path) -> None:
        """Rename the log of the file that was there before; a log that came together with its file stays."""
        try:
            main, log = json.loads(_beside(path, SEEN).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, RecursionError):
            return
        now = _identity(path)
        if now and main != now and log and log == _identity(_beside(path, "-wal")):
            set_aside(path, "replaced", BESIDE)


def set_aside(path: Path, why: str, endings: tuple[str, ...]) -> Path:
    """Give those files of a database that are there another name, which says why and when; returns the new path."""
    aside = path.with_name(f"{path.stem}-{why}-{datetime.now().astimezone().strftime(WHEN)}{path.suffix}")
    for ending in endings:
        if _beside(path, ending).exists():
            _beside(path, ending).replace(_beside(aside, ending))
    return aside


def database_file(engine: Engine) -> Path | None:
    """The path of an SQLite database; None for one in memory, one opened by a URI, or one on a server."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    return None if not name or name.startswith((":", "file:")) else Path(name)


def _beside(path: Path, ending: str) -> Path:
    return Path(f"{path}{ending}")


def _identity(path: str | Path) -> Identity:
    try:
        found = os.stat(path)  # noqa: PTH116  asked before every write: a Path costs more than the answer
    except OSError:
        return None
    return [found.st_dev, found.st_ino]
