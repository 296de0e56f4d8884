"""The first page imports, reads and draws what it needs and no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.app import page, sound, state_of
from ui.server import SCRIPT, spared

LATER = ("pandas", "pyarrow", "altair", "sqlalchemy", "alembic", "fsrs", "torch", "xlsxwriter", "babel", "latex2mathml")
VISIT = """
import json, sys
from streamlit.testing.v1 import AppTest
from ui.server import spared
spared.install()
at = AppTest.from_file(sys.argv[1], default_timeout=60).run()
from content.loader import library
print(json.dumps({
    "faults": [e.message for e in at.exception],
    "title": at.title[0].value,
    "modules": sorted(sys.modules),
    "own": [name for name in sys.modules if name.startswith(("db.", "quiz.kinds", "ui.pages."))],
}))
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
    """What a fresh interpreter has loaded once the first page is there."""
    database = tmp_path_factory.mktemp("first") / "none.db"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database.as_posix()}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(SCRIPT)], capture_output=True, text=True, check=True, env=environment
    )
    yield json.loads(done.stdout)
    assert not database.exists()


def test_the_first_page_is_there(visited: dict[str, Any]) -> None:
    assert visited["faults"] == []
    assert visited["title"] == "Attention and recurrent networks, computed by hand"


@pytest.mark.parametrize("library", LATER)
def test_no_library_is_imported_before_it_is_needed(visited: dict[str, list[str]], library: str) -> None:
    assert not [name for name in visited["modules"] if name.split(".")[0] == library]


def test_neither_other_pages_nor_the_store_are_imported(visited: dict[str, Any]) -> None:
    pages = {name for name in visited["own"] if name.startswith("ui.pages.")}
    assert pages == {"ui.pages.today", "ui.pages.today_first"}
    assert {name for name in visited["own"] if not name.startswith("ui.")} == {"db.errors", "db.sqlite_reader"}


def test_no_catalogue_of_emojis_is_read_for_a_chinese_label(visited: dict[str, list[str]]) -> None:
    assert "streamlit.emojis" not in visited["modules"]


@pytest.mark.parametrize("text", ["中文", "é", "Δ", "", "words"])
def test_a_letter_is_no_emoji(text: str) -> None:
    assert spared.leading_emoji(text) == ("", text)


def test_an_emoji_is_still_found() -> None:
    assert spared.leading_emoji("🙂 here") == ("🙂", "here")


def test_what_is_behind_a_chip_is_drawn_while_it_is_open() -> None:
    at = sound(page("explain", opened=False, topic="self-attention"))
    assert not at.selectbox
    assert not at.slider
    state_of(at).chips.add("gradient_chip")
    sound(at.run())
    (gradient,) = at.selectbox
    sound(gradient.set_value("context").run())  # the chip's label changes, and it stays open
    assert at.selectbox[0].value == "context"
    state_of(at).chips.clear()
    assert not sound(at.run()).selectbox
