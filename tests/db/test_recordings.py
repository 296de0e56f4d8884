"""Recordings that are kept: each learner's own, gone with the learner or the paper, part of the export."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from db.recordings import LARGEST, Recording, named
from db.records import Paper, PaperItem
from db.store import Store, open_store
from tests.emptydb import empty_database

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SOUND = Recording("audio/webm", b"\x1a\x45\xdf\xa3 what was said")


@pytest.fixture
def here(tmp_path: Path) -> Store:
    return open_store(empty_database(tmp_path / "one.db"))


def oral(id: str = "p", started: datetime | None = NOW, **wanted: object) -> Paper:
    items = (PaperItem(f"{id}-0", "lstm/explain", 1, {"points": []}),)
    return Paper(id, 1, 10, 7, NOW, {"form": "oral", **wanted}, started, items=items)


def test_a_recording_is_its_learners_and_the_last_one_stays(here: Store, tmp_path: Path) -> None:
    assert here.recordings.read("a-0") is None
    assert here.recordings.keep("a-0", Recording("audio/ogg", b"first"))
    assert here.recordings.keep("a-0", SOUND)
    assert here.recordings.read("a-0") == SOUND
    assert [path.relative_to(tmp_path).as_posix() for path in here.recordings.files()] == ["one-recordings/1/a-0.webm"]
    other = here.of(here.add_learner("Li", "blue", NOW))
    assert other.recordings.read("a-0") is None
    here.recordings.drop("a-0")
    assert here.recordings.read("a-0") is None


@pytest.mark.parametrize(
    ("id", "sound"),
    [
        ("../a", SOUND),
        ("a/b", SOUND),
        ("", SOUND),
        ("a", Recording("text/html", b"x")),
        ("a", Recording("audio/webm", b"")),
        ("a", Recording("audio/webm", bytes(LARGEST + 1))),
    ],
)
def test_nothing_else_is_written(here: Store, tmp_path: Path, id: str, sound: Recording) -> None:
    assert not here.recordings.keep(id, sound)
    assert not list(tmp_path.glob("*-recordings/**/*"))
    assert here.recordings.read(id) is None


def test_a_learner_who_is_deleted_takes_them_along(here: Store) -> None:
    other = here.of(here.add_learner("Li", "blue", NOW))
    for store in (here, other):
        store.recordings.keep("a-0", SOUND)
    here.remove_learner(other.learner_id, NOW)
    assert other.recordings.read("a-0") == SOUND
    assert here.delete_learner(other.learner_id)
    assert other.recordings.read("a-0") is None
    assert here.recordings.read("a-0") == SOUND


def test_a_paper_that_is_thrown_away_takes_them_along(here: Store) -> None:
    here.compose_paper(oral())
    here.recordings.keep("p-0", SOUND)
    here.recordings.keep("other", SOUND)
    here.discard_paper("p")
    assert here.recordings.read("p-0") is None
    assert here.recordings.read("other") == SOUND


def test_they_are_exported_and_read_in_with_their_papers(here: Store, tmp_path: Path) -> None:
    here.compose_paper(oral())
    here.recordings.keep("p-0", SOUND)
    here.recordings.keep("of-no-paper", SOUND)
    target = BytesIO()
    here.export(target, NOW)
    assert "recordings/p-0.webm" in ZipFile(target).namelist()
    there = open_store(empty_database(tmp_path / "two.db"))
    there.read_in(target, NOW)
    assert there.recordings.read("p-0") == SOUND
    assert there.recordings.read("of-no-paper") is None
    there.recordings.keep("p-0", Recording("audio/webm", b"newer"))
    there.read_in(target, NOW)
    assert there.recordings.read("p-0") == Recording("audio/webm", b"newer")


def test_a_damaged_recording_costs_only_itself(here: Store, tmp_path: Path) -> None:
    here.compose_paper(oral())
    here.recordings.keep("p-0", SOUND)
    target = BytesIO()
    here.export(target, NOW)
    spoiled = target.getvalue().replace(SOUND.sound, SOUND.sound[::-1])
    assert spoiled != target.getvalue()
    there = open_store(empty_database(tmp_path / "two.db"))
    assert there.read_in(BytesIO(spoiled), NOW).papers == 1
    assert there.recordings.read("p-0") is None


def test_a_file_of_another_name_is_none() -> None:
    assert named("a-0.webm", b"x") == ("a-0", Recording("audio/webm", b"x"))
    for name in ("a-0.exe", "a 0.webm", ".webm", "a-0"):
        assert named(name, b"x") is None


def test_an_oral_exam_has_no_end(here: Store) -> None:
    long_ago = NOW.replace(year=2025)
    here.compose_paper(oral(started=long_ago))
    item = here.answer_paper("p", "p-0", {"points": [["none"]]}, NOW)
    assert item is not None
    assert (item.answers, item.late) == ({"points": [["none"]]}, {})
    assert here.hand_in_paper("p", [], NOW)
    kept = here.paper("p")
    assert kept is not None
    assert kept.handed_in_at == NOW
