"""Everything answered, as CSV that a spreadsheet opens rightly and cannot be tricked by.

UTF-8 with a byte order mark, so that Excel shows Chinese. A text that a spreadsheet would take for a formula gets an
apostrophe before it; numbers stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from db.nouns import Attempt
from db.store import Store

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
PLAIN = ("attempt_id", "question_id", "mechanism", "started_at", "finished_at", "points", "possible", "hints_used")
AS_JSON = ("options", "inputs", "answers", "marking")
COLUMNS = (*PLAIN, "misconceptions", *AS_JSON, "seed", "language", "engine_version")
CELLS = ("attempt_id", "question_id", "finished_at", "step", "row", "column", "typed")


def attempts_csv(store: Store) -> bytes:
    """One line an attempt, the oldest first; options, inputs, answers and marking as JSON."""
    return _written(map(_line, store.attempts()[::-1]), COLUMNS)


def answers_csv(store: Store) -> bytes:
    """One line a typed cell, the oldest first; rows and columns count from 1, and are empty where there are none."""
    return _written((line for attempt in store.attempts()[::-1] for line in _cells(attempt)), CELLS)


def safe(value: Any) -> Any:
    """A text that a spreadsheet would run, disarmed; everything else as it is."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _written(lines: Iterable[tuple[Any, ...]], columns: tuple[str, ...]) -> bytes:
    import pandas as pd

    frame = pd.DataFrame([tuple(map(safe, line)) for line in lines], columns=list(columns), dtype=object)
    # half of a character pair can be typed but not written
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", "replace")


def _line(attempt: Attempt) -> tuple[Any, ...]:
    values = {name: getattr(attempt, name) for name in COLUMNS}
    for name in ("started_at", "finished_at"):
        values[name] = values[name].isoformat()
    for name in AS_JSON:
        values[name] = json.dumps(values[name], ensure_ascii=False)
    values["misconceptions"] = "; ".join(f"{step}: {id}" for step, id in attempt.misconceptions)
    return tuple(values[name] for name in COLUMNS)


def _cells(attempt: Attempt) -> Iterator[tuple[Any, ...]]:
    common = (attempt.attempt_id, attempt.question_id, attempt.finished_at.isoformat())
    answers = attempt.answers if isinstance(attempt.answers, dict) else {"": attempt.answers}
    for step, typed in answers.items():
        for row, column, text in _grid(typed):
            yield *common, step, row, column, text


def _grid(typed: Any) -> Iterator[tuple[int | str, int | str, Any]]:
    """The cells of a table, a list or a single value."""
    if not isinstance(typed, list):
        yield "", "", typed
        return
    for i, row in enumerate(typed, 1):
        if isinstance(row, list):
            yield from ((i, j, text) for j, text in enumerate(row, 1))
        else:
            yield i, "", row
