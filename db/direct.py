"""The transaction in which an answer is recorded: on SQLite it is the driver's own, on a connection kept from the last.

SQLAlchemy's transaction takes a third of the time that an answer takes. To take a connection out of its pool and put it
back takes as long as to begin and end a transaction on it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from sqlite3 import Connection as SQLiteConnection
from threading import Lock
from typing import cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Pool, PoolProxiedConnection, QueuePool, event

from db.database import BEGIN_WRITING, COMMIT, OF_THE_DRIVER, told, writing
from db.prepared_statements import Direct, Transaction


def recording(engine: Engine) -> AbstractContextManager[Transaction]:
    """Transaction that writes with prepared statements alone; as `writing` otherwise."""
    return _DirectTransaction(engine) if engine.dialect.name == "sqlite" else writing(engine)


class _DirectTransaction:
    """Transaction of SQLite's driver, which takes the write lock at its start; a generator would take longer."""

    __slots__ = ("_driver", "_engine", "_kept", "_pool", "_pooled")

    def __init__(self, engine: Engine) -> None:
        self._engine, self._pool = engine, engine.pool
        self._kept = _KEPT.get(engine) or _KEPT.setdefault(engine, _Kept(engine))

    def __enter__(self) -> Direct:
        try:
            self._pooled = self._kept.take() or self._engine.raw_connection()
            self._driver = cast(SQLiteConnection, self._pooled.dbapi_connection)
            self._execute(BEGIN_WRITING)
        except OF_THE_DRIVER as error:
            raise told(self._engine, error) from error
        return Direct(self._engine.dialect, self._driver)

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            if error is None:
                self._execute(COMMIT)
                self._kept.keep(self._pooled, self._pool, self._engine)
            else:
                self._pooled.close()  # which rolls back
        except OF_THE_DRIVER as failed:
            raise told(self._engine, failed) from failed
        if isinstance(error, OF_THE_DRIVER):
            raise told(self._engine, error) from error

    def _execute(self, statement: str) -> None:
        try:
            self._driver.execute(statement)
        except BaseException:
            self._pooled.close()
            raise


class _Kept:
    """The connection out of an engine's pool that waits for the next answer, and is closed with the pool."""

    def __init__(self, engine: Engine) -> None:
        self._waiting: PoolProxiedConnection | None = None
        self._lock = Lock()
        event.listen(engine, "engine_disposed", self._close)

    def take(self) -> PoolProxiedConnection | None:
        """The connection, if it is free."""
        with self._lock:
            found, self._waiting = self._waiting, None
        return found

    def keep(self, pooled: PoolProxiedConnection, pool: Pool, engine: Engine) -> None:
        """Keep a connection out of this pool, unless there is one, or the engine has another pool by now.

        One to a database in memory belongs to its thread, and goes back.
        """
        with self._lock:
            if self._waiting is None and pool is engine.pool and isinstance(pool, QueuePool):
                self._waiting = pooled
                return
        pooled.close()

    def _close(self, _engine: Engine) -> None:
        if pooled := self.take():
            pooled.invalidate()


_KEPT: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
