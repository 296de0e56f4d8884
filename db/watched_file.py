"""The SQLite file as it was when it was opened: whether another now stands in its place."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from db.database import named
from db.errors import StoreError

Identity = tuple[int, int]


class WatchedFile:
    """The file of an SQLite database, by device and inode number; does nothing for other databases."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is connected to a database whose file exists."""
        self._engine = engine
        self._path = database_file(engine)
        self._identity = self._now()

    def replaced(self) -> bool:
        """Whether another file was put in its place since this was last asked.

        Raises StoreError if the file is gone: what would be written now were lost.
        """
        if self._path is None:
            return False
        found = self._now()
        if found is None:
            raise StoreError(
                "{database} was moved or deleted while Stepwise was running: put it back, or start Stepwise again.",
                database=named(self._engine),
            )
        before, self._identity = self._identity, found
        return found != before

    def _now(self) -> Identity | None:
        try:
            found = self._path.stat() if self._path else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None


def database_file(engine: Engine) -> Path | None:
    """The path of an SQLite database; None for one in memory, one opened by a URI, or one on a server."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    return None if not name or name.startswith((":", "file:")) else Path(name)
