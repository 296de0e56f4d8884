"""The tables are what the migrations make; a database is migrated once, wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, event, inspect, text

from db import migrate
from db.database import connect, named, reading, writing
from db.errors import StoreError
from db.store import Store, open_store
from db.tables import APPEND_ONLY, CLOSED, metadata
from tests.db.conftest import BOTH


@pytest.fixture(params=BOTH)
def bare(request: pytest.FixtureRequest, url: str) -> str:
    """The address of a database without tables, of either kind."""
    if request.param == "sqlite":
        return url
    found: str = request.getfixturevalue("server").database("template0")
    return found


@pytest.fixture
def engine(bare: str) -> Iterator[Engine]:
    """A database without tables."""
    opened = connect(bare)
    yield opened
    opened.dispose()


def test_the_migrations_make_the_tables(engine: Engine) -> None:
    migrate.upgrade(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(metadata.tables) < set(inspect(connection).get_table_names())


def test_the_newest_migration_is_the_one_the_app_asks_for(engine: Engine) -> None:
    assert ScriptDirectory.from_config(migrate.config()).get_heads() == [migrate.HEAD]
    migrate.upgrade(engine)
    with reading(engine) as connection:
        assert migrate.revision(connection) == migrate.HEAD


def test_the_app_may_lie_in_a_folder_with_a_percent_sign(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(migrate, "MIGRATIONS", tmp_path / "100 % mine")
    assert migrate.config().get_main_option("script_location") == str(tmp_path / "100 % mine")


def test_what_only_grows_is_guarded(file_store: Store) -> None:
    with reading(file_store._engine) as connection:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        triggers = set(found.scalars())
    changes = ("update", "delete")
    only_grow = {f"{table}_no_{change}" for table in APPEND_ONLY for change in changes}
    assert triggers == only_grow | {f"{table}_closed_no_{change}" for table in CLOSED for change in changes}


def test_a_database_that_is_up_to_date_is_only_looked_at(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.upgrade(engine)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    monkeypatch.setattr(migrate, "migrate", lambda *_: pytest.fail("nothing was to be migrated"))
    migrate.upgrade(engine)
    assert statements
    assert all(statement.lstrip().startswith(("BEGIN", "PRAGMA", "SELECT")) for statement in statements)
    assert "BEGIN IMMEDIATE" not in statements


def test_an_upgrade_that_fails_leaves_nothing_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection, *_: object) -> None:
        connection.execute(text("CREATE TABLE attempts (sequence INTEGER)"))
        raise RuntimeError("the power went")

    monkeypatch.setattr(migrate, "migrate", half)
    with pytest.raises(RuntimeError):
        migrate.upgrade(engine)
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == []


def test_a_database_of_a_later_version_is_left_alone(engine: Engine, bare: str) -> None:
    migrate.upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        open_store(bare)
    assert str(refused.value).startswith(f"{named(engine)} was written by a later version of Stepwise")
    with reading(engine) as connection:
        assert migrate.revision(connection) == "9999"
