"""Answers that were acknowledged are there: under many threads, after a killed process, with several apps at once."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from db import database
from db.database import reading
from db.records import Draft, Paper, PaperItem
from db.store import Store, open_store
from quiz.schedule import rebuild
from tests.db.attempts import NOON, attempt
from tests.db.conftest import BOTH

ROOT = Path(__file__).parents[2]
THREADS, RECORDS = 16, 50
SESSIONS, ANSWERS = 50, 4
WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000, "recursive_triggers": 1}

# records one attempt after another, says so each time, and never stops by itself
RECORDER = """
import sys
from db.store import open_store
from tests.db.attempts import NOON, attempt
store = open_store(sys.argv[1])
while True:
    kept = attempt(misconceptions=(("cell", "stale.cell"),))
    store.record(kept, NOON)
    print(kept.attempt_id, flush=True)
"""


@pytest.mark.exhaustive
def test_sixteen_threads_lose_nothing(store: Store) -> None:
    def record(thread: int) -> None:
        for day in range(RECORDS):
            now = NOON + timedelta(days=day)
            store.record(attempt(f"question-{thread % 4}", now=now), now)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(record, range(THREADS)))
    assert len(store.attempts()) == THREADS * RECORDS
    # four threads at each question, and still one review a day and a card that its reviews explain
    for question in ("question-0", "question-3"):
        logs = store.reviews(question)
        assert len({log.reviewed_at.date() for log in logs}) == len(logs) >= RECORDS
        assert rebuild(question, logs) == store.card(question)


def test_sixteen_threads_at_one_card_lose_nothing(store: Store) -> None:
    def record(_thread: int) -> None:
        for _ in range(RECORDS):
            store.record(attempt(), NOON)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(record, range(THREADS)))
    assert len({one.attempt_id for one in store.attempts()}) == THREADS * RECORDS == 800
    # all on one day: the card was reviewed once, and every answer is counted
    (log,) = store.reviews("lstm/one-step")
    assert rebuild("lstm/one-step", [log]) == store.card("lstm/one-step")
    assert [total.attempts for total in store.question_totals()] == [800]
    assert store.counts(NOON).attempts == 800


@pytest.mark.exhaustive
def test_fifty_sessions_of_one_app_answer_at_once(store: Store) -> None:
    answer_at_once([store] * SESSIONS)
    everything_is_kept(store)


@pytest.mark.exhaustive
def test_fifty_apps_answer_at_once(address: str) -> None:
    stores = [open_store(address) for _ in range(SESSIONS)]
    try:
        answer_at_once(stores)
        everything_is_kept(stores[0])
    finally:
        for store in stores:
            store.close()


def answer_at_once(stores: list[Store]) -> None:
    """A thread for each store, all starting together: a draft, its answer, and a part of a paper, four times over."""
    paper = Paper("p", 1, 45, 3.0, NOON, started_at=NOON, items=tuple(PaperItem(f"i-{n}", "q", 1) for n in range(50)))
    stores[0].compose_paper(paper)
    begin = Barrier(len(stores))

    def answer(session: int) -> None:
        store = stores[session]
        begin.wait()
        for n in range(ANSWERS):
            kept = attempt(f"question-{session % 3}")
            store.save_draft(Draft(f"draft-{session}", kept.attempt_id, NOON, 7), NOON)
            store.record(kept, NOON)
            assert store.merge_answers("p", f"i-{session}", {f"part-{n}": [["1"]]}, NOON)

    with ThreadPoolExecutor(len(stores)) as pool:
        list(pool.map(answer, range(len(stores))))


def everything_is_kept(store: Store) -> None:
    """All answers of all sessions, each counted once; no draft is left; every part of the paper stands."""
    assert len(store.attempts()) == store.counts(NOON).attempts == SESSIONS * ANSWERS
    assert {card.question_id: card for card in store.cards()} == {
        f"question-{n}": rebuild(f"question-{n}", store.reviews(f"question-{n}")) for n in range(3)
    }
    assert store.begun() == []
    paper = store.paper("p")
    assert paper is not None
    assert [sorted(item.answers) for item in paper.items] == [[f"part-{n}" for n in range(ANSWERS)]] * SESSIONS


def test_a_double_click_on_sixteen_threads_counts_once(store: Store) -> None:
    kept = attempt()
    with ThreadPoolExecutor(THREADS) as pool:
        recorded = list(pool.map(lambda _: store.record(kept, NOON), range(THREADS)))
    assert sum(recorded) == 1
    assert len(store.reviews(kept.question_id)) == 1
    assert store.attempts() == [kept]


@pytest.mark.exhaustive
def test_what_was_acknowledged_survives_a_killed_process(address: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RECORDER, address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        assert process.stdout is not None
        said = "".join(process.stdout.readline() for _ in range(5))
        os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        said += process.stdout.read()
    acknowledged = said[: said.rindex("\n")].split("\n")
    store = open_store(address)
    kept = {one.attempt_id: one for one in store.attempts()}
    assert len(acknowledged) >= 5
    assert set(acknowledged) <= set(kept)
    assert all(one.misconceptions for one in kept.values())
    assert store.card("lstm/one-step") is not None
    store.close()


def test_every_connection_waits_syncs_and_checks(file_store: Store) -> None:
    with reading(file_store._engine) as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in WANTED}
    assert found == WANTED


@pytest.mark.parametrize("kind", BOTH)
def test_two_apps_that_start_together_make_one_database(kind: str, request: pytest.FixtureRequest, url: str) -> None:
    if kind == "postgresql":
        url = request.getfixturevalue("server").database("template0")
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [url] * 4))
    for store in stores:
        store.record(attempt(), NOON)
    assert all(len(store.attempts()) == 4 for store in stores)
    for store in stores:
        store.close()


class Busy:
    """A connection that SQLite refuses some times, as it does when two turn the write-ahead log on at once."""

    def __init__(self, refusals: int, said: str) -> None:
        self.refusals, self.said = refusals, said
        self.done: list[str] = []
        self.isolation_level: str | None = ""

    def execute(self, statement: str) -> None:
        if "journal_mode" in statement and self.refusals:
            self.refusals -= 1
            raise sqlite3.OperationalError(self.said)
        self.done.append(statement)


def test_a_log_that_another_app_turns_on_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PAUSE", 0.0)
    busy: Any = Busy(3, "database is locked")
    database._configure(busy, None)
    assert busy.done == [f"PRAGMA {pragma}" for pragma in database.PRAGMAS]


@pytest.mark.parametrize(("refusals", "said"), [(10**6, "database is locked"), (1, "disk I/O error")])
def test_what_does_not_pass_is_said(monkeypatch: pytest.MonkeyPatch, refusals: int, said: str) -> None:
    monkeypatch.setattr(database, "PAUSE", 0.0)
    busy: Any = Busy(refusals, said)
    with pytest.raises(sqlite3.OperationalError, match=said):
        database._configure(busy, None)
