"""Attempts as the store keeps them, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, get_args

from db.records import AttemptRecord
from engine import VERSION
from presentation.translate import language
from quiz.answers.grid import grid_shape
from quiz.attempt import Attempt
from quiz.kinds.steps import PosedSteps
from quiz.posed import Posed, Rows
from quiz.reopened import reopened as posed_again
from quiz.verdicts import CellStatus, Marking, StepMarking, StepStatus
from ui.session import stored_values


def record_of(attempt: Attempt, finished_at: datetime) -> AttemptRecord:
    """A finished attempt as it is recorded, in the language being spoken."""
    marked, parts = attempt.marking.steps, attempt.posed.parts
    points = {m.step: attempt.sitting.points(m) if attempt.sitting else m.points for m in marked}
    return AttemptRecord(
        attempt_id=attempt.id,
        question_id=attempt.question.id,
        mechanism=attempt.posed.mechanism_id,
        points=attempt.points,
        possible=attempt.posed.possible,
        started_at=attempt.started,
        finished_at=finished_at,
        answers={part: [list(row) for row in rows] for part, rows in attempt.texts.items() if part in parts},
        marking={m.step: {**asdict(m), "points": points[m.step]} for m in marked},
        misconceptions=tuple((m.step, id) for m in marked for id in m.misconceptions),
        options=attempt.posed.options,
        inputs=attempt.posed.drawn,
        seed=attempt.seed,
        hints_used=attempt.hints_used,
        language=language(),
        engine_version=VERSION,
        aimed=attempt.aim is not None,
    )


def marking_of(record: AttemptRecord, parts: Collection[str]) -> Marking | None:
    """What a recorded attempt at a question with these parts was told; None if that cannot be read."""
    try:
        steps = tuple(_step_marking(stored_values.mapping(kept)) for kept in record.marking.values())
    except stored_values.UNREADABLE:
        return None
    return Marking(steps) if {marked.step for marked in steps} == set(parts) else None


def reopened(record: AttemptRecord) -> Attempt | None:
    """A recorded attempt as it was, to be looked at: its numbers, what was typed, and the marking it was given.

    None where the question is gone, or what is stored does not fit it any more.
    """
    try:
        posed = posed_again(record.question_id, record.seed, record.inputs, record.options, tuple(record.marking))
        marking = marking_of(record, posed.marked_parts) if posed else None
        answers = stored_values.grids(record.answers)
    except stored_values.UNREADABLE:
        return None
    if posed is None or marking is None or not _fits(posed, answers, marking):
        return None
    answered = Attempt(posed, record.attempt_id, record.started_at, answers=answers, hints=record.hints_used)
    return answered.looked_at(marking)


def _fits(posed: Posed[Any], answers: Mapping[str, Rows], marking: Marking) -> bool:
    """Whether a grid of marks has the shape that its step has now."""
    if not isinstance(posed, PosedSteps):
        return True
    shapes = {step: grid_shape(posed.sheet.program.steps[step].shape) for step in posed.parts}
    cells = {marked.step: (len(marked.cells), len(marked.cells[0]) if marked.cells else 0) for marked in marking.steps}
    return cells == shapes and set(answers) <= set(shapes)


def _step_marking(kept: Mapping[str, Any]) -> StepMarking:
    """The marking of a step; raises one of UNREADABLE for what is none."""
    cells = tuple(tuple(stored_values.one_of(cell, get_args(CellStatus)) for cell in row) for row in kept["cells"])
    lists = {name: stored_values.texts(kept[name]) for name in ("misconceptions", "carried")}
    option, value = stored_values.texts(kept["convention"]) if kept["convention"] else ("", "")
    given, place, read = stored_values.texts(kept["misread"]) if kept.get("misread") else ("", "", "")
    return StepMarking(
        step=str(kept["step"]),
        status=stored_values.one_of(kept["status"], get_args(StepStatus)),
        cells=cells,
        points=stored_values.number(kept["points"]),
        possible=stored_values.number(kept["possible"]),
        convention=(option, value) if option else None,
        slip=None if kept["slip"] is None else str(kept["slip"]),
        earned=bool(kept["earned"]),
        repeated=bool(kept["repeated"]),
        worked=bool(kept.get("worked", True)),  # attempts recorded earlier say nothing of it
        misread=(given, place, read) if given else None,
        exchanged=str(kept.get("exchanged", "")),
        misconceptions=lists["misconceptions"],
        carried=lists["carried"],
    )
