"""Everything answered, as CSV that a spreadsheet opens rightly and cannot be tricked by.

UTF-8 with a byte order mark, so that Excel shows Chinese. A text that a spreadsheet would take for a formula gets an
apostrophe before it; numbers stay as they are.
"""

from __future__ import annotations

import json
import re
from typing import Any

from db.records import AttemptRecord
from db.store import Store

# the wide signs too: a spreadsheet for Chinese may take them for the narrow ones
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
PLAIN = ("attempt_id", "question_id", "mechanism", "started_at", "finished_at", "points", "possible", "hints_used")
AS_JSON = ("options", "inputs", "answers", "marking")
COLUMNS = (*PLAIN, "misconceptions", *AS_JSON, "seed", "language", "engine_version")


def attempts_csv(store: Store) -> bytes:
    """One line an attempt, the oldest first; options, inputs, answers and marking as JSON."""
    import pandas as pd

    lines = (map(safe, _line(attempt)) for attempt in store.attempts()[::-1])
    frame = pd.DataFrame(map(tuple, lines), columns=list(COLUMNS), dtype=object)
    # half of a character pair can be typed but not written
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", "replace")


def safe(value: Any) -> Any:
    """A text that a spreadsheet would run, disarmed; everything else as it is."""
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
