"""Attempts to record."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from content import question
from db.records import AttemptRecord
from quiz.answers.write import written
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps

QUESTION = "self-attention/score-and-scale"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def attempt(question_id: str = "lstm/one-step", now: datetime = NOON, **changes: Any) -> AttemptRecord:
    """An attempt of ten minutes that ended `now`, full marks unless told otherwise."""
    values: dict[str, Any] = {
        "attempt_id": str(uuid.uuid4()),
        "question_id": question_id,
        "mechanism": "lstm_step",
        "points": 3.0,
        "possible": 3.0,
        "started_at": now - timedelta(minutes=10),
        "finished_at": now,
        "answers": {"cell": [["0.5", "−1/3"]]},
        "marking": {"cell": {"status": "right", "cells": [["right", "right"]]}},
        "options": {"biases": "one"},
        "inputs": {"x": [[1.0, 0.5]]},
        "seed": 7,
        "engine_version": "0.1.0",
    }
    return AttemptRecord(**{**values, **changes})


def unnamed(**changes: Any) -> AttemptRecord:
    """An attempt in which √d_k was left out, marked by an examiner who did not know that mistake."""
    posed = pose(question(QUESTION), 3)
    assert isinstance(posed, PosedSteps)
    halved = written(posed.sheet.truth["scores"] / 2, 2)
    answers = {**posed.solution(), "scaled": halved}
    values = {
        "mechanism": "self_attention",
        "inputs": posed.drawn,
        "answers": {step: [list(row) for row in rows] for step, rows in answers.items()},
        "points": 3.0,
        "possible": 6.0,
        "seed": 3,
        "engine_version": "0.0.1",
    }
    return attempt(QUESTION, **{**values, **changes})
