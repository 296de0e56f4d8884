"""The pages' way to the store: one store a process, attempts recorded once, drafts kept while they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, tzinfo
from typing import Any

import streamlit as st

from content import Question
from db.errors import StoreError
from db.records import Draft, PaperItem
from db.rows import plain
from db.store import Store, open_store
from presentation.figure.model import Texts
from presentation.translate import _
from quiz.attempt import Attempt
from quiz.kinds import pose
from quiz.paper import too_late
from quiz.stored_instances import to_keep
from ui.session import contested_cells, paper_clock
from ui.session.attempt_records import record_of
from ui.session.daily_backup import daily_backup
from ui.session.pending_writes import (
    WAITS,
    AnswerPart,
    ClearDraft,
    Place,
    RecordAttempt,
    SaveDraft,
    Write,
    answer_place,
    attempt_place,
    draft_place,
)
from ui.session.restored_attempts import AIM, answers_of, place_of, restored, set_aside, taken_over
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


def forget_others(attempt: Attempt) -> None:
    """Forget what stands in the open steps of every other attempt; of those that go on it is in the store."""
    session().drafts = {id: entered for id, entered in session().drafts.items() if id == attempt.id}


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
    kept = _save_draft(_draft(attempt, state))
    if isinstance(kept, Draft) and (entered := taken_over(attempt, kept)) is not None:
        session().drafts[attempt.id] = entered


def _save_draft(draft: Draft) -> object:
    """What is kept of a draft; what another window has entered in other cells since stays."""
    state = session()
    place = *draft_place(state.learner_id, draft.question_id), state.window
    base = known(place)
    return write_now(
        SaveDraft(state.learner_id, state.window, draft, local_now(), base if isinstance(base, Draft) else None)
    )


def _draft(attempt: Attempt, state: dict[str, Any]) -> Draft:
    return Draft(
        place_of(attempt),
        attempt.id,
        attempt.started,
        attempt.seed,
        inputs=to_keep(attempt.posed),
        answers=dict(attempt.texts),
        state=state | ({AIM: asdict(attempt.aim)} if attempt.aim else {}),
    )


def _keep_in_paper(attempt: Attempt, parts: Sequence[str]) -> None:
    """These parts; what another window has entered in others, or in other cells of these, stays."""
    state = session()
    paper = state.exam.paper if state.exam else None
    now = paper_clock.moment(paper, local_now()) if paper else local_now()
    late = bool(paper and paper.started_at and not paper.oral and too_late(paper.started_at, paper.minutes, now))
    for part in parts:
        place = *answer_place(state.learner_id, attempt.id, part), state.window, late
        base: Any = known(place)
        given = (state.learner_id, state.window, attempt.paper, attempt.id, part, attempt.answers[part], now, late)
        kept = write_now(AnswerPart(*given, base))
        if isinstance(kept, PaperItem) and not late:
            learn(kept, attempt)
            attempt.answers = {**attempt.answers, **answers_of(kept), **pending().answers(attempt.id)}


def learn(item: PaperItem, attempt: Attempt) -> None:
    """This window knows now what is kept of a question of a paper; where it knew something else, that is told."""
    state = session()
    for part, rows in answers_of(item).items():
        place = *answer_place(state.learner_id, item.attempt_id, part), state.window, False
        if part in attempt.posed.parts and place in state.knows:
            found = AnswerPart(state.learner_id, state.window, attempt.paper, attempt.id, part, rows, local_now())
            contested_cells.note_others(found, {part: plain(state.knows[place])}, {part: plain(rows)})
        state.knows[place] = rows


def write_now(write: Write) -> object:
    """Write, and return what is kept and this window knows now; WAITS until the store takes it; None if it refuses."""
    state, kept = session(), save(write, store)
    if isinstance(write, SaveDraft):
        _tell(write, kept)
    elif isinstance(write, AnswerPart):
        contested_cells.note_entered(write, {write.part: plain(write.base)}, {write.part: plain(write.value)})
    if kept is WAITS:
        state.sent[write.place] = write
    elif kept is not None:
        state.sent.pop(write.place, None)
        state.knows[write.place] = kept if isinstance(kept, Draft) else write.value
    return kept


def _tell(write: SaveDraft, kept: object) -> None:
    """Have this window told where another one has changed what was entered here before."""
    if write.base is None or write.base.attempt_id != write.draft.attempt_id:
        return
    known, mine = _cells_of(write.base), _cells_of(write.draft)
    contested_cells.note_entered(write, known, mine)
    if isinstance(kept, Draft) and kept.attempt_id == write.draft.attempt_id:
        contested_cells.note_others(write, known, _cells_of(kept))


def _cells_of(draft: Draft) -> Any:
    return plain({"answers": draft.answers, "state": draft.state})


def known(place: Place) -> object:
    """What this window knows to be kept: what it was told last, or what it sent, if that need not wait any more."""
    state = session()
    sent = state.sent.get(place)
    if sent is not None and pending().get(place) is not sent:
        state.knows[place] = sent.value
        del state.sent[place]
    return state.knows.get(place)


def opened(question: Question, seed: int, drawn: dict[str, Any] | None = None) -> Attempt:
    """The question's unfinished attempt, if one was saved and still fits the question; else a new one.

    A new one is on the numbers that are `drawn`, which a learner's own question needs, else on those of the seed.
    """
    try:
        found, damaged = begun(question.id), _has_damaged_draft(question.id)
    except StoreError as error:
        report(error)
        return Attempt(pose(question, seed, drawn))
    if found and pending().get(attempt_place(session().learner_id, found.attempt_id)):
        found = None
    if found and (again := restored(question, found)):
        return _taken_up(found, *again)
    if found and touched(found):
        _save_draft(set_aside(found))
    if damaged or (found and touched(found)):
        st.toast(_("What you had begun no longer fits this question: it is set aside, and the question starts anew."))
    attempt = Attempt(pose(question, seed, drawn))
    keep_numbers(attempt)
    return attempt


def _has_damaged_draft(id: str) -> bool:
    """Whether there is a draft that cannot be read."""
    waiting = pending().get(draft_place(session().learner_id, id))
    return waiting is None and store().draft(id) is None and id in store().begun()


def put_aside(id: str) -> None:
    """Keep what was begun of a question under another id, so that the question can begin anew; raises StoreError."""
    found = begun(id)
    if found and touched(found):
        _save_draft(set_aside(found))


def touched(found: Draft) -> bool:
    """Whether anything was entered or asked for, and not only numbers drawn."""
    return bool(found.answers or set(found.state) - {AIM})


def _taken_up(found: Draft, attempt: Attempt, entered: dict[str, Texts]) -> Attempt:
    state = session()
    state.drafts[attempt.id] = entered
    state.knows[(*draft_place(state.learner_id, found.question_id), state.window)] = found
    if touched(found):
        st.toast(_("Here is the answer you had begun."))
    else:
        attempt.started = local_now()
    return attempt


def keep_numbers(attempt: Attempt) -> None:
    """Save what was drawn, so that the question is the same after a reload and a restart before anything is entered."""
    state = session()
    place = draft_place(state.learner_id, place_of(attempt))
    with suppress(StoreError):  # nothing of the learner's would be lost
        if not pending().get(place):
            state.knows[(*place, state.window)] = store().save_draft(_draft(attempt, state={}), local_now())


def begun(id: str) -> Draft | None:
    """What is kept of a question or of a topic's numbers, be it saved or still to be; raises StoreError."""
    waiting = pending().latest(draft_place(session().learner_id, id))
    if waiting:
        return waiting.draft if isinstance(waiting, SaveDraft) else None
    return store().draft(id)


def forget_draft(attempt: Attempt) -> None:
    """Drop what is kept of an attempt; another one at the same question, begun in another window, stays."""
    write_now(ClearDraft(session().learner_id, session().window, place_of(attempt), attempt.id))
