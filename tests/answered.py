"""Attempts that were answered and marked, as the app records them and as the database gives them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from content import question
from db.records import AttemptRecord
from db.rows import plain
from quiz.answers.write import written
from quiz.attempt import Attempt
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.sitting import Sitting
from quiz.posed import Posed
from ui.session.attempt_records import record_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEPS = "self-attention/score-and-scale"


def recorded(posed: Posed[Any], answers: Mapping[str, Sequence[Sequence[str]]], hints: int = 0) -> AttemptRecord:
    """The record of a question handed in with these answers, after a round trip through JSON."""
    made = Attempt(posed, handed_in=True, hints=hints)
    rows = {part: tuple(tuple(map(str, row)) for row in grid) for part, grid in answers.items()}
    if isinstance(posed, PosedSteps):
        typed = {step: rows.get(step, ()) for step in posed.parts}
        taken = {posed.parts[0]: hints} if hints else {}
        made.sitting = Sitting(posed.sheet, typed, hints=taken)
    else:
        made.answers = rows
    record = record_of(made, NOW)
    return replace(
        record,
        answers=plain(record.answers),
        marking=plain(record.marking),
        inputs=plain(record.inputs),
        options=plain(record.options),
    )


def unscaled(seed: int = 3) -> AttemptRecord:
    """An attempt in which the scores were halved instead of divided by √d_k: a mistake with a name."""
    posed = pose(question(STEPS), seed)
    assert isinstance(posed, PosedSteps)
    return recorded(posed, {**posed.solution(), "scaled": written(posed.sheet.truth["scores"] / 2, 2)})
