"""Recordings that are kept: each learner's own, gone with the learner or the paper, part of backups and exports."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
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


def oral(id: str = "p", started: datetime | None = NOW, **wanted: object) -> Paper:
    items = (PaperItem(f"{id}-0", "lstm/explain", 1, {"points": []}),)
    return Paper(id, 1, 10, 7, NOW, {"form": "oral", **wanted}, started, items=items)


def test_a_recording_is_its_learners_and_the_last_one_stays(store: Store) -> None:
    assert store.recordings.read("a-0") is None
    assert store.recordings.keep("a-0", Recording("audio/ogg", b"first"))
    assert store.recordings.keep("a-0", SOUND)
    assert store.recordings.read("a-0") == SOUND
    assert store.recordings.has("a-0")
    assert store.recordings.attempts() == ["a-0"]
    other = store.of(store.add_learner("Li", "blue", NOW))
    assert other.recordings.read("a-0") is None
    store.recordings.drop("a-0")
    assert store.recordings.read("a-0") is None


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
def test_nothing_else_is_written(store: Store, id: str, sound: Recording) -> None:
    assert not store.recordings.keep(id, sound)
    assert store.recordings.attempts() == []
    assert store.recordings.read(id) is None


def test_a_learner_who_is_deleted_takes_them_along(store: Store) -> None:
    other = store.of(store.add_learner("Li", "blue", NOW))
    for one in (store, other):
        one.recordings.keep("a-0", SOUND)
    store.remove_learner(other.learner_id, NOW)
    assert other.recordings.read("a-0") == SOUND
    assert store.delete_learner(other.learner_id)
    assert other.recordings.read("a-0") is None
    assert store.recordings.read("a-0") == SOUND


def test_a_paper_that_is_thrown_away_takes_them_along(store: Store) -> None:
    store.compose_paper(oral())
    store.recordings.keep("p-0", SOUND)
    store.recordings.keep("other", SOUND)
    store.discard_paper("p")
    assert store.recordings.read("p-0") is None
    assert store.recordings.read("other") == SOUND


def test_they_are_exported_and_read_in_with_their_papers(store: Store, tmp_path: Path) -> None:
    store.compose_paper(oral())
    store.recordings.keep("p-0", SOUND)
    store.recordings.keep("of-no-paper", SOUND)
    target = BytesIO()
    store.export(target, NOW)
    assert "recordings/p-0.webm" in ZipFile(target).namelist()
    there = open_store(empty_database(tmp_path / "two.db"))
    there.read_in(target, NOW)
    assert there.recordings.read("p-0") == SOUND
    assert there.recordings.read("of-no-paper") is None
    there.recordings.keep("p-0", Recording("audio/webm", b"newer"))
    there.read_in(target, NOW)
    assert there.recordings.read("p-0") == Recording("audio/webm", b"newer")


def test_they_are_in_a_backup_and_come_back_with_it(file_store: Store) -> None:
    file_store.recordings.keep("p-0", SOUND)
    made = file_store.back_up(NOW)
    assert made is not None
    file_store.recordings.drop("p-0")
    file_store.restore(made, NOW + timedelta(minutes=1))
    assert file_store.recordings.read("p-0") == SOUND


def test_files_of_earlier_versions_are_taken_in_once(tmp_path: Path) -> None:
    address = empty_database(tmp_path / "one.db")
    mine, nobodys = tmp_path / "one-recordings" / "1", tmp_path / "one-recordings" / "7"
    for folder in (mine, nobodys):
        folder.mkdir(parents=True)
        (folder / "a-0.webm").write_bytes(SOUND.sound)
    (mine / "b-0.m4a").write_bytes(b"another")
    (mine / "c-0.webm").write_bytes(b"")
    opened = open_store(address)
    assert opened.recordings.attempts() == ["a-0", "b-0"]
    assert opened.recordings.read("a-0") == SOUND
    assert opened.recordings.read("b-0") == Recording("audio/mp4", b"another")
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*-recordings/*/*")) == [
        "one-recordings/1/c-0.webm",  # neither of these is lost
        "one-recordings/7/a-0.webm",
    ]
    opened.recordings.keep("a-0", Recording("audio/ogg", b"newer"))
    (mine / "a-0.webm").write_bytes(SOUND.sound)
    opened.close()
    assert open_store(address).recordings.read("a-0") == Recording("audio/ogg", b"newer")


def test_a_row_that_was_altered_is_no_recording(file_store: Store) -> None:
    file_store.recordings.keep("a-0", SOUND)
    with closing(sqlite3.connect(file_store.location)) as raw, raw:
        raw.execute("UPDATE recordings SET sound = 'text'")
    assert file_store.recordings.read("a-0") is None
    with closing(sqlite3.connect(file_store.location)) as raw, raw:
        raw.execute("UPDATE recordings SET sound = x'00', kind = 'text/html'")
    assert file_store.recordings.read("a-0") is None
    file_store.export(BytesIO(), NOW)


def test_a_damaged_recording_costs_only_itself(store: Store, tmp_path: Path) -> None:
    store.compose_paper(oral())
    store.recordings.keep("p-0", SOUND)
    target = BytesIO()
    store.export(target, NOW)
    spoiled = target.getvalue().replace(SOUND.sound, SOUND.sound[::-1])
    assert spoiled != target.getvalue()
    there = open_store(empty_database(tmp_path / "two.db"))
    assert there.read_in(BytesIO(spoiled), NOW).papers == 1
    assert there.recordings.read("p-0") is None


def test_a_file_of_another_name_is_none() -> None:
    assert named("a-0.webm", b"x") == ("a-0", Recording("audio/webm", b"x"))
    for name in ("a-0.exe", "a 0.webm", ".webm", "a-0"):
        assert named(name, b"x") is None


def test_an_oral_exam_has_no_end(store: Store) -> None:
    long_ago = NOW.replace(year=2025)
    store.compose_paper(oral(started=long_ago))
    merged = store.merge_answers("p", "p-0", {"points": [["none"]]}, NOW)
    assert merged is not None
    assert (merged.kept.answers, merged.kept.late) == ({"points": [["none"]]}, {})
    assert store.hand_in_paper("p", [], NOW)
    kept = store.paper("p")
    assert kept is not None
    assert kept.handed_in_at == NOW
