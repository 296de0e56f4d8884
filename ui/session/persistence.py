"""The pages' way to the store: one store a process, attempts recorded once, drafts kept while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from typing import Any

import streamlit as st

from content import Question
from db.errors import StoreError
from db.records import Draft
from db.store import Store, open_store
from presentation.figure.model import Texts
from presentation.translate import _
from quiz.attempt import Attempt
from quiz.kinds import pose
from quiz.paper import too_late
from ui.session.attempt_records import record_of
from ui.session.begun import restored, set_aside
from ui.session.daily_backup import daily_backup
from ui.session.pending_writes import AnswerPart, ClearDraft, RecordAttempt, SaveDraft, attempt_place, draft_place
from ui.session.state import session
from ui.session.unsaved import pending, report, save


def store() -> Store:
    """The store of the session's learner; raises StoreError."""
    opened = _store()
    daily_backup().see_to(opened)
    return opened.of(session().learner_id)


def close() -> None:
    """Close the process's store, so that the next use opens the database anew."""
    with suppress(StoreError):
        _store().close()
    _store.clear()


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
    """Keep a finished attempt, once; what cannot be kept now is kept as soon as it can be."""
    if attempt.recorded or not attempt.finished:
        return
    place = attempt_place(session().learner_id, attempt.id)
    if not pending().get(place):
        now = local_now()
        save(RecordAttempt(session().learner_id, record_of(attempt, now), now), store)
    attempt.recorded = not pending().get(place)


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
    save(SaveDraft(session().learner_id, _draft(attempt, state), local_now()), store)


def _draft(attempt: Attempt, state: dict[str, Any]) -> Draft:
    return Draft(
        attempt.question.id,
        attempt.id,
        attempt.started,
        attempt.seed,
        inputs=attempt.posed.drawn,
        answers=dict(attempt.texts),
        state=state,
    )


def _keep_in_paper(attempt: Attempt, parts: Sequence[str]) -> None:
    """These parts; the rest may have been entered in another window. What comes too late replaces nothing."""
    now, exam = local_now(), session().exam
    paper = exam.paper if exam else None
    if paper and paper.started_at and too_late(paper.started_at, paper.minutes, now):
        return
    for part in parts:
        save(AnswerPart(session().learner_id, attempt.paper, attempt.id, part, attempt.answers[part], now), store)


def opened(question: Question, seed: int) -> Attempt:
    """The question's unfinished attempt, if one was saved and still fits the question; else a new one."""
    try:
        found = begun(question.id)
    except StoreError as error:
        report(error)
        return Attempt(pose(question, seed))
    if found and pending().get(attempt_place(session().learner_id, found.attempt_id)):
        found = None
    if found and (again := restored(question, found)):
        return _taken_up(found, *again)
    if found and touched(found):
        save(SaveDraft(session().learner_id, set_aside(found), local_now()), store)
        st.toast(_("What you had begun no longer fits this question: it is set aside, and the question starts anew."))
    attempt = Attempt(pose(question, seed))
    keep_numbers(attempt)
    return attempt


def touched(found: Draft) -> bool:
    """Whether anything was entered or asked for, and not only numbers drawn."""
    return bool(found.answers or found.state)


def _taken_up(found: Draft, attempt: Attempt, entered: dict[str, Texts]) -> Attempt:
    session().drafts[attempt.id] = entered
    if touched(found):
        st.toast(_("Here is the answer you had begun."))
    else:
        attempt.started = local_now()
    return attempt


def keep_numbers(attempt: Attempt) -> None:
    """Save what was drawn, so that the question is the same after a reload and a restart before anything is entered."""
    now = local_now()
    with suppress(StoreError):  # nothing of the learner's would be lost
        if not pending().get(draft_place(session().learner_id, attempt.question.id)):
            store().save_draft(_draft(attempt, state={}), now)


def begun(id: str) -> Draft | None:
    """What is kept of a question or of a topic's numbers, be it saved or still to be; raises StoreError."""
    waiting = pending().get(draft_place(session().learner_id, id))
    if waiting:
        return waiting.draft if isinstance(waiting, SaveDraft) else None
    return store().draft(id)


def forget_draft(attempt: Attempt) -> None:
    """Drop the question's saved beginning."""
    save(ClearDraft(session().learner_id, attempt.question.id), store)
