"""Schema migration at start-up, with Alembic."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, column, func, inspect, select, table

from db.backup import back_up
from db.database import named, reading, writing
from db.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0009"
MIGRATING = 5_733_960_120  # the key of the advisory lock
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Create or migrate the tables to this version's schema; a database that is up to date is only read.

    Runs in one transaction: an interrupted upgrade leaves the database unchanged, and of two apps that start together
    one waits for the other. Raises StoreError for a database of a later version.
    """
    with reading(engine) as connection:
        found = revision(connection)
    if found == HEAD:
        return
    if found is not None:
        _refuse_unknown(engine, found)
        back_up(engine, datetime.now().astimezone())
    with writing(engine) as connection:
        _wait_for_others(connection)
        found = revision(connection)
        if found != HEAD:
            _refuse_unknown(engine, found)
            migrate(connection)


def revision(connection: Connection) -> str | None:
    """Revision of the database's schema, None for a database without tables.

    Read without Alembic, which takes long to import.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(column("version_num")).select_from(table("alembic_version"))).scalar()


def config() -> Config:
    """Alembic configuration, built in memory instead of read from an alembic.ini."""
    from alembic.config import Config

    config = Config()
    # Alembic interpolates %, so one in the path is doubled
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def migrate(connection: Connection, target: str = "head") -> None:
    """Bring the schema up to a revision, within the connection's transaction."""
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, target)


def _wait_for_others(connection: Connection) -> None:
    """Let one app migrate at a time; on SQLite the transaction has the file's lock already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))


def _refuse_unknown(engine: Engine, found: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            "{database} was written by a later version of Stepwise: update Stepwise, or set DATABASE_URL.",
            database=named(engine),
        )
