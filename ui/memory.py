"""The pages' way to the store: one store a process, attempts recorded once, drafts kept while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from content import Question
from db import Attempt as Record
from db import StepRecord, Store, StoreError, open_store
from engine import VERSION
from quiz.questions import ChoiceMarking, exercise
from quiz.sitting import Sitting
from ui.matrix.model import Texts
from ui.translate import _, language, sentence

if TYPE_CHECKING:
    from ui.views.practise import Attempt


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The process's store; raises StoreError."""
    return open_store()


def local_now() -> datetime:
    """Now, in the learner's time zone as their browser says it."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return datetime.now(ZoneInfo(st.context.timezone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(UTC)


# ---- finished attempts ----


def record(attempt: Attempt) -> None:
    """Keep a finished sitting, once; say so if it cannot be kept."""
    sitting = attempt.sitting
    if attempt.recorded or sitting is None:
        return
    steps = tuple(
        StepRecord(m.step, m.status, sitting.points(m), m.possible, m.misconceptions, m.cells)
        for m in sitting.marking.steps
    )
    sheet = sitting.sheet
    _record(
        attempt,
        points=sitting.score,
        possible=sitting.marking.possible,
        mechanism=sheet.mechanism_id,
        options=vars(sheet.options),
        inputs={id: x.tolist() for id, x in sheet.inputs.items()},
        answers={step: [list(row) for row in rows] for step, rows in sitting.typed.items()},
        steps=steps,
        hints_used=sitting.hints_used,
    )


def record_choice(attempt: Attempt, ticked: Sequence[int], marking: ChoiceMarking) -> None:
    """Keep an answered choice, once."""
    if not attempt.recorded:
        _record(attempt, points=marking.points, possible=marking.possible, answers={"choices": list(ticked)})


def _record(attempt: Attempt, **marked: Any) -> None:
    now = local_now()
    kept = Record(
        id=attempt.id,
        question_id=attempt.question.id,
        topic_id=attempt.question.topic,
        started_at=attempt.started,
        finished_at=now,
        seed=attempt.seed,
        language=language(),
        engine_version=VERSION,
        **{"options": {}, **marked},
    )
    try:
        store().record(kept, now)
        store().forget_draft(attempt.question.id)
        attempt.recorded = True
    except StoreError as error:
        st.error(sentence(error))


# ---- unfinished ones ----


def keep_draft(attempt: Attempt, step: str, rows: Sequence[Sequence[str]]) -> None:
    """What stands in the open step."""
    drafts: dict[str, Texts] = st.session_state.setdefault("drafts", {}).setdefault(attempt.id, {})
    drafts[step] = tuple(tuple(map(str, row)) for row in rows)
    keep_sitting(attempt)


def draft(attempt: Attempt) -> dict[str, Texts]:
    """What was typed in each step of this attempt and not handed in."""
    found: dict[str, Texts] = st.session_state.get("drafts", {}).get(attempt.id, {})
    return found


def keep_sitting(attempt: Attempt) -> None:
    """Save an unfinished attempt, so that it survives a reload and a restart."""
    sitting = attempt.sitting
    if sitting is None or attempt.recorded:
        return
    state = {
        "id": attempt.id,
        "seed": attempt.seed,
        "started": attempt.started.isoformat(),
        "inputs": {id: x.tolist() for id, x in sitting.sheet.inputs.items()},
        "typed": sitting.typed,
        "hints": sitting.hints,
        "retries": sitting.retries,
        "open": draft(attempt),
    }
    try:
        store().save_draft(attempt.question.id, state, local_now())
    except StoreError as error:
        st.toast(sentence(error))


def resumed(question: Question, seed: int, fresh: Sitting | None) -> Attempt | None:
    """The question's unfinished attempt, if one was saved and still fits the question."""
    if fresh is None:
        return None
    try:
        state = store().draft(question.id)
    except StoreError as error:
        st.toast(sentence(error))
        return None
    return _restored(question, state, fresh) if state else None


def _restored(question: Question, state: dict[str, Any], fresh: Sitting) -> Attempt | None:
    import numpy as np

    from content import StepsQuestion
    from ui.views.practise import Attempt

    inputs = {id: np.array(x, dtype=float) for id, x in state["inputs"].items()}
    shapes = {id: tuple(map(int, x.shape)) for id, x in fresh.sheet.program.inputs.items()}
    if {id: x.shape for id, x in inputs.items()} != shapes or not set(state["typed"]) <= set(fresh.sheet.asked):
        return None  # the question was changed since
    assert isinstance(question, StepsQuestion)
    typed = {step: tuple(map(tuple, rows)) for step, rows in state["typed"].items()}
    sitting = Sitting(exercise(question).sheet(inputs), typed, state["hints"], state["retries"])
    attempt = Attempt(question, state["seed"], sitting, state["id"], datetime.fromisoformat(state["started"]))
    opened = {step: tuple(map(tuple, rows)) for step, rows in state["open"].items()}
    st.session_state.setdefault("drafts", {})[attempt.id] = opened
    st.toast(_("Here is the answer you had begun."))
    return attempt


def forget_draft(attempt: Attempt) -> None:
    """Drop the question's saved beginning."""
    try:
        store().forget_draft(attempt.question.id)
    except StoreError as error:
        st.toast(sentence(error))
