"""What holds for every page under test: a database of its own, with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty database, closed again afterwards."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    st.cache_resource.clear()
    yield
    from ui.session import persistence

    persistence.store().close()
    st.cache_resource.clear()
