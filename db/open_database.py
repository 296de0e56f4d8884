"""What every use of the store goes through: the connection to an open database, and the file it is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from db import FIRST_LEARNER
from db.database import Explaining, named, reading, writing
from db.migrate import upgrade
from db.watched_file import WatchedFile


class OpenDatabase:
    """An open database, and whose rows are meant."""

    def __init__(self, engine: Engine, learner_id: int = FIRST_LEARNER, file: WatchedFile | None = None) -> None:
        """`engine` is connected to a database whose tables are up to date."""
        self._engine = engine
        self.learner_id = learner_id
        self._file = file or WatchedFile(engine)

    @property
    def location(self) -> str:
        """Location of the database: the path of the file, or the address without its password."""
        return named(self._engine)

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()
        self._file.forget()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._follow_file()
        with writing(self._engine) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._follow_file()
        with reading(self._engine) as connection:
            yield connection

    def _follow_file(self) -> None:
        """Open the file anew if another was put in its place."""
        if self._file.replaced():
            self._open_again()

    def _open_again(self) -> None:
        with Explaining(self._engine):
            upgrade(self._engine)
        self._file.remember()
