"""The pages' way to the store: one store a process, attempts recorded once, drafts kept while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import streamlit as st

from content import Question
from db.errors import StoreError
from db.nouns import Attempt as Record
from db.nouns import Draft
from db.store import Store, open_store
from engine import VERSION
from quiz.questions import ChoiceMarking
from quiz.sitting import Sitting
from ui.attempt import Attempt
from ui.figure.model import Texts
from ui.translate import _, language, sentence


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
    marked = sitting.marking.steps
    sheet = sitting.sheet
    _record(
        attempt,
        points=sitting.score,
        possible=sitting.marking.possible,
        mechanism=sheet.mechanism_id,
        options=vars(sheet.options),
        inputs={id: x.tolist() for id, x in sheet.inputs.items()},
        answers={step: [list(row) for row in rows] for step, rows in sitting.typed.items()},
        marking={m.step: {**asdict(m), "points": sitting.points(m)} for m in marked},
        misconceptions=tuple((m.step, id) for m in marked for id in m.misconceptions),
        hints_used=sitting.hints_used,
    )


def record_choice(attempt: Attempt, ticked: Sequence[int], marking: ChoiceMarking) -> None:
    """Keep an answered choice, once."""
    if not attempt.recorded:
        _record(
            attempt,
            mechanism="",
            points=marking.points,
            possible=marking.possible,
            answers={"choices": list(ticked)},
            marking={"agreed": list(marking.agreed)},
        )


def _record(attempt: Attempt, **marked: Any) -> None:
    now = local_now()
    kept = Record(
        attempt_id=attempt.id,
        question_id=attempt.question.id,
        started_at=attempt.started,
        finished_at=now,
        seed=attempt.seed,
        language=language(),
        engine_version=VERSION,
        **marked,
    )
    try:
        store().record(kept, now)
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
    begun = Draft(
        attempt.question.id,
        attempt.id,
        attempt.started,
        attempt.seed,
        inputs={id: x.tolist() for id, x in sitting.sheet.inputs.items()},
        answers=dict(sitting.typed),
        state={"hints": dict(sitting.hints), "retries": dict(sitting.retries), "open": draft(attempt)},
    )
    try:
        store().save_draft(begun, local_now())
    except StoreError as error:
        st.toast(sentence(error))


def resumed(question: Question, fresh: Sitting | None) -> Attempt | None:
    """The question's unfinished attempt, if one was saved and still fits the question."""
    if fresh is None:
        return None
    try:
        begun = store().draft(question.id)
    except StoreError as error:
        st.toast(sentence(error))
        return None
    return _restored(question, begun, fresh) if begun else None


def _restored(question: Question, begun: Draft, fresh: Sitting) -> Attempt | None:
    inputs = {id: np.array(x, dtype=float) for id, x in begun.inputs.items()}
    shapes = {id: tuple(map(int, x.shape)) for id, x in fresh.sheet.program.inputs.items()}
    if {id: x.shape for id, x in inputs.items()} != shapes or not set(begun.answers) <= set(fresh.sheet.asked):
        return None  # the question was changed since
    typed = {step: _texts(rows) for step, rows in begun.answers.items()}
    sheet = replace(fresh.sheet, inputs=inputs)
    sitting = Sitting(sheet, typed, dict(begun.state["hints"]), dict(begun.state["retries"]))
    attempt = Attempt(question, begun.seed or 0, sitting, begun.attempt_id, begun.started_at)
    opened = {step: _texts(rows) for step, rows in begun.state["open"].items()}
    st.session_state.setdefault("drafts", {})[attempt.id] = opened
    st.toast(_("Here is the answer you had begun."))
    return attempt


def _texts(rows: Any) -> Texts:
    return tuple(tuple(map(str, row)) for row in rows)


def forget_draft(attempt: Attempt) -> None:
    """Drop the question's saved beginning."""
    try:
        store().clear_draft(attempt.question.id)
    except StoreError as error:
        st.toast(sentence(error))
