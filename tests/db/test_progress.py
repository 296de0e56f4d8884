"""The Progress page's tables."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from db.progress import by_topic
from db.store import Store
from tests.db.attempts import NOON, attempt

TOPICS = {"lstm/one": "lstm", "attention/one": "attention", "lstm/two": "lstm", "attention/two": "attention"}


def test_topics_in_their_order(store: Store) -> None:
    for question, points in (("lstm/one", 3.0), ("lstm/one", 0.0), ("lstm/two", 1.5), ("removed", 3.0)):
        store.record(attempt(question, points=points), NOON)
    later = NOON + timedelta(days=400)
    frame = by_topic(store, TOPICS, later)
    assert list(frame.columns) == ["topic", "questions", "answered", "attempts", "mean_score", "recall", "due"]
    lstm, attention = frame.to_dict("records")
    assert (lstm["topic"], lstm["questions"], lstm["answered"], lstm["attempts"], lstm["due"]) == ("lstm", 2, 2, 3, 2)
    assert lstm["mean_score"] == pytest.approx(0.5)
    recall = {card.question_id: card.retrievability for card in store.due(later)}
    assert lstm["recall"] == pytest.approx((recall["lstm/one"] + recall["lstm/two"]) / 2)
    assert (attention["answered"], attention["attempts"], attention["due"]) == (0, 0, 0)
    assert math.isnan(attention["mean_score"])
    assert math.isnan(attention["recall"])


def test_before_the_first_attempt(store: Store) -> None:
    frame = by_topic(store, TOPICS, NOON)
    assert list(frame["topic"]) == ["lstm", "attention"]
    assert list(frame["attempts"]) == list(frame["due"]) == [0, 0]
    assert by_topic(store, {}, NOON).empty
