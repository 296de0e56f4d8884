"""What every test of a page starts from: an empty store, and installed packages that were searched once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from db.store import Store
from tests.emptydb import empty_database
from ui.session.daily_backup import DailyBackup


@pytest.fixture(scope="session", autouse=True)
def packages_searched_once() -> Iterator[None]:
    """AppTest makes a server for each run, and each reads what all installed packages say of themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def see_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[DailyBackup, Store], None]:
    """How a backup a day is seen to; no test has one made beside it, in a thread."""
    found = DailyBackup.see_to
    monkeypatch.setattr(DailyBackup, "see_to", lambda self, store: None)
    return found


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The empty store of the pages."""
    monkeypatch.setenv("DATABASE_URL", empty_database(tmp_path / "test.db"))
    st.cache_resource.clear()
    from ui.session import persistence

    yield persistence.store()
    persistence.close()
    st.cache_resource.clear()
