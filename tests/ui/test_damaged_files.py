"""Databases with flipped bits, opened by every page: a sentence at most, never a traceback, and no page hangs."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from tests.db.test_damage import flipped, sound  # noqa: F401
from tests.ui.app import page
from tests.ui.app import sound as raised_nothing
from ui.session import persistence

PAGES = (
    "today",
    "learn",
    "explain",
    "practise",
    "papers",
    "progress",
    "mistakes",
    "session",
    "settings",
    "check",
    "glossary",
    "laboratory",
)


@pytest.fixture
def store() -> None:
    """No store of the pages' own: each file is one."""


@pytest.mark.parametrize(
    "seeds", [range(4), *(pytest.param(range(k, k + 31), marks=pytest.mark.heavy) for k in range(4, 500, 31))]
)
def test_no_page_breaks_on_a_damaged_file(
    sound: bytes,  # noqa: F811
    seeds: range,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoken = 0
    for seed in seeds:
        file = tmp_path / f"{seed}.db"
        file.write_bytes(flipped(sound, seed))
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file.as_posix()}")
        st.cache_resource.clear()
        for name in PAGES:
            at = raised_nothing(page(name, ("en", "zh")[seed % 2], opened=False))
            spoken += bool(at.error or at.warning or at.toast)
        persistence.close()
    assert spoken < len(seeds) * len(PAGES)  # most of a database survives a few bits
