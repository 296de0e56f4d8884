"""INSERT … ON CONFLICT for SQLite and PostgreSQL: several apps may write the same row at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Values = Mapping[str, Any]


def insert_new(connection: Connection, table: Table, values: Values) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted.

    On PostgreSQL it waits for another transaction that is inserting the same row.
    """
    # inline: the new row's number is not asked for, so that the count of rows tells what was done
    statement = _insert(connection, table).values(values).on_conflict_do_nothing().inline()
    return bool(connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount)


def put(connection: Connection, table: Table, values: Values) -> None:
    """Insert a row, or replace all but the key of the one that is there."""
    statement = _insert(connection, table).values(values)
    key = _key(table)
    rest = {name: statement.excluded[name] for name in values if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=rest))


def add(connection: Connection, table: Table, values: Values) -> None:
    """Insert a row of numbers, or add them to those of the row with its key."""
    statement = _insert(connection, table).values(values)
    key = _key(table)
    sums = {name: table.c[name] + statement.excluded[name] for name in values if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=sums))


def _key(table: Table) -> Sequence[str]:
    return [column.name for column in table.primary_key]


def _insert(connection: Connection, table: Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
