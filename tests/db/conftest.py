"""Fresh databases for a test: an SQLite file, and in heavy tests one of a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store, open_store
from tests.db.postgresql import Server, running
from tests.emptydb import empty_database

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.heavy))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of this process."""
    with running() as started:
        yield started


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'progress.db'}"


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in an SQLite file."""
    opened = open_store(empty_database(tmp_path / "progress.db"))
    yield opened
    opened.close()


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind, with its tables."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        return server.database()
    return empty_database(tmp_path / "progress.db")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store of either kind."""
    opened = open_store(address)
    yield opened
    opened.close()
