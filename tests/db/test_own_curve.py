"""Recall by the curve of the learner's own memory, wherever the store tells it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from itertools import permutations
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Connection

from db import recording, transfer
from db.database import writing
from db.records import FittedParameters
from db.store import Store, open_store
from quiz.schedule import DEFAULT_PARAMETERS, EXPONENT, Rating, rebuild, retrievability
from tests.db.attempts import NOON, attempt
from tests.emptydb import empty_database

STEEP = (*DEFAULT_PARAMETERS[:EXPONENT], 0.6)
NEXT_DAY = NOON + timedelta(days=1)
FIT = FittedParameters(NEXT_DAY, 600, 100, 0.5, 0.4, True, STEEP)

Act = Callable[[Store, Connection, str], None]


def test_a_fitted_exponent_counts_for_every_recall_that_is_told(store: Store) -> None:
    store.record(attempt("lstm/one"), NOON)
    later = NOON + timedelta(days=60)
    usual = store.due(later)[0].retrievability
    store.take_fit(FittedParameters(NOON, 600, 100, 0.5, 0.4, True, STEEP), NOON)
    assert store.parameters() == STEEP
    (due,) = store.due(later)
    card = store.card("lstm/one")
    assert card is not None
    assert due.retrievability == retrievability(card, later, STEEP) < usual - 0.1
    assert store.overview(later).due() == [due]


def recorded(store: Store, connection: Connection, question: str) -> None:
    recording.record(connection, store.learner_id, attempt(question, NEXT_DAY), NEXT_DAY)


def fitted(store: Store, connection: Connection, _question: str) -> None:
    recording.take(connection, store.learner_id, FIT, NEXT_DAY)


def imported(export: bytes) -> Act:
    """An import of a review between the two."""

    def act(store: Store, connection: Connection, _question: str) -> None:
        transfer.read_in(connection, store.learner_id, BytesIO(export), NEXT_DAY)

    return act


def regraded(store: Store, connection: Connection, question: str) -> None:
    (first,) = (one for one in store.attempts(question_id=question) if one.finished_at == NOON)
    recording.regrade(connection, store.learner_id, first.attempt_id, Rating.HARD, NEXT_DAY)


def of_another_machine(folder: Path, question: str) -> bytes:
    """The export of a review of the question, some hours after noon."""
    other, later, target = open_store(empty_database(folder / "other.db")), NOON + timedelta(hours=15), BytesIO()
    other.record(attempt(question, later), later)
    other.export(target, NEXT_DAY)
    other.close()
    return target.getvalue()


PAIRS = [
    (question, first, second)
    for question in ("lstm/one", "lstm/new")
    for first, second in permutations(("recorded", "fitted", "imported", "regraded"), 2)
    if question == "lstm/one" or "regraded" not in (first, second)  # what has no review has no rating to change
]


@pytest.mark.parametrize(("question", "first", "second"), PAIRS)
def test_two_that_change_a_card_at_once(store: Store, tmp_path: Path, question: str, first: str, second: str) -> None:
    """The second begins while the first is not over: the card is what all reviews make of it, with what was fitted."""
    acts: dict[str, Act] = {"recorded": recorded, "fitted": fitted, "regraded": regraded}
    acts["imported"] = imported(of_another_machine(tmp_path, question))
    store.record(attempt("lstm/one"), NOON)
    begun = Event()

    def after() -> None:
        begun.wait()
        with writing(store._engine) as connection:
            acts[second](store, connection, question)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(after)
        with writing(store._engine) as connection:
            acts[first](store, connection, question)
            begun.set()
            sleep(0.3)  # long enough for the second to come to where it must wait
        done.result()
    assert store.parameters() == (STEEP if "fitted" in (first, second) else DEFAULT_PARAMETERS)
    logs = sorted(store.reviews(question), key=lambda log: log.reviewed_at)
    assert store.card(question) == rebuild(question, logs, store.parameters())
