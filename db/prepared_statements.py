"""Prepared statements: what every answer runs, compiled once.

On SQLite they go to the driver directly. SQLAlchemy's own way to it takes longer than all that SQLite does for an
answer, the wait for the disk included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Cursor
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnClause, Connection, Dialect, Select, literal_column
from sqlalchemy import Row as SQLAlchemyRow
from sqlalchemy.sql.compiler import SQLCompiler

ONE: ColumnClause[int] = literal_column("1")  # written out, it is no parameter that each run fills in
Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
Row = Sequence[Any]


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
        self._compiled: _Compiled | None = None

    def run(self, connection: Transaction, values: Values) -> int:
        """Change rows; returns how many were changed."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            return self._executed(connection, values).rowcount
        options = {"preserve_rowcount": True}
        return int(connection.execute(self.statement, values, execution_options=options).rowcount)

    def first(self, connection: Transaction, values: Values) -> dict[str, Any] | None:
        """The first row found, by column; None where there is none."""
        found = self.unread(connection, values)
        return None if found is None else self.read(connection, found)

    def unread(self, connection: Transaction, values: Values) -> Row | None:
        """The first row found, as the driver gives it, to be `read` if it is wanted; None where there is none."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            row: Row | None = self._executed(connection, values).fetchone()
            return row
        return connection.execute(self.statement, values).first()

    def read(self, connection: Transaction, row: Row) -> dict[str, Any]:
        """An unread row by column, in types of Python."""
        if isinstance(row, SQLAlchemyRow):
            return dict(row._mapping)
        compiled = self._on_sqlite(connection)
        return dict(zip(compiled.columns, compiled.read(row), strict=True))

    def every(self, connection: Transaction, values: Values) -> Sequence[Row]:
        """All rows found, the columns in the statement's order."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            found, compiled = self._executed(connection, values).fetchall(), self._on_sqlite(connection)
            return list(map(compiled.read, found)) if compiled.out else found
        return connection.execute(self.statement, values).all()

    def each(self, connection: Transaction, values: Values) -> list[dict[str, Any]]:
        """All rows found, by column."""
        if isinstance(connection, Direct) or connection.dialect.name == "sqlite":
            names, found = self._on_sqlite(connection).columns, self.every(connection, values)
            return [dict(zip(names, row, strict=True)) for row in found]
        return [dict(row._mapping) for row in connection.execute(self.statement, values)]

    def _executed(self, connection: Transaction, values: Values) -> Cursor:
        compiled = self._compiled or self._on_sqlite(connection)
        if isinstance(connection, Direct):
            driver = connection.driver
        else:
            driver = cast(SQLiteConnection, connection.connection.dbapi_connection)
        return driver.execute(compiled.text, compiled.bound(values))

    def _on_sqlite(self, connection: Transaction) -> _Compiled:
        if self._compiled is None:  # for one dialect: every connection to SQLite has the same
            self._compiled = _compile(self.statement, self.given, connection.dialect)
        return self._compiled


class _Compiled(NamedTuple):
    """The text of a statement for SQLite's driver.

    `bound` makes its parameters, in their order and as the driver takes them, of values by name; `out` are the places
    of those `columns` of a row that are converted.
    """

    text: str
    bound: Callable[[Values], Row]
    columns: Sequence[str]
    out: Sequence[tuple[int, Processor]]

    def read(self, row: Row) -> Row:
        """A row of the driver's in types of Python."""
        return _converted(row, self.out) if self.out else row


def _compile(statement: Any, given: Sequence[str], dialect: Dialect) -> _Compiled:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(given) or None)
    kinds = {name: bind.type for name, bind in compiled.binds.items()}
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    names = compiled.positiontup or []
    into = _only_some(kinds[name].dialect_impl(dialect).bind_processor(dialect) for name in names)
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    out = _only_some(one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns)
    return _Compiled(str(compiled), _binder(_chooser(names), fixed, into), tuple(one.name for one in columns), out)


def _binder(
    chosen: Callable[[Values], Row], fixed: Values, into: Sequence[tuple[int, Processor]]
) -> Callable[[Values], Row]:
    """The function that takes parameters out of values, of which `fixed` are known, and converts those `into` names."""
    if fixed:
        return lambda values: _converted(chosen({**fixed, **values}), into)
    return (lambda values: _converted(chosen(values), into)) if into else chosen


def _chooser(names: Sequence[str]) -> Callable[[Values], Row]:
    """The function that takes the values with these names, in this order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


def _only_some(processors: Iterable[Processor | None]) -> list[tuple[int, Processor]]:
    """The places whose values are converted."""
    return [(place, process) for place, process in enumerate(processors) if process]


def _converted(row: Row, processors: Sequence[tuple[int, Processor]]) -> Row:
    made = list(row)
    for place, process in processors:
        made[place] = process(made[place])
    return made
