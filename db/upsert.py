"""INSERT … ON CONFLICT for SQLite and PostgreSQL: several apps may write the same row at the same time.

A statement is built once for a table and the columns that are given, since building one takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from db.prepared_statements import Prepared, Transaction, Values

KEPT = 128  # statements: a few for each table


def insert_new(connection: Transaction, table: Table, values: Values) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted.

    On PostgreSQL it waits for another transaction that is inserting the same row.
    """
    return bool(_unless_there(connection.dialect.name, table, tuple(values)).run(connection, values))


def put(connection: Transaction, table: Table, values: Values) -> None:
    """Insert a row, or replace all but the key of the one that is there."""
    _or_change(connection.dialect.name, table, tuple(values), _replaced).run(connection, values)


def add(connection: Transaction, table: Table, values: Values) -> None:
    """Insert a row of numbers, or add them to those of the row with its key."""
    _or_change(connection.dialect.name, table, tuple(values), _added).run(connection, values)


@lru_cache(KEPT)
def _unless_there(dialect: str, table: Table, names: tuple[str, ...]) -> Prepared:
    # inline: the new row's number is not asked for, so that the count of rows tells what was done
    return Prepared(_insert(dialect, table).on_conflict_do_nothing().inline(), names)


Change = Callable[[Table, str, Any], Any]


@lru_cache(KEPT)
def _or_change(dialect: str, table: Table, names: tuple[str, ...], change: Change) -> Prepared:
    statement = _insert(dialect, table)
    key = [column.name for column in table.primary_key]
    changed = {name: change(table, name, statement.excluded) for name in names if name not in key}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=changed).inline(), names)


def _replaced(_table: Table, name: str, given: Any) -> Any:
    return given[name]


def _added(table: Table, name: str, given: Any) -> Any:
    return table.c[name] + given[name]


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
