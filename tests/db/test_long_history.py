"""A long history: every card follows from its reviews, in the database where they were made and in another."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.db import NOW, QUESTIONS, REVIEWS, fill, made, made_again
from db.store import Store, open_store
from quiz.schedule import rebuild

LEARNERS = 20
LOG = LEARNERS * QUESTIONS * REVIEWS

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("long history")]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of 100,000 reviews."""
    path = tmp_path_factory.mktemp("history") / "history.db"
    assert made_again(path, fill(path, LEARNERS)) == (LOG, LEARNERS * QUESTIONS) == (100_000, 10_000)
    return path


@pytest.fixture
def store(history: Path) -> Iterator[Store]:
    """The store of one of the learners."""
    opened = open_store(f"sqlite:///{history}").of(LEARNERS // 2)
    yield opened
    opened.close()


def test_what_the_store_adds_to_it_follows_too(store: Store) -> None:
    questions = [card.question_id for card in store.cards()]
    answered = questions[::5]
    for n, question in enumerate(answered):
        now = NOW + timedelta(hours=7 * n)
        store.record(made(question, now, float(n % 4)), now)
    for question in questions:
        logs = store.reviews(question)
        assert len(logs) == REVIEWS + (question in answered)
        assert rebuild(question, logs) == store.card(question)


def test_exported_and_read_in_elsewhere_the_cards_are_the_same(store: Store, tmp_path: Path) -> None:
    exported = io.BytesIO()
    store.export(exported, NOW)
    elsewhere = open_store(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert elsewhere.read_in(exported, NOW).attempts == len(store.attempts()) >= QUESTIONS * REVIEWS
    assert elsewhere.cards() == store.cards()
    for here, there in zip(store.question_totals(), elsewhere.question_totals(), strict=True):
        assert (there.question_id, there.attempts) == (here.question_id, here.attempts)
        assert there.mean_score == pytest.approx(here.mean_score)
    elsewhere.close()
