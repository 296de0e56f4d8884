"""Export and import: everything of one learner, merged by attempt, twice the same as once."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import IO

import pytest

from db import transfer
from db.errors import StoreError
from db.records import Draft, Paper, PaperItem
from db.store import Store, open_store
from db.tables import owned
from quiz.schedule import rebuild
from tests.db.attempts import NOON, attempt
from tests.db.released.__main__ import fill
from tests.emptydb import empty_database

LATER = NOON + timedelta(days=30)


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """A store on another machine."""
    opened = open_store(empty_database(tmp_path_factory.mktemp("other") / "other.db"))
    yield opened
    opened.close()


def exported(store: Store) -> io.BytesIO:
    target = io.BytesIO()
    store.export(target, LATER)
    target.seek(0)
    return target


def everything(store: Store) -> object:
    """What a learner sees: every record, in an order that does not depend on when it was imported."""
    attempts = sorted(store.attempts(), key=lambda one: one.attempt_id)
    papers = [store.paper(paper.paper_id) for paper in store.papers()]
    drafts = {id: store.draft(id) for id in sorted(store.begun())}
    cards = {card.question_id: (card, store.reviews(card.question_id)) for card in store.cards()}
    counted = store.question_totals(), store.daily_counts(LATER, 60), store.outdated()
    return attempts, papers, drafts, cards, counted, store.exams(), store.lessons_read()


def test_of_every_table_it_is_said_how_it_is_exported() -> None:
    said = [*transfer.TABLES, *transfer.NO_LINES]
    assert len(said) == len(set(said))
    assert set(said) == set(owned())


def test_an_empty_store_becomes_the_exported_one(store: Store, other: Store) -> None:
    fill(store)
    found = other.read_in(exported(store), LATER)
    assert (found.attempts, found.papers, found.known, found.unreadable) == (len(store.attempts()), 3, 0, 0)
    assert everything(other) == everything(store)


def test_twice_changes_nothing(store: Store, other: Store) -> None:
    fill(other)
    store.read_in(exported(other), LATER)
    once = everything(store)
    found = store.read_in(exported(other), LATER)
    assert (found.attempts, found.papers, found.known) == (0, 0, len(store.attempts()))
    assert everything(store) == once
    store.read_in(exported(store), LATER)
    assert everything(store) == once


def test_two_machines_are_merged_by_attempt(store: Store, other: Store) -> None:
    for day, here in enumerate((store, other, store, store, other, other)):
        now = NOON + timedelta(days=day)
        here.record(attempt(now=now, points=float(day % 4)), now)
    shared = attempt(now=LATER)
    for here in (store, other):
        here.record(shared, LATER)
    found = store.read_in(exported(other), LATER)
    assert (found.attempts, found.known) == (3, 1)
    assert len(store.attempts()) == 7
    logs = sorted(store.reviews("lstm/one-step"), key=lambda log: log.reviewed_at)
    assert len(logs) == 7
    assert store.card("lstm/one-step") == rebuild("lstm/one-step", logs)
    (total,) = store.question_totals()
    assert total.attempts == 7
    assert sum(day.attempts for day in store.daily_counts(LATER, 60)) == 7


def test_a_paper_handed_in_on_either_side_is_handed_in(store: Store, other: Store) -> None:
    paper = Paper("p", 1, 30, 3.0, NOON, items=(PaperItem("a", "gru/blend", 2),))
    for here in (store, other):
        here.compose_paper(paper)
        here.start_paper("p", NOON)
    assert other.hand_in_paper("p", [attempt("gru/blend", attempt_id="a")], NOON + timedelta(minutes=9))
    store.read_in(exported(other), LATER)
    assert store.paper("p") == other.paper("p")
    assert [one.attempt_id for one in store.paper_attempts("p")] == ["a"]
    other.read_in(exported(store), LATER)
    assert store.paper("p") == other.paper("p")


def test_the_later_draft_stays_and_none_of_a_recorded_attempt(store: Store, other: Store) -> None:
    def draft(text: str, id: str = "d") -> Draft:
        return Draft("lstm/one-step", id, NOON, answers={"cell": [[text]]})

    store.save_draft(draft("mine"), LATER)
    other.save_draft(draft("older"), NOON)
    store.read_in(exported(other), LATER)
    assert store.draft("lstm/one-step") == draft("mine")
    other.save_draft(draft("newer"), LATER + timedelta(hours=1))
    store.read_in(exported(other), LATER)
    assert store.draft("lstm/one-step") == draft("newer")
    store.record(attempt(attempt_id="d"), LATER)
    store.read_in(exported(other), LATER)
    assert store.draft("lstm/one-step") is None


def test_only_the_learners_own_is_exported(store: Store) -> None:
    second = store.of(store.add_learner("Other", "red", NOON))
    store.record(attempt("gru/one-step"), NOON)
    second.record(attempt("lstm/secret"), NOON)
    text = b"".join(zipfile.ZipFile(exported(store)).read(n) for n in zipfile.ZipFile(exported(store)).namelist())
    assert b"gru/one-step" in text
    assert b"secret" not in text
    found = second.read_in(exported(store), NOON)  # from one learner of a machine to another
    assert found.attempts == 1
    assert len(second.attempts()) == 2
    assert len(store.attempts()) == 1


def test_a_file_from_before_there_was_practice_that_aims_is_read(store: Store, other: Store) -> None:
    other.record(attempt(now=NOON), NOON)
    archive = zipfile.ZipFile(exported(other))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as earlier:
        for name in archive.namelist():
            content = archive.read(name)
            earlier.writestr(name, content.replace(b', "aimed": 0', b"").replace(b'"aimed": 0, ', b""))
    assert b"aimed" not in zipfile.ZipFile(target).read("attempts.jsonl")
    target.seek(0)
    found = store.read_in(target, LATER)
    assert (found.attempts, found.unreadable) == (1, 0)
    assert [one.aimed for one in store.attempts()] == [False]


def test_lines_that_cannot_be_read_are_counted_and_the_rest_is_taken(store: Store, other: Store) -> None:
    fill(other)
    archive = zipfile.ZipFile(exported(other))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as damaged:
        for name in archive.namelist():
            lines = archive.read(name).splitlines(keepends=True)
            if name == "attempts.jsonl":
                lines[1] = b"{half a line\n"
                changed = json.loads(lines[3])
                changed["points"] = "many"
                lines[3] = json.dumps(changed).encode() + b"\n"
            damaged.writestr(name, b"".join(lines))
    target.seek(0)
    found = store.read_in(target, LATER)
    assert found.unreadable == 2
    assert found.first_unreadable == "attempts.jsonl:2"
    assert found.attempts == len(other.attempts()) - 2 == len(store.attempts())


def rewritten(source: IO[bytes], name: str, change: Callable[[bytes], bytes]) -> IO[bytes]:
    """An export of which one file is another."""
    archive, target = zipfile.ZipFile(source), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as other:
        for each in archive.namelist():
            other.writestr(each, change(archive.read(each)) if each == name else archive.read(each))
    target.seek(0)
    return target


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("attempts", "question_id", "\ud800"),
        ("attempts", "finished_at", "0001-01-01T00:00:00+14:00"),
        ("attempts", "finished_at", "9999-12-31T23:59:59+00:00"),
        ("attempts", "started_at", "2026-01-01T00:00:00"),
        ("attempts", "seed", 2**63),
        ("attempts", "hints_used", 2**31),
        ("reviews", "rating", 10**30),
        ("reviews", "reviewed_at", "9999-12-31T23:59:59-12:00"),
        ("attempt_misconceptions", "step", "\udfff"),
        ("drafts", "saved_at", "2026-01-01T00:00:00"),
    ],
)
def test_a_line_that_no_database_keeps_is_counted(
    store: Store, other: Store, table: str, column: str, value: object
) -> None:
    fill(other)

    def change(lines: bytes) -> bytes:
        first, *rest = lines.splitlines(keepends=True)
        return b"".join((json.dumps(json.loads(first) | {column: value}).encode() + b"\n", *rest))

    found = store.read_in(rewritten(exported(other), f"{table}.jsonl", change), LATER)
    assert found.first_unreadable == f"{table}.jsonl:1"
    assert found.unreadable == 1
    assert found.attempts == len(store.attempts()) == len(other.attempts()) - (table == "attempts")


@pytest.mark.parametrize("table", ["attempts", "reviews", "drafts"])
@pytest.mark.parametrize("place", ["checksum", "stream", "encrypted", "packing"])
def test_a_damaged_export_is_refused_as_a_whole(store: Store, other: Store, table: str, place: str) -> None:
    fill(other)
    content = bytearray(exported(other).read())
    entry = zipfile.ZipFile(io.BytesIO(content)).getinfo(f"{table}.jsonl")
    listed = content.rindex(entry.filename.encode()) - 46  # where the archive's list begins to tell of it
    head = entry.header_offset
    start = head + 30 + len(entry.filename) + int.from_bytes(content[head + 28 : head + 30], "little")
    at, bits = {
        "checksum": (listed + 16, 1), "stream": (start, 0xFF), "encrypted": (listed + 8, 1), "packing": (listed + 10, 1)
    }[place]  # fmt: skip
    content[at] ^= bits
    with pytest.raises(StoreError, match=f"This export is damaged: {table}.jsonl in it cannot be read"):
        store.read_in(io.BytesIO(content), LATER)
    assert store.attempts() == []
    assert store.begun() == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"question,points\r\n", b"\x00" * 5000])
def test_what_is_no_export_is_refused(store: Store, content: bytes) -> None:
    with pytest.raises(StoreError, match="This file is no export of Stepwise: choose the zip that was exported"):
        store.read_in(io.BytesIO(content), NOON)


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ({"format": "stepwise", "version": 2}, "was exported by a later version of Stepwise"),
        ({"format": "other", "version": 1}, "is no export of Stepwise"),
        ([], "is no export of Stepwise"),
    ],
)
def test_another_form_is_refused(store: Store, manifest: object, said: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
    target.seek(0)
    with pytest.raises(StoreError, match=said):
        store.read_in(target, NOON)
