"""Processes killed without warning while four answer: what was acknowledged is there, and everything fits."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from db.store import Store, open_store
from quiz.schedule import rebuild
from tests.db import answering
from tests.db.postgresql import Server
from tests.emptydb import empty_database

PROCESSES = 4
PATIENCE = 60.0  # seconds until a process that notes nothing counts as stuck
LONGEST = 0.1  # seconds that a process goes on after its first answer: some ten transactions
Notes = list[tuple[str, str]]


class Answering:
    """Four processes that answer; one that is killed is followed by another."""

    def __init__(self, address: str, notes: Path) -> None:
        self.address, self.notes, self.started = address, notes, 0
        # a server that has imported everything makes each process in a few milliseconds
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([answering.__name__])
        self.running = [self.start() for _ in range(PROCESSES)]

    def start(self) -> tuple[BaseProcess, Path]:
        """One more process, and the file of its notes."""
        self.started += 1
        notes = self.notes / str(self.started)
        process = self.context.Process(target=answering.answer, args=(self.address, notes), daemon=True)
        process.start()
        return process, notes

    def kill(self, chosen: int, after: float) -> None:
        """Kill one (SIGKILL) so long after its first acknowledged answer."""
        process, notes = self.running[chosen]
        deadline = time.monotonic() + PATIENCE
        while not (notes.exists() and answering.RECORDED in notes.read_text(encoding="utf-8")):
            assert process.is_alive(), "a process ended by itself: it met an error"
            assert time.monotonic() < deadline, "a process acknowledges nothing"
            time.sleep(0.002)
        time.sleep(after)
        assert process.is_alive(), "a process ended by itself: it met an error"
        process.kill()
        process.join()

    def kill_and_replace(self, times: int, chance: random.Random) -> None:
        """Kill one after the other, each at a moment of its own."""
        for n in range(times):
            self.kill(n % PROCESSES, chance.uniform(0, LONGEST))
            self.running[n % PROCESSES] = self.start()

    def end(self) -> None:
        """Kill all that still run."""
        for process, _notes in self.running:
            process.kill()
            process.join()


def lost(store: Store, notes: Notes) -> Notes:
    """What was acknowledged and is not there: as an attempt or, as long as it was not recorded, as a draft."""
    recorded = {one.attempt_id for one in store.attempts()}
    begun = set(store.begun())
    return [(what, id) for what, id in notes if id not in recorded and (what == answering.RECORDED or id not in begun)]


def misfits(store: Store) -> list[str]:
    """Questions whose card, totals or misconceptions are not those of their attempts."""
    attempts = store.attempts()
    made = Counter(one.question_id for one in attempts)
    totals = {total.question_id: total.attempts for total in store.question_totals()}
    broken = {one.question_id for one in attempts if one.misconceptions != (("cell", "stale.cell"),)}
    for question in made:
        logs = store.reviews(question)
        if len(logs) != 1 or rebuild(question, logs) != store.card(question) or totals[question] != made[question]:
            broken.add(question)
    return sorted(broken | (set(totals) ^ set(made)))


def killed(address: str, folder: Path, times: int) -> tuple[Store, Notes]:
    """The store and the notes after so many kills."""
    folder.mkdir()
    answers = Answering(address, folder)
    try:
        answers.kill_and_replace(times, random.Random(9))
    finally:
        answers.end()
    return open_store(address), answering.noted(folder)


def check(store: Store, notes: Notes, times: int) -> None:
    """Nothing acknowledged is lost, and everything else fits."""
    acknowledged = sum(what == answering.RECORDED for what, _id in notes)
    gone = lost(store, notes)
    wrong = misfits(store)
    store.close()
    assert acknowledged >= times, f"only {acknowledged} answers acknowledged in {times} kills: too few to say anything"
    assert not gone, f"{len(gone)} of {len(notes)} acknowledged writes lost in {times} kills: {gone[:3]}"
    assert wrong == []


@pytest.mark.heavy
def test_nothing_acknowledged_is_lost_in_two_hundred_kills(tmp_path: Path) -> None:
    file = tmp_path / "progress.db"
    check(*killed(empty_database(file), tmp_path / "notes", 200), 200)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.heavy
def test_nothing_acknowledged_is_lost_by_killed_clients_of_a_server(server: Server, tmp_path: Path) -> None:
    check(*killed(server.database(), tmp_path / "notes", 80), 80)


def test_a_lost_answer_would_be_found(file_store: Store) -> None:
    """The reckoning itself: an answer noted and never recorded, a draft noted and never saved."""
    notes = [(answering.RECORDED, "a"), (answering.SAVED, "b")]
    assert lost(file_store, notes) == notes
