"""Tables of the Progress page as pandas frames. Pandas is imported only when one is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import nan
from typing import TYPE_CHECKING

from db.records import QuestionTotal
from db.store import Store
from quiz.schedule import CardState, ahead, retrievability

if TYPE_CHECKING:
    import pandas as pd

TOPIC_COLUMNS = ["topic", "questions", "answered", "attempts", "mean_score", "recall", "due"]


def by_topic(store: Store, topics: Mapping[str, str], now: datetime) -> pd.DataFrame:
    """Progress by topic: one row per topic, in the order topics first appear in `topics` (question id → topic).

    Columns: `questions` and `answered` count questions, `attempts` counts attempts, `due` counts cards due today.
    `mean_score` over attempts and `recall`, the mean estimated probability of recall now over answered questions, are
    in [0, 1], or NaN if nothing was answered. Questions missing from `topics` are left out.
    """
    import pandas as pd

    totals = {total.question_id: total for total in store.question_totals()}
    cards = {card.question_id: card for card in store.cards()}
    tonight, parameters = store.end_of_day(now), store.parameters()
    asked: dict[str, list[str]] = {}
    for question, topic in topics.items():
        asked.setdefault(topic, []).append(question)
    rows = []
    for topic, questions in asked.items():
        answered = [totals[question] for question in questions if question in totals]
        begun = [cards[question] for question in questions if question in cards]
        rows.append((topic, len(questions), *_answered(answered), *_to_recall(begun, tonight, now, parameters)))
    return pd.DataFrame(rows, columns=TOPIC_COLUMNS).astype({"mean_score": float, "recall": float})


def _answered(totals: Sequence[QuestionTotal]) -> tuple[int, int, float]:
    """How many questions were answered, how often, and the mean score of all attempts."""
    attempts = sum(total.attempts for total in totals)
    scores = sum(total.attempts * total.mean_score for total in totals)
    return len(totals), attempts, scores / attempts if attempts else nan


def _to_recall(
    cards: Sequence[CardState], tonight: datetime, now: datetime, parameters: tuple[float, ...]
) -> tuple[float, int]:
    """The mean probability of recall now, and how many are due."""
    recall = [retrievability(card, now, parameters) for card in cards]
    due = sum(card.due < tonight or ahead(card, now) for card in cards)
    return sum(recall) / len(recall) if recall else nan, due
