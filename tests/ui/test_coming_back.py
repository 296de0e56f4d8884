"""A learner who comes back to a computation: it is read without the store, and nothing is written before a change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from content import topic
from db import FIRST_LEARNER
from db.records import Draft
from db.sqlite_reader import sound_draft
from db.store import open_store
from presentation.workspaces.workspace_state import stated
from ui.session.draft_places import EXPLAIN
from ui.session.explain_drafts import fresh

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TOPIC, TYPED = "lstm-sequence", "0.125"
PLACE = EXPLAIN + TOPIC
VISIT = """
import gc, json, sys
from tests.ui.app import page, sound, workspace_of
from ui.server import garbage_collection
garbage_collection.install()
before = gc.get_stats()[2]["collections"]
at = sound(page("explain", opened=False, topic=sys.argv[1]))
print(json.dumps({
    "typed": workspace_of(at).typed["X"][0][0],
    "whole collections": gc.get_stats()[2]["collections"] - before,
    "modules": sorted(sys.modules),
}))
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in which a changed number of an example is kept, and how many decimals are shown."""
    file = tmp_path_factory.mktemp("back") / "kept.db"
    space = fresh(topic(TOPIC), topic(TOPIC).first_preset("en").id)
    rows = ((TYPED, *space.typed["X"][0][1:]), *space.typed["X"][1:])
    store = open_store(f"sqlite:///{file.as_posix()}")
    changed = replace(space, typed={**space.typed, "X": rows})
    store.save_draft(Draft(PLACE, PLACE, NOW, state=stated(changed)), NOW)
    store.save_draft(Draft("settings/display", "settings/display", NOW, state={"digits": 4}), NOW)
    store.close()
    return file


@pytest.fixture(scope="module")
def back(database: Path) -> Iterator[dict[str, Any]]:
    """What a fresh interpreter has on the page, and what it has loaded."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database.as_posix()}", "PYTHONPATH": str(ROOT)}
    before = database.read_bytes()
    command = [sys.executable, "-c", VISIT, TOPIC]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    yield json.loads(done.stdout)
    assert database.read_bytes() == before
    assert not [*database.parent.glob("*backup*")]


def test_the_numbers_are_those_that_were_kept(back: dict[str, Any]) -> None:
    assert back["typed"] == TYPED


@pytest.mark.parametrize("library", ["sqlalchemy", "alembic", "pandas", "pyarrow", "altair", "torch", "numpy.ma"])
def test_neither_the_store_nor_what_else_is_slow_to_import_is(back: dict[str, Any], library: str) -> None:
    assert not [name for name in back["modules"] if name == library or name.startswith(f"{library}.")]


def test_python_does_not_look_through_everything_for_garbage(back: dict[str, Any]) -> None:
    assert back["whole collections"] == 0


# ---- the draft, as the store reads it ----


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database is to be."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{(tmp_path / 'kept.db').as_posix()}")
    return tmp_path / "kept.db"


FULL = Draft(
    PLACE, "an-attempt", NOW, 2**62, {"X": [[0.5, "∞"]]}, {"scores": [["½", ""]]}, {"open": {"名": [["1"]]}, "n": None}
)


@pytest.mark.parametrize("draft", [FULL, Draft(PLACE, PLACE, NOW.replace(microsecond=7))])
def test_it_is_read_as_the_store_reads_it(file: Path, draft: Draft) -> None:
    store = open_store()
    store.save_draft(draft, NOW)
    assert sound_draft(PLACE, FIRST_LEARNER) == store.draft(PLACE) == draft
    assert sound_draft(PLACE, store.add_learner("b", "red", NOW)) is None
    assert sound_draft("explain/gru", FIRST_LEARNER) is None
    store.close()


DAMAGE = ["attempt_id = x'ff00'", "started_at = 'noon'", "started_at = 7", "seed = 0.5", "seed = 'x'"]
DAMAGE += [f"{name} = {value}" for name in ("inputs", "answers", "state") for value in ("'{'", "'[]'", "'null'", "1")]


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_left_to_the_store(file: Path, damage: str) -> None:
    import sqlite3

    store = open_store()
    store.save_draft(FULL, NOW)
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE drafts SET {damage}")  # noqa: S608
    assert sound_draft(PLACE, FIRST_LEARNER) == store.draft(PLACE) is None
    store.close()
