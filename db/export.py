"""CSV export of all attempts, readable and safe for spreadsheets.

UTF-8 with a byte order mark, so that Excel shows Chinese. Text that a spreadsheet would run as a formula gets a leading
apostrophe; numbers stay unchanged.
"""

from __future__ import annotations

import json
import re
from typing import Any

from db.records import AttemptRecord
from db.store import Store

# full-width signs too: Chinese editions of spreadsheets may read them as =, +, - and @
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
PLAIN = ("attempt_id", "question_id", "mechanism", "started_at", "finished_at", "points", "possible", "hints_used")
AS_JSON = ("options", "inputs", "answers", "marking")
COLUMNS = (*PLAIN, "misconceptions", *AS_JSON, "seed", "language", "engine_version", "aimed")


def attempts_csv(store: Store) -> bytes:
    """CSV file of all attempts, one row each, oldest first; options, inputs, answers and marking are JSON text."""
    import pandas as pd

    lines = (map(safe, _line(attempt)) for attempt in store.attempts()[::-1])
    frame = pd.DataFrame(map(tuple, lines), columns=list(COLUMNS), dtype=object)
    # a learner can enter a lone surrogate, which UTF-8 cannot encode
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", "replace")


def safe(value: Any) -> Any:
    """The value, with an apostrophe before text that a spreadsheet would run as a formula (CSV injection)."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _line(attempt: AttemptRecord) -> tuple[Any, ...]:
    values = {name: getattr(attempt, name) for name in COLUMNS}
    for name in ("started_at", "finished_at"):
        values[name] = values[name].isoformat()
    for name in AS_JSON:
        values[name] = json.dumps(values[name], ensure_ascii=False)
    values["misconceptions"] = "; ".join(f"{step}: {id}" for step, id in attempt.misconceptions)
    return tuple(values[name] for name in COLUMNS)
