"""The open session: begun, answered question by question, left and taken up again.

It is kept as a draft with every move, so that a reload or another day finds it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from content import headings, question, questions
from content.route import route
from db.errors import StoreError
from db.records import Draft
from quiz.attempt import Attempt
from quiz.pace import known
from quiz.review_session import Item, Result, ReviewSession, SessionKind, placement, restored
from quiz.schedule import retrievability
from ui.session import agenda, persistence, reading, stored_values
from ui.session.callbacks import turning
from ui.session.pending_writes import SaveDraft
from ui.session.state import session
from ui.session.unsaved import report, save

PLACE = "session/open"  # among the drafts; no topic is called session
LARGEST_SEED = 2**31


def opened() -> ReviewSession | None:
    """The session as it is kept, finished or not; None if there is none that can be read. Raises StoreError."""
    found = persistence.begun(PLACE)
    try:
        return restored(found.state).without(_known) if found else None
    except stored_values.UNREADABLE:
        return None


def _known(item: Item) -> bool:
    if item.is_lesson:
        return any(one.id == item.question_id for one in headings())
    return known(item.question_id) is not None


def begin(kind: SessionKind) -> bool:
    """Begin a session in the place of the one there was; False where there is nothing to ask. Raises StoreError."""
    now = persistence.local_now()
    if kind == "placement":
        items: tuple[Item, ...] = placement(route(), questions, secrets.randbelow(LARGEST_SEED))
    else:
        items = agenda.read().items(kind)
    if items:
        _keep(ReviewSession(kind, now, items))
        session().attempt, session().reviewing = None, ""
    return bool(items)


def begin_with(ids: Sequence[str]) -> None:
    """Begin a session on these questions, one after another, in the place of the one there was. Raises StoreError."""
    items = tuple(Item(id, "again") for id in dict.fromkeys(ids))
    _keep(ReviewSession("today", persistence.local_now(), items))
    session().attempt, session().reviewing = None, ""


def _keep(found: ReviewSession) -> None:
    state, now = session(), persistence.local_now()
    draft = Draft(PLACE, PLACE, found.begun, state=found.plain)
    save(SaveDraft(state.learner_id, state.window, draft, now), persistence.store)


# ---- the open question ----


def attempt_at(item: Item) -> Attempt:
    """The session's open question as an attempt: the one that is open, the one that was begun, or a new one."""
    state = session()
    kept = state.attempt
    if kept is None or kept.paper or kept.aim or kept.question.id != item.question_id or kept.finished:
        state.attempt = kept = persistence.opened(question(item.question_id), secrets.randbelow(LARGEST_SEED))
    state.reviewing = kept.id
    return kept


def shown() -> Attempt | None:
    """The question that was just answered, as long as the learner looks at its marking."""
    attempt = session().attempt
    return attempt if attempt and attempt.finished and is_on(attempt) else None


def is_on(attempt: Attempt) -> bool:
    """Whether this attempt is made in the session."""
    return bool(session().reviewing) and session().reviewing == attempt.id


def note(attempt: Attempt) -> bool:
    """Note a finished attempt in the session, once; whether it is new there."""
    try:
        found = opened()
        if found is None or found.current is None or found.current.question_id != attempt.question.id:
            return False
        if found.has(attempt.id):
            return False
        _keep(found.answered(_result(attempt, found.current)))
    except StoreError as error:
        report(error)
        return False
    return True


def at_its_end() -> bool:
    """Whether every question of the session is answered, those that came again too. Raises StoreError."""
    found = opened()
    return found is not None and found.current is None


def due_again(attempt_id: str) -> None:
    """Note when a question of the session comes back, after the rating of its answer was changed."""
    try:
        found = opened()
        results = [one for one in found.results if one.attempt_id == attempt_id] if found else []
        if found and results:
            card = persistence.store().card(results[0].question_id)
            _keep(found.due_again(attempt_id, card.due if card else None))
    except StoreError as error:
        report(error)


def _result(attempt: Attempt, item: Item) -> Result:
    recall, due = _review(attempt)
    return Result(item.question_id, attempt.id, attempt.points, attempt.posed.possible, item.why, recall, due or None)


def _review(attempt: Attempt) -> tuple[float | None, datetime | None]:
    """The probability of recall before the review that the attempt caused, and when the question is due next."""
    store = persistence.store()
    card, logs = store.card(attempt.question.id), store.reviews(attempt.question.id)
    log = logs[-1] if logs and logs[-1].reviewed_at >= attempt.started else None
    before = retrievability(log.before, log.reviewed_at, store.parameters()) if log and log.before.last_review else None
    return before, card.due if card else None


# ---- moves ----


@turning
def read(topic: str) -> None:
    """The session's open lesson was read: on to its questions. A second press on the same button does nothing."""
    try:
        found = opened()
        if found and found.current == Item(topic, "lesson"):
            reading.finish(topic)
            _keep(found.answered(Result(topic, "", 0.0, 0.0, "lesson")))
    except StoreError as error:
        report(error)


@turning
def onward(attempt_id: str) -> None:
    """To the next question; a second press on the same button does nothing."""
    if session().reviewing == attempt_id:
        session().attempt, session().reviewing = None, ""


@turning
def later(attempt_id: str) -> None:
    """Put the open question at the end."""
    _leave(attempt_id, ReviewSession.later)


@turning
def unknown(attempt_id: str, possible: float) -> None:
    """Go past the open question of a placement, which the learner does not know: no marks, no attempt and no card."""
    _leave(attempt_id, lambda found: found.not_known(possible))


def _leave(attempt_id: str, moved: Callable[[ReviewSession], ReviewSession]) -> None:
    """Leave the open question unanswered; a second press, or one after the answer, leaves nothing."""
    if session().reviewing != attempt_id:
        return
    try:
        found = opened()
        if found and found.current and not found.has(attempt_id):  # else the open question is already the next
            _keep(moved(found))
    except StoreError as error:
        report(error)
    session().attempt, session().reviewing = None, ""
