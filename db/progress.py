"""The Progress page's tables, as pandas frames; pandas is imported when a frame is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from db.store import Store
from quiz.schedule import end_of_day, retrievability

if TYPE_CHECKING:
    import pandas as pd

TOPIC_COLUMNS = ["topic", "questions", "answered", "attempts", "mean_score", "recall", "due"]


def by_topic(store: Store, topics: Mapping[str, str], now: datetime) -> pd.DataFrame:
    """One row a topic, in the order topics first appear; `topics` gives the topic of every question id.

    `questions` there are and `answered` ones; `mean_score` over attempts and `recall` (the chance of a good answer
    now) over answered questions go from 0 to 1 and are NaN where nothing was answered; `due` counts cards. Questions
    that `topics` does not know are left out.
    """
    import pandas as pd

    asked = pd.DataFrame(list(topics.items()), columns=["question", "topic"])
    frame = asked.merge(_totals(store), "left", on="question").merge(_cards(store, now), "left", on="question")
    grouped = frame.groupby("topic", sort=False).agg(
        questions=("question", "count"),
        answered=("attempts", "count"),
        attempts=("attempts", "sum"),
        scores=("scores", "sum"),
        recall=("recall", "mean"),
        due=("due", "sum"),
    )
    grouped["mean_score"] = grouped["scores"] / grouped["attempts"].where(grouped["attempts"] > 0)
    return grouped.reset_index()[TOPIC_COLUMNS].astype({"attempts": int, "due": int})


def _totals(store: Store) -> pd.DataFrame:
    import pandas as pd

    rows = [(t.question_id, t.attempts, t.attempts * t.mean_score) for t in store.question_totals()]
    return pd.DataFrame(rows, columns=["question", "attempts", "scores"])


def _cards(store: Store, now: datetime) -> pd.DataFrame:
    import pandas as pd

    tonight = end_of_day(now)
    rows = [(c.question_id, retrievability(c, now), int(c.due < tonight)) for c in store.cards()]
    return pd.DataFrame(rows, columns=["question", "recall", "due"])
