"""Column types that do not raise while a row is read: a damaged value comes back as UNREADABLE."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import JSON, Date, DateTime, Dialect, TypeDecorator


class Unreadable:
    """The type of UNREADABLE, which stands for a value that is damaged."""


UNREADABLE: Final = Unreadable()

Processor = Callable[[Any], Any]


def _tolerant(process: Processor | None) -> Processor:
    """The processor, with UNREADABLE where it would raise."""

    def read(value: Any) -> Any:
        try:
            return process(value) if process and value is not None else value
        except (ValueError, TypeError, OverflowError, RecursionError):
            return UNREADABLE

    return read


class Document(TypeDecorator[Any]):
    """Column type for JSON."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """The function that reads a value of the database."""
        return _tolerant(super().result_processor(dialect, coltype))


class Day(TypeDecorator[Any]):
    """Column type for a local day."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """The function that reads a value of the database."""
        return _tolerant(super().result_processor(dialect, coltype))


class Instant(TypeDecorator[datetime]):
    """Column type for aware datetimes, stored in UTC.

    SQLite drops the time zone, so it is restored on reading. Raises ValueError for a datetime without time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC for the database; raises ValueError for a datetime without time zone."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert from the database to an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """The function that reads a value of the database."""
        return _tolerant(super().result_processor(dialect, coltype))
