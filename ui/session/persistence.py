"""The pages' way to the store: one store a process, attempts recorded once, drafts kept while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import streamlit as st

from content import Question
from db.errors import StoreError
from db.records import Draft
from db.store import Store, open_store
from presentation.figure.model import Texts
from presentation.translate import _, sentence
from quiz.attempt import Attempt
from quiz.kinds import put_again
from ui.session.attempt_records import record_of
from ui.session.state import session


def store() -> Store:
    """The store of the session's learner; raises StoreError."""
    return _store().of(session().learner_id)


@st.cache_resource(show_spinner=False)
def _store() -> Store:
    """The process's store."""
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
        store().record(record_of(attempt, now), now)
        attempt.recorded = True
    except StoreError as error:
        st.error(sentence(error))


# ---- unfinished ones ----


def keep_draft(attempt: Attempt, step: str, rows: Sequence[Sequence[str]]) -> None:
    """What stands in the open step."""
    session().drafts.setdefault(attempt.id, {})[step] = tuple(tuple(map(str, row)) for row in rows)
    keep(attempt)


def draft(attempt: Attempt) -> dict[str, Texts]:
    """What was typed in each step of this attempt and not handed in."""
    return session().drafts.get(attempt.id, {})


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
        answers=dict(attempt.texts),
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
    session().drafts[attempt.id] = opened
    return attempt


def _texts(rows: Any) -> Texts:
    return tuple(tuple(map(str, row)) for row in rows)


def forget_draft(attempt: Attempt) -> None:
    """Drop the question's saved beginning."""
    try:
        store().clear_draft(attempt.question.id)
    except StoreError as error:
        st.toast(sentence(error))
