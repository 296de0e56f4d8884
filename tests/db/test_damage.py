"""Databases with flipped bits: every reading gives rows or one sentence, and what can be read is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from db.errors import StoreError
from db.export import attempts_csv
from db.records import Draft
from db.store import Store, open_store
from tests.db.attempts import NOON, attempt
from tests.db.released.__main__ import fill
from tests.db.test_learners import exported
from tests.emptydb import empty_database

FLIPS = 4  # in a file
LATER = NOON + timedelta(days=60)

READINGS: list[Callable[[Store], Any]] = [
    lambda store: store.learners(),
    lambda store: store.attempts(),
    lambda store: store.attempts(20, "lstm/one-step"),
    lambda store: store.outdated(),
    lambda store: store.remark(LATER),
    lambda store: store.due(LATER),
    lambda store: [store.card(card.question_id) for card in store.cards()],
    lambda store: store.reviews("lstm/one-step"),
    lambda store: store.misconception_counts(),
    lambda store: store.step_totals(),
    lambda store: store.daily_counts(LATER, 90),
    lambda store: store.question_totals(),
    lambda store: store.counts(LATER),
    lambda store: store.from_the_future(NOON),
    lambda store: [(store.paper(paper.paper_id), store.paper_attempts(paper.paper_id)) for paper in store.papers()],
    lambda store: [store.draft(id) for id in store.begun()],
    lambda store: [store.recordings.read(id) for id in store.recordings.attempts()],
    lambda store: attempts_csv(store),
    lambda store: (store.overview(LATER).due(), store.overview(LATER).by_topic({"lstm/one-step": "lstm"})),
    lambda store: exported(store),
    lambda store: store.back_up(LATER),
]
WRITINGS: list[Callable[[Store], object]] = [
    lambda store: store.record(attempt(now=LATER), LATER),
    lambda store: store.save_draft(Draft("lstm/one-step", "d", LATER), LATER, Draft("lstm/one-step", "d", LATER)),
    lambda store: store.clear_draft("lstm/one-step"),
]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a database with rows in every table."""
    file = tmp_path_factory.mktemp("sound") / "progress.db"
    store = open_store(empty_database(file))
    fill(store)
    store.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return file.read_bytes()


@pytest.mark.parametrize(
    "seeds", [range(20), *(pytest.param(range(k, k + 50), marks=pytest.mark.heavy) for k in range(20, 520, 50))]
)
def test_flipped_bits_cost_a_sentence_at_most(sound: bytes, tmp_path: Path, seeds: range) -> None:
    said: list[StoreError] = []
    for seed in seeds:
        file = tmp_path / f"{seed}.db"
        file.write_bytes(flipped(sound, seed))
        said += failures(f"sqlite:///{file}")
    assert all(error.template.format(**error.values) == str(error) for error in said)
    tried = len(seeds) * len(READINGS + WRITINGS)
    assert 0 < len(said) < tried / 2  # most of a database survives a few bits


def flipped(content: bytes, seed: int) -> bytes:
    """The file with some bits turned; in one of five also in the header."""
    rng = np.random.default_rng(seed)
    changed = np.frombuffer(content, np.uint8).copy()
    places = rng.integers(100 if seed % 5 else 0, len(changed), FLIPS)
    changed[places] ^= (1 << rng.integers(0, 8, FLIPS)).astype(np.uint8)
    return changed.tobytes()


def failures(address: str) -> list[StoreError]:
    """What the store says when a database is used in every way; any other exception is a fault."""
    said = []
    for use in (*READINGS, *WRITINGS):
        try:
            with closing(open_store(address)) as store:
                use(store)
        except StoreError as error:
            said.append(error)
    return said


# ---- one row at a time ----

COLUMNS: dict[str, list[object]] = {
    "answers": ["{", "7", "[1]", '"text"', "null"],
    "marking": ["", "[]", '{"cell": 3}', '{"cell": {"points": "x", "possible": 2}}'],
    "points": ["many", None],
    "finished_at": ["yesterday", "2026-13-45 00:00:00"],
    "hints_used": ["one"],
}


def spoil(store: Store, table: str, column: str, value: object) -> None:
    """Write a value into a column of the newest row, past the guards."""
    with closing(sqlite3.connect(store.location)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        newest = f"UPDATE {table} SET {column} = ? WHERE rowid = (SELECT max(rowid) FROM {table})"  # noqa: S608
        connection.execute(newest, (value,))
        connection.commit()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("column", "value"), [(name, value) for name, values in COLUMNS.items() for value in values if value is not None]
)
def test_one_damaged_attempt_costs_itself_and_no_page(file_store: Store, column: str, value: object) -> None:
    for _ in range(5):
        file_store.record(attempt(), NOON)
    spoil(file_store, "attempts", column, value)
    found = file_store.attempts()
    assert (len(found), found.unreadable) in ((4, 1), (5, 0))
    assert found.unreadable == 1 or column == "marking"
    for read in READINGS:
        read(file_store)


@pytest.mark.parametrize("column", ["inputs", "answers", "state"])
@pytest.mark.parametrize("value", ["{", "[]", "3", "\x00"])
def test_a_damaged_draft_counts_as_none_and_can_be_replaced(file_store: Store, column: str, value: str) -> None:
    draft = Draft("lstm/one-step", "d", NOON, answers={"cell": [["1"]]})
    file_store.save_draft(draft, NOON)
    spoil(file_store, "drafts", column, value)
    assert file_store.draft("lstm/one-step") is None
    assert file_store.save_draft(draft, NOON, draft) == draft
    assert file_store.draft("lstm/one-step") == draft


def test_a_damaged_card_is_made_again_from_its_reviews(file_store: Store) -> None:
    file_store.record(attempt(), NOON)
    spoil(file_store, "cards", "stability", "a lot")
    assert file_store.cards().unreadable == 1
    file_store.record(attempt(now=LATER), LATER)
    first, second = file_store.reviews("lstm/one-step")
    assert second.before == first.after
    assert file_store.cards() == [second.after]


def test_text_that_is_no_utf_8_costs_nothing_else(file_store: Store) -> None:
    for _ in range(2):
        file_store.record(attempt(), NOON)
    with closing(sqlite3.connect(file_store.location)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE attempts SET mechanism = CAST(x'ff41' AS TEXT) WHERE sequence = 2")
        connection.commit()
    assert [one.mechanism for one in file_store.attempts()] == ["\ufffdA", "lstm_step"]
