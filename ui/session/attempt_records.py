"""Attempts as the store keeps them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from db.records import AttemptRecord
from engine import VERSION
from presentation.translate import language
from quiz.attempt import Attempt
from quiz.verdicts import Marking, StepMarking


def record_of(attempt: Attempt, finished_at: datetime) -> AttemptRecord:
    """A finished attempt as it is recorded, in the language being spoken."""
    marked = attempt.marking.steps
    points = {m.step: attempt.sitting.points(m) if attempt.sitting else m.points for m in marked}
    return AttemptRecord(
        attempt_id=attempt.id,
        question_id=attempt.question.id,
        mechanism=attempt.posed.mechanism_id,
        points=attempt.points,
        possible=attempt.posed.possible,
        started_at=attempt.started,
        finished_at=finished_at,
        answers={part: [list(row) for row in rows] for part, rows in attempt.texts.items()},
        marking={m.step: {**asdict(m), "points": points[m.step]} for m in marked},
        misconceptions=tuple((m.step, id) for m in marked for id in m.misconceptions),
        options=attempt.posed.options,
        inputs=attempt.posed.drawn,
        seed=attempt.seed,
        hints_used=attempt.hints_used,
        language=language(),
        engine_version=VERSION,
    )


def marking_of(record: AttemptRecord) -> Marking:
    """What a recorded attempt was told."""
    return Marking(tuple(_step_marking(kept) for kept in record.marking.values()))


def _step_marking(kept: Mapping[str, Any]) -> StepMarking:
    cells = tuple(tuple(row) for row in kept["cells"])
    lists = {name: tuple(kept[name]) for name in ("misconceptions", "carried")}
    convention = tuple(kept["convention"]) if kept["convention"] else None
    return StepMarking(**{**kept, **lists, "cells": cells, "convention": convention})
