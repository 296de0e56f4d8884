"""A disk without room, a file that can only be read, in practice and papers: one sentence, and nothing typed is lost.

The store is the real one, and it is SQLite that refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st

from db import database
from db.records import Paper, PaperItem
from db.store import Store, open_store
from presentation.translate import escaped
from quiz.kinds import pose
from quiz.kinds.choice import PosedChoice
from tests.disks import small_disk
from tests.emptydb import empty_database
from tests.ui.app import attempt_of, button, page, posed_of
from tests.ui.test_unsaved import CHOICE, KEPT, NOW, NUMBER, SAVED, errors, page_question, toasts
from ui.session import pending_writes, persistence

FULL = "The disk that holds {} is full: free some space and try again."
READ_ONLY = "{} can only be read: make it writable, or set DATABASE_URL."


@dataclass
class Trouble:
    """Something that keeps the database from being written, from `begin` to `end`, and what the learner is told."""

    address: str
    told: str
    begin: Callable[[], object]
    end: Callable[[], object]

    def kept(self) -> Store:
        """The database, opened by somebody else."""
        return open_store(self.address)


@pytest.fixture
def store() -> None:
    """No store of the pages' own: the trouble brings one."""


@pytest.fixture(params=["read only", pytest.param("full disk", marks=pytest.mark.heavy)], autouse=True)
def trouble(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trouble]:
    """A database in trouble that is still to begin."""
    monkeypatch.setattr(pending_writes, "PAUSE", 0.0)
    st.cache_resource.clear()
    made = _full_disk(tmp_path) if request.param == "full disk" else _read_only(tmp_path, monkeypatch)
    for found in made:
        monkeypatch.setenv("DATABASE_URL", found.address)
        yield found
        persistence.close()
        st.cache_resource.clear()


def _full_disk(folder: Path) -> Iterator[Trouble]:
    mounted = folder / "disk"
    mounted.mkdir()
    with small_disk(mounted) as disk:
        file = disk.folder / "progress.db"
        yield Trouble(empty_database(file), FULL.format(escaped(str(file))), disk.fill, disk.free)


def _read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trouble]:
    file, writable = folder / "progress.db", [True]
    monkeypatch.setattr(database, "_may_write", lambda _: writable[0])

    def begin() -> None:
        persistence.close()  # an app that is started on it
        writable[0] = False

    def end() -> None:
        writable[0] = True  # and the app goes on as it is

    yield Trouble(empty_database(file), READ_ONLY.format(escaped(str(file))), begin, end)


def test_practice_goes_on_and_is_recorded_when_that_is_possible(trouble: Trouble) -> None:
    at = page("practise", q=CHOICE)
    trouble.begin()
    asked = posed_of(at, PosedChoice).question
    at.radio[0].set_value(next(k for k, choice in enumerate(asked.choices) if choice.correct)).run()
    assert errors(at) == [f"{trouble.told} {KEPT}"]
    button(at, "check").click().run()
    assert errors(at) == [f"{trouble.told} {KEPT}"]
    assert not any("It is in your progress." in c.value for c in at.caption)
    first = attempt_of(at).id
    button(at, "onward").click().run()
    assert errors(at) == [f"{trouble.told} {KEPT}"]
    assert attempt_of(at).id != first
    trouble.end()
    assert errors(at.run()) == []
    assert toasts(at) == [SAVED]
    (kept,) = trouble.kept().attempts()
    assert (kept.attempt_id, kept.fraction) == (first, 1.0)


def test_what_is_typed_in_practice_is_there_after_a_reload(trouble: Trouble) -> None:
    at = page("practise", q=NUMBER)
    trouble.begin()
    at.text_input[0].set_value("12").run()
    assert errors(at) == [f"{trouble.told} {KEPT}"]
    again = page("practise", q=NUMBER)
    assert again.text_input[0].value == "12"
    trouble.end()
    assert errors(again.run()) == []
    draft = trouble.kept().draft(NUMBER)
    assert draft is not None
    assert draft.answers == {"number": [["12"]]}


def test_a_paper_stays_open_until_its_answers_are_kept(trouble: Trouble) -> None:
    posed = pose(page_question(), 11)
    item = PaperItem("a-0", NUMBER, 11, posed.drawn)
    started = datetime.now(UTC)  # the paper's half hour does not begin when the tests are collected
    trouble.kept().compose_paper(Paper("p", 11, 30, posed.possible, NOW, {"marks": 40}, started, items=(item,)))
    at = page("papers", paper="p")
    trouble.begin()
    at.text_input[0].set_value("12").run()
    assert errors(at) == [f"{trouble.told} {KEPT}"]
    button(at, "hand_in_paper").click().run()
    assert errors(at) == [f"{trouble.told} {KEPT}"]
    assert at.text_input[0].value == "12"
    reloaded = page("papers", paper="p")
    assert reloaded.text_input[0].value == "12"
    trouble.end()
    button(reloaded, "hand_in_paper").click().run()
    assert errors(reloaded) == []
    kept = trouble.kept().paper("p")
    assert kept is not None
    assert kept.handed_in_at is not None
    assert kept.items[0].answers == {"number": [["12"]]}
    assert [one.answers for one in trouble.kept().attempts()] == [{"number": [["12"]]}]


def test_everything_that_is_there_can_be_read(trouble: Trouble) -> None:
    from tests.db.attempts import attempt

    trouble.kept().record(attempt(CHOICE, now=NOW), NOW)
    page("progress")
    trouble.begin()
    at = page("progress")
    assert errors(at) == []
    assert [h.value for h in at.header if h.value == "Latest answers"]
