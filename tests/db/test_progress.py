"""The Progress page's totals."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from db.store import Store
from tests.db.attempts import NOON, attempt

TOPICS = {"lstm/one": "lstm", "attention/one": "attention", "lstm/two": "lstm", "attention/two": "attention"}


def test_topics_in_their_order(store: Store) -> None:
    for question, points in (("lstm/one", 3.0), ("lstm/one", 0.0), ("lstm/two", 1.5), ("removed", 3.0)):
        store.record(attempt(question, points=points), NOON)
    lstm, attention = store.overview(NOON + timedelta(days=400)).by_topic(TOPICS)
    assert (lstm.topic, lstm.attempts, lstm.due) == ("lstm", 3, 2)
    assert lstm.mean_score == pytest.approx(0.5)
    assert (attention.topic, attention.attempts, attention.due) == ("attention", 0, 0)
    assert math.isnan(attention.mean_score)


def test_what_is_due_is_what_the_store_says(store: Store) -> None:
    for days, question in enumerate(("lstm/one", "lstm/two", "attention/one")):
        now = NOON + timedelta(days=days)
        store.record(attempt(question, now=now), now)
    store.record(attempt("ahead", now=NOON + timedelta(days=900)), NOON + timedelta(days=900))
    for days in (0, 1, 2, 3, 10, 400):
        now = NOON + timedelta(days=days)
        assert store.overview(now).due() == store.due(now)
    assert "ahead" in [card.question_id for card in store.overview(NOON).due()]
    assert 0 < len(store.overview(NOON + timedelta(days=3)).due()) < 4


def test_before_the_first_attempt(store: Store) -> None:
    found = store.overview(NOON)
    assert [(one.topic, one.attempts, one.due) for one in found.by_topic(TOPICS)] == [
        ("lstm", 0, 0),
        ("attention", 0, 0),
    ]
    assert found.by_topic({}) == []
    assert found.due() == []
