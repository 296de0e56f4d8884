"""A fresh database file for a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store, open_store
from tests.emptydb import empty_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'progress.db'}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(empty_database(tmp_path / "progress.db"))
    yield opened
    opened.close()
