"""The pages' way to the store: one store a process, attempts recorded once, drafts kept while they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import streamlit as st

from content import Question
from db.errors import StoreError
from db.records import AttemptRecord as Record
from db.records import Draft
from db.store import Store, open_store
from engine import VERSION
from presentation.attempt import Attempt
from presentation.figure.model import Texts
from presentation.translate import _, language, sentence
from quiz.kinds import put_again
from quiz.posed import Rows
from quiz.verdicts import Marking, StepMarking


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The process's store; raises StoreError."""
    return open_store()


def local_zone() -> tzinfo:
    """The learner's time zone as their browser says it."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def local_now() -> datetime:
    """Now, in the learner's time zone."""
    return datetime.now(local_zone())


# ---- finished attempts ----


def record(attempt: Attempt) -> None:
    """Keep a finished attempt, once; say so if it cannot be kept."""
    if attempt.recorded or not attempt.finished:
        return
    now = local_now()
    try:
        store().record(noun(attempt, now), now)
        attempt.recorded = True
    except StoreError as error:
        st.error(sentence(error))


def noun(attempt: Attempt, now: datetime) -> Record:
    """The attempt as the store keeps it."""
    marked = attempt.marking.steps
    points = {m.step: attempt.sitting.points(m) if attempt.sitting else m.points for m in marked}
    return Record(
        attempt_id=attempt.id,
        question_id=attempt.question.id,
        mechanism=attempt.posed.mechanism_id,
        points=attempt.points,
        possible=attempt.posed.possible,
        started_at=attempt.started,
        finished_at=now,
        answers={part: [list(row) for row in rows] for part, rows in _answers(attempt).items()},
        marking={m.step: {**asdict(m), "points": points[m.step]} for m in marked},
        misconceptions=tuple((m.step, id) for m in marked for id in m.misconceptions),
        options=attempt.posed.options,
        inputs=attempt.posed.drawn,
        seed=attempt.seed,
        hints_used=attempt.hints_used,
        language=language(),
        engine_version=VERSION,
    )


def marking(record: Record) -> Marking:
    """What a recorded attempt was told."""
    return Marking(tuple(_step_marking(kept) for kept in record.marking.values()))


def _step_marking(kept: Mapping[str, Any]) -> StepMarking:
    cells = tuple(tuple(row) for row in kept["cells"])
    lists = {name: tuple(kept[name]) for name in ("misconceptions", "carried")}
    convention = tuple(kept["convention"]) if kept["convention"] else None
    return StepMarking(**{**kept, **lists, "cells": cells, "convention": convention})


def _answers(attempt: Attempt) -> Mapping[str, Rows]:
    return attempt.sitting.typed if attempt.sitting else attempt.answers


# ---- unfinished ones ----


def keep_draft(attempt: Attempt, step: str, rows: Sequence[Sequence[str]]) -> None:
    """What stands in the open step."""
    drafts: dict[str, Texts] = st.session_state.setdefault("drafts", {}).setdefault(attempt.id, {})
    drafts[step] = tuple(tuple(map(str, row)) for row in rows)
    keep(attempt)


def draft(attempt: Attempt) -> dict[str, Texts]:
    """What was typed in each step of this attempt and not handed in."""
    found: dict[str, Texts] = st.session_state.get("drafts", {}).get(attempt.id, {})
    return found


def keep(attempt: Attempt, *parts: str) -> None:
    """Save an unfinished attempt, so that it survives a reload and a restart; in an exam, the parts that are new."""
    if attempt.recorded:
        return
    if attempt.paper:
        _keep_in_paper(attempt, parts)
        return
    sitting = attempt.sitting
    state: dict[str, Any] = {"hints": attempt.hints}
    if sitting:
        state = {"hints": dict(sitting.hints), "retries": dict(sitting.retries), "open": draft(attempt)}
    begun = Draft(
        attempt.question.id,
        attempt.id,
        attempt.started,
        attempt.seed,
        inputs=attempt.posed.drawn,
        answers=dict(_answers(attempt)),
        state=state,
    )
    try:
        store().save_draft(begun, local_now())
    except StoreError as error:
        st.toast(sentence(error))


def _keep_in_paper(attempt: Attempt, parts: Sequence[str]) -> None:
    """These parts and what could not be kept before; the rest may have been entered in another window."""
    attempt.unsaved |= set(parts)
    answers = {part: [list(row) for row in attempt.answers[part]] for part in attempt.unsaved}
    try:
        if not store().answer_paper(attempt.paper, attempt.id, answers, local_now()):
            st.toast(_("This paper is handed in; nothing more can be changed."))
        attempt.unsaved.clear()
    except StoreError as error:
        st.error(sentence(error))


def resumed(question: Question) -> Attempt | None:
    """The question's unfinished attempt, if one was saved and still fits the question."""
    try:
        begun = store().draft(question.id)
    except StoreError as error:
        st.toast(sentence(error))
        return None
    if begun is None:
        return None
    attempt = restored(question, begun)
    if attempt:
        st.toast(_("Here is the answer you had begun."))
    return attempt


def restored(question: Question, begun: Draft) -> Attempt | None:
    """A saved beginning as an attempt; nothing if the question was changed since."""
    answers = {part: _texts(rows) for part, rows in begun.answers.items()}
    posed = put_again(question, begun.seed or 0, dict(begun.inputs))
    if posed is None or not set(answers) <= set(posed.parts):
        return None
    attempt = Attempt(posed, begun.attempt_id, begun.started_at)
    if attempt.sitting is None:
        attempt.answers, attempt.hints = answers, int(begun.state.get("hints", 0))
        return attempt
    attempt.sitting = replace(
        attempt.sitting, typed=answers, hints=dict(begun.state["hints"]), retries=dict(begun.state["retries"])
    )
    opened = {step: _texts(rows) for step, rows in begun.state["open"].items()}
    st.session_state.setdefault("drafts", {})[attempt.id] = opened
    return attempt


def _texts(rows: Any) -> Texts:
    return tuple(tuple(map(str, row)) for row in rows)


def forget_draft(attempt: Attempt) -> None:
    """Drop the question's saved beginning."""
    try:
        store().clear_draft(attempt.question.id)
    except StoreError as error:
        st.toast(sentence(error))
