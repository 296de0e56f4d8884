<<<<<<< HEAD
"""What holds for every page under test: a database of its own, with nothing in it."""
=======
"""What every test of a page starts from: an empty store, and installed packages that were searched once."""
>>>>>>> 1b0d98941131ef0116f9cadd1cc6f5636a8d7b4f

from __future__ import annotations

from collections.abc import Iterator
<<<<<<< HEAD
=======
from functools import cache
>>>>>>> 1b0d98941131ef0116f9cadd1cc6f5636a8d7b4f
from pathlib import Path

import pytest
import streamlit as st
<<<<<<< HEAD


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty database, closed again afterwards."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    st.cache_resource.clear()
    yield
    from ui.session import persistence

=======
from streamlit.components.v2 import manifest_scanner

from db.store import Store
from tests.emptydb import empty_database


@pytest.fixture(scope="session", autouse=True)
def packages_searched_once() -> Iterator[None]:
    """AppTest makes a server for each run, and each reads what all installed packages say of themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The empty store of the pages."""
    monkeypatch.setenv("DATABASE_URL", empty_database(tmp_path / "test.db"))
    st.cache_resource.clear()
    from ui.session import persistence

    yield persistence.store()
>>>>>>> 1b0d98941131ef0116f9cadd1cc6f5636a8d7b4f
    persistence.store().close()
    st.cache_resource.clear()
