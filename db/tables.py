"""Table definitions. Attempts, misconceptions, remarkings and reviews are append-only; the other tables change.

A card can be recomputed from its reviews; it is stored so that due cards can be queried directly.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


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


attempts = Table(
    "attempts",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("attempt_id", String(64), nullable=False, unique=True),
    Column("question_id", String(200), nullable=False),
    Column("mechanism", String(200), nullable=False),
    Column("options", JSON, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("seed", BigInteger),
    Column("answers", JSON, nullable=False),
    Column("marking", JSON, nullable=False),
    Column("points", Float, nullable=False),
    Column("possible", Float, nullable=False),
    Column("hints_used", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("engine_version", String(32), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Index(None, "question_id", "sequence"),
    Index(None, "finished_at"),
)

attempt_misconceptions = Table(
    "attempt_misconceptions",
    metadata,
    Column("attempt_id", ForeignKey(attempts.c.attempt_id), primary_key=True),
    Column("step", String(200), primary_key=True),
    Column("misconception_id", String(200), primary_key=True),
    Index(None, "misconception_id"),
)

remarkings = Table(
    "remarkings",
    metadata,
    Column("attempt_id", ForeignKey(attempts.c.attempt_id), primary_key=True),
    Column("engine_version", String(32), primary_key=True),
    Column("marking", JSON, nullable=False),
    Column("points", Float, nullable=False),
    Column("marked_at", Instant, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", Integer, primary_key=True),
    Column("attempt_id", ForeignKey(attempts.c.attempt_id), nullable=False, unique=True),
    Column("question_id", String(200), nullable=False),
    Column("rating", Integer, nullable=False),
    Column("reviewed_at", Instant, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index(None, "question_id", "reviewed_at"),
)

cards = Table(
    "cards",
    metadata,
    Column("question_id", String(200), primary_key=True),
    Column("due", Instant, nullable=False),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("last_review", Instant),
    Index(None, "due"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("question_id", String(200), primary_key=True),
    Column("attempt_id", String(64), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("seed", BigInteger),
    Column("inputs", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("state", JSON, nullable=False),
)

papers = Table(
    "papers",
    metadata,
    Column("paper_id", String(64), primary_key=True),
    Column("seed", BigInteger, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("wanted", JSON, nullable=False),
    Column("composed_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("handed_in_at", Instant),
    Column("points", Float),
    Column("possible", Float, nullable=False),
)

paper_items = Table(
    "paper_items",
    metadata,
    Column("paper_id", ForeignKey(papers.c.paper_id), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("attempt_id", String(64), nullable=False),
    Column("question_id", String(200), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
)

APPEND_ONLY = ("attempts", "attempt_misconceptions", "remarkings", "reviews")
CLOSED = ("papers", "paper_items")  # rows are final once the paper is handed in
