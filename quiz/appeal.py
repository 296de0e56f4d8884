"""Appeals: a marked sheet with the learner's note that they think they are right, as one document.

docs/appeals.md says what each field holds.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from content import NotFound, question, topic
from engine import VERSION
from quiz.attempt import Attempt
from quiz.stored_instances import AS_PUT, taken_up
from quiz.verdicts import Marking

FORMAT, FORMAT_VERSION = "stepwise appeal", 1
LONGEST_NOTE = 2000  # characters


def document(attempt: Attempt, part: str, note: str, now: datetime, language: str) -> dict[str, Any]:
    """The appeal against the marking of a part ("" for the whole answer) as JSON-compatible data."""
    asked, marking, right = attempt.question, attempt.marking, attempt.posed.solution()
    parts = [
        {
            "id": marked.step,
            "typed": [list(row) for row in attempt.texts.get(marked.step, ())],
            "right": [list(row) for row in right.get(marked.step, ())],
            "marking": asdict(marked),
        }
        for marked in marking.steps
    ]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_at": now.isoformat(),
        "language": language,
        "part": part,
        "note": note[:LONGEST_NOTE],
        "question": {
            "id": asked.id,
            "kind": asked.kind,
            "topic": topic(asked.topic).title.model_dump(),
            "title": asked.title.model_dump(),
            "prompt": attempt.posed.prompt.model_dump(),
        },
        "mechanism": attempt.posed.mechanism_id,
        "options": attempt.posed.options,
        "seed": attempt.seed,
        "drawn": attempt.posed.drawn,
        AS_PUT: attempt.posed.as_put,
        "parts": parts,
        "points": attempt.points,
        "possible": attempt.posed.possible,
        "hints": attempt.hints_used,
        "versions": {"examiner": VERSION, "numpy": np.__version__, "python": platform.python_version()},
    }


def marked_today(found: Mapping[str, Any]) -> Marking | None:
    """The marking of an appeal's answers by the present rules; None if its question cannot be put again."""
    try:
        drawn = {**found["drawn"], AS_PUT: found[AS_PUT]}
        posed = taken_up(question(found["question"]["id"]), found["seed"], drawn)
        typed = {part["id"]: part["typed"] for part in found["parts"] if part["typed"]}
        return posed.mark(typed) if posed and set(typed) <= set(posed.parts) else None
    except (AttributeError, LookupError, NotFound, TypeError, ValueError):
        return None


def marks(found: Mapping[str, Any]) -> tuple[float, float]:
    """The marks that the appealed part was given, and those possible; of all parts if it is about the whole answer."""
    told = [part["marking"] for part in found["parts"] if found["part"] in ("", part["id"])]
    return sum(float(one["points"]) for one in told), sum(float(one["possible"]) for one in told)
