"""Opening the database: where it lies, how SQLite is set up, bringing its tables up to date."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.engine import make_url

from db.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0001"  # the newest migration; a test holds that it is


def default_url() -> str:
    """DATABASE_URL, or a file in the user's data folder."""
    chosen = os.environ.get("DATABASE_URL")
    if chosen:
        return chosen
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('stepwise', appauthor=False) / 'stepwise.db'}"


def connect(url: str | None = None) -> Engine:
    """An engine whose tables are up to date; raises StoreError with one sentence when that cannot be had."""
    address = url or default_url()
    try:
        parsed = make_url(address)
        file = parsed.database if parsed.get_backend_name() == "sqlite" else None
        if file and file != ":memory:":
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
        if parsed.get_backend_name() == "sqlite":
            _prepare(engine)
        with engine.begin() as connection:
            upgrade(connection)
    except (DatabaseError, OSError, ValueError, ImportError) as error:
        raise StoreError(
            "The progress file {address} cannot be opened ({reason}): check that it may be written and is a Stepwise file.",
            address=address,
            reason=str(getattr(error, "orig", None) or error).split("\n")[0],
        ) from error
    return engine


def _prepare(engine: Engine) -> None:
    """Durable and safe under threads: write-ahead log, full sync, and every transaction takes the write lock at once."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def upgrade(connection: Connection) -> None:
    """Run what migrations are missing. Alembic is imported only if there are any."""
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if current == HEAD:
            return
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
