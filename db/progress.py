"""Tables of the Progress page as pandas frames. Pandas is imported only when one is built."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from db.store import Store
from quiz.schedule import ahead, retrievability

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

    tonight = store.end_of_day(now)
    rows = [(c.question_id, retrievability(c, now), int(c.due < tonight or ahead(c, now))) for c in store.cards()]
    return pd.DataFrame(rows, columns=["question", "recall", "due"])
