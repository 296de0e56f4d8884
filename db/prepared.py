"""Prepared statements: what every answer runs, compiled once.

On SQLite they go to the driver directly. SQLAlchemy's own way to it takes longer than all that SQLite does for an
answer, the wait for the disk included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from sqlite3 import Connection as SQLiteConnection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
COMPILED = 256  # statements


class Direct(NamedTuple):
    """A connection of SQLite's driver, in a transaction, on which only prepared statements run."""

    dialect: Dialect
    driver: SQLiteConnection


Transaction = Connection | Direct


class Prepared:
    """A statement of SQLAlchemy's with named parameters; `given` are the columns that an INSERT or UPDATE sets.

    Runs in the transaction of the connection that it is given.
    """

    def __init__(self, statement: Any, given: Sequence[str] = ()) -> None:
        """`statement` fits the dialect of every connection that it will be run on."""
        self.statement = statement
        self.given = tuple(given)

    def run(self, connection: Transaction, values: Values) -> int:
        """Change rows; returns how many were changed."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            compiled = _compiled(self, connection.dialect)
            return int(_driver(connection).execute(compiled.text, compiled.in_order(values)).rowcount)
        options = {"preserve_rowcount": True}
        return int(connection.execute(self.statement, values, execution_options=options).rowcount)

    def first(self, connection: Transaction, values: Values) -> dict[str, Any] | None:
        """The first row found, by column; None where there is none."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            compiled = _compiled(self, connection.dialect)
            found = _driver(connection).execute(compiled.text, compiled.in_order(values)).fetchone()
            return None if found is None else dict(zip(compiled.columns, compiled.read(found), strict=True))
        row = connection.execute(self.statement, values).first()
        return None if row is None else dict(row._mapping)

    def every(self, connection: Transaction, values: Values) -> Sequence[Sequence[Any]]:
        """All rows found, the columns in the statement's order."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            compiled = _compiled(self, connection.dialect)
            found = _driver(connection).execute(compiled.text, compiled.in_order(values)).fetchall()
            return [compiled.read(row) for row in found] if compiled.converts else found
        return connection.execute(self.statement, values).all()


class _Compiled(NamedTuple):
    """The text of a statement; its parameters in their order, made of values by name; its columns, and what a row of
    the driver's is read as, if that `converts` anything."""

    text: str
    in_order: Callable[[Values], list[Any]]
    columns: tuple[str, ...]
    read: Callable[[Sequence[Any]], list[Any]]
    converts: bool


@lru_cache(COMPILED)
def _compiled(prepared: Prepared, dialect: Dialect) -> _Compiled:
    compiled: SQLCompiler = prepared.statement.compile(dialect=dialect, column_keys=list(prepared.given) or None)
    kinds = {name: bind.type for name, bind in compiled.binds.items()}
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    names = compiled.positiontup or []
    into = _only_some(kinds[name].dialect_impl(dialect).bind_processor(dialect) for name in names)
    chosen = prepared.statement.selected_columns if isinstance(prepared.statement, Select) else ()
    out = _only_some(one.type.dialect_impl(dialect).result_processor(dialect, None) for one in chosen)

    def in_order(values: Values) -> list[Any]:
        every = {**fixed, **values} if fixed else values
        return _processed([every[name] for name in names], into)

    def read(row: Sequence[Any]) -> list[Any]:
        return _processed(list(row), out)

    return _Compiled(str(compiled), in_order, tuple(one.name for one in chosen), read, bool(out))


def _only_some(processors: Iterable[Processor | None]) -> list[tuple[int, Processor]]:
    """The places whose values are converted."""
    return [(place, process) for place, process in enumerate(processors) if process]


def _processed(row: list[Any], processors: Sequence[tuple[int, Processor]]) -> list[Any]:
    for place, process in processors:
        row[place] = process(row[place])
    return row


def _driver(connection: Transaction) -> Any:
    """The connection of the driver itself."""
    return connection.driver if isinstance(connection, Direct) else connection.connection.dbapi_connection
