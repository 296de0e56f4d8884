"""Column types that do not raise while a row is read: a damaged value comes back as UNREADABLE."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Date, DateTime, Dialect, TypeDecorator


class Unreadable:
    """The type of UNREADABLE, which stands for a value that is damaged."""


UNREADABLE: Final = Unreadable()

Processor = Callable[[Any], Any]
WITHOUT_ZONE = len("2026-01-31 09:00:00.000000")
WRITTEN_IN = "+00:00"  # the zone that texts of SQLite are in and do not say


def _tolerant(process: Processor | None) -> Processor:
    """The processor, with UNREADABLE where it would raise."""

    def read(value: Any) -> Any:
        try:
            return process(value) if process and value is not None else value
        except (ValueError, TypeError, OverflowError, RecursionError):
            return UNREADABLE

    return read


def serialised(value: Any) -> str:
    """Value as JSON text; arrays become lists and dataclasses become objects.

    Raises TypeError for values of any other kind that JSON does not have.
    """
    return _ENCODER.encode(value)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON.")


_ENCODER = json.JSONEncoder(default=_plain, check_circular=False)


class JsonColumn(TypeDecorator[Any]):
    """Column type for JSON."""

    impl = JSON
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        """The function that writes a value of the database: on SQLite at once, for an answer has several."""
        return serialised if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """The function that reads a value of the database."""
        return _tolerant(super().result_processor(dialect, coltype))


class Day(TypeDecorator[Any]):
    """Column type for a local day."""

    impl = Date
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        """The function that writes a value of the database: on SQLite at once, for an answer has several."""
        return date.isoformat if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """The function that reads a value of the database."""
        return _tolerant(super().result_processor(dialect, coltype))


class Instant(TypeDecorator[datetime]):
    """Column type for aware datetimes, stored in UTC.

    SQLite drops the time zone, so it is restored on reading. Raises ValueError for a datetime without time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        """The function that writes a value of the database: on SQLite at once, for an answer has several."""
        return _written if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC for the database; raises ValueError for a datetime without time zone."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert from the database to an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """The function that reads a value of the database."""
        if dialect.name == "sqlite":
            return _tolerant(_read)
        return _tolerant(super().result_processor(dialect, coltype))


def _in_utc(value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise ValueError(f"{value} has no time zone.")
    return value.astimezone(UTC)


def _written(value: datetime | None) -> str | None:
    """A moment as SQLAlchemy writes it for SQLite: in UTC, which is not said, with six decimals of a second."""
    if value is None:
        return None
    return (value if value.tzinfo is UTC else _in_utc(value)).isoformat(" ", "microseconds")[:WITHOUT_ZONE]


def _read(text: str) -> datetime:
    """The moment that a text of SQLite says; to read the zone with it takes a fifth of what to add it takes."""
    try:
        moment = datetime.fromisoformat(text + WRITTEN_IN)
    except ValueError:  # it has a zone of its own, or is damaged
        moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
