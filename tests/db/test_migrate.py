"""The tables are what the migrations make, from an empty file, again, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_mock_engine, event, inspect, text
from sqlalchemy.schema import CreateTable

from db import migrate, store
from db.database import connect, reading, writing
from db.errors import StoreError
from db.records import Draft, Paper, PaperItem
from db.tables import APPEND_ONLY, CLOSED, metadata
from tests.db.attempts import NOON, attempt


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database without tables."""
    opened = connect(url)
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


def test_what_only_grows_is_guarded(engine: Engine) -> None:
    migrate.upgrade(engine)
    with reading(engine) as connection:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        triggers = set(found.scalars())
    changes = ("update", "delete")
    only_grow = {f"{table}_no_{change}" for table in APPEND_ONLY for change in changes}
    assert triggers == only_grow | {f"{table}_closed_no_{change}" for table in CLOSED for change in changes}


def test_what_was_recorded_before_there_were_papers_is_kept(engine: Engine, url: str) -> None:
    with writing(engine) as connection:
        migrate._migrate(connection, "upgrade", "0001")
    old = store.Store(engine)
    old.record(attempt("gru/blend", attempt_id="old"), NOON)
    old.save_draft(Draft("lstm/one-step", "begun", NOON, 4, {"x": [[1.0]]}, {"cell": [["0.5"]]}), NOON)
    before = (old.attempts(), old.cards(), old.reviews("gru/blend"), old.draft("lstm/one-step"))
    new = store.open_store(url)
    assert (new.attempts(), new.cards(), new.reviews("gru/blend"), new.draft("lstm/one-step")) == before
    new.compose_paper(Paper("p", 1, 30, 3.0, NOON, items=(PaperItem("a", "gru/blend", 2),)))
    new.start_paper("p", NOON)
    assert new.hand_in_paper("p", [attempt("gru/blend", attempt_id="a")], NOON)
    new.close()
    migrate.downgrade(engine, "0002")
    assert {kept.attempt_id for kept in old.attempts()} == {"old", "a"}


def test_a_database_that_is_up_to_date_is_only_looked_at(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.upgrade(engine)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    monkeypatch.setattr(migrate, "_migrate", lambda *_: pytest.fail("nothing was to be migrated"))
    migrate.upgrade(engine)
    assert statements
    assert all(statement.startswith(("BEGIN", "PRAGMA", "SELECT")) for statement in statements)
    assert "BEGIN IMMEDIATE" not in statements


def test_there_and_back_and_there_again(engine: Engine) -> None:
    migrate.upgrade(engine)
    migrate.downgrade(engine)
    with reading(engine) as connection:
        assert migrate.revision(connection) is None
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrate.upgrade(engine)
    with reading(engine) as connection:
        assert migrate.revision(connection) == migrate.HEAD


def test_an_upgrade_that_fails_leaves_nothing_behind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection, *_: object) -> None:
        connection.execute(text("CREATE TABLE attempts (sequence INTEGER)"))
        raise RuntimeError("the power went")

    monkeypatch.setattr(migrate, "_migrate", half)
    with pytest.raises(RuntimeError):
        migrate.upgrade(engine)
    with reading(engine) as connection:
        assert inspect(connection).get_table_names() == []


def test_a_database_of_a_later_version_is_left_alone(engine: Engine, url: str, tmp_path: Path) -> None:
    migrate.upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as refused:
        store.open_store(url)
    assert str(refused.value).startswith(f"{tmp_path / 'progress.db'} was written by a later version of Stepwise")


def test_the_tables_can_be_described_to_postgresql() -> None:
    dialect = create_mock_engine("postgresql://", print).dialect
    created = [str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables]
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in created)
    assert sum("JSON" in statement for statement in created) >= 3
