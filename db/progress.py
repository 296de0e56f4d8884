"""Attempts as tables: for the Progress page and for export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.nouns import Attempt

if TYPE_CHECKING:
    import pandas as pd

RISKY = ("=", "+", "-", "@", "\t", "\r")


def table(found: Sequence[Attempt]) -> pd.DataFrame:
    """One row an attempt: when, what, marks, hints, the misconceptions made."""
    import pandas as pd

    rows = [
        {
            "finished_at": a.finished_at,
            "topic": a.topic_id,
            "question": a.question_id,
            "points": a.points,
            "possible": a.possible,
            "share": a.share,
            "hints": a.hints_used,
            "misconceptions": " ".join(dict.fromkeys(id for step in a.steps for id in step.misconceptions)),
            "seconds": (a.finished_at - a.started_at).total_seconds(),
        }
        for a in found
    ]
    columns = ["finished_at", "topic", "question", "points", "possible", "share", "hints", "misconceptions", "seconds"]
    return pd.DataFrame(rows, columns=columns)


def by_topic(found: Sequence[Attempt]) -> pd.DataFrame:
    """For each topic: attempts, and the mean share of the marks in its last ten."""
    frame = table(found).sort_values("finished_at")
    grouped = frame.groupby("topic")["share"]
    return grouped.agg(attempts="size", share=lambda shares: shares.tail(10).mean()).reset_index()


def csv(found: Sequence[Attempt]) -> bytes:
    """Every attempt with its steps as CSV: UTF-8 with a mark that spreadsheets recognise.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    frame = table(found)
    frame["answers"] = [str(a.answers) for a in found]
    for column in frame.select_dtypes(include=["object", "str"]).columns:
        frame[column] = [f"'{text}" if str(text).startswith(RISKY) else text for text in frame[column]]
    return frame.to_csv(index=False).encode("utf-8-sig")
