"""Which attempts are looked for on Mistakes, and the ways from an attempt to another one at the same question."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from content import headings, questions
from content.own_question import own_id
from db.errors import StoreError
from db.records import AttemptFilter, AttemptRecord, Readable
from presentation.exams.notebook_words import by_name
from quiz.attempt import Attempt
from quiz.kinds import pose
from quiz.posed import Posed
from ui.session import persistence
from ui.session.practise import LARGEST_SEED
from ui.session.state import Sought, session
from ui.session.unsaved import report

DAYS = (0, 1, 7, 30)  # for how long back; 0 for everything


@dataclass(frozen=True)
class Found:
    """The attempts that are shown and how many fit in all; every mistake made, by name; the questions answered."""

    attempts: Readable[AttemptRecord]
    count: int
    mistakes: dict[str, tuple[tuple[str, str], ...]]
    answered: frozenset[str]


def found() -> Found:
    """What the store has of what is looked for. Raises StoreError."""
    store, sought = persistence.store(), session().sought_attempts
    mistakes = by_name(store.notebook.misconceptions())
    attempts, count = store.notebook.attempts(_filter(sought, mistakes, persistence.local_now()), sought.shown)
    return Found(attempts, count, mistakes, frozenset(total.question_id for total in store.question_totals()))


def _filter(sought: Sought, mistakes: dict[str, tuple[tuple[str, str], ...]], now: datetime) -> AttemptFilter:
    ids = None
    if sought.topic or sought.kind:
        own = [(own_id(topic.id), topic.id, "steps") for topic in headings()]
        every = [*((q.id, q.topic, q.kind) for q in questions()), *own]
        ids = tuple(id for id, about, kind in every if sought.topic in ("", about) and sought.kind in ("", kind))
    made = mistakes.get(sought.mistake, ()) if sought.mistake else None
    return AttemptFilter(not sought.every, ids, made, _since(sought.days, now))


def _since(days: int, now: datetime) -> datetime | None:
    """The beginning of the first of so many of the learner's days, today among them."""
    return persistence.store().end_of_day(now) - timedelta(days=days) if days else None


# ---- once more ----


def take_up(posed: Posed[Any]) -> None:
    """Make this the open question of Practise; what was begun of it is set aside and kept. Raises StoreError."""
    persistence.put_aside(posed.question.id)
    session().attempt = attempt = Attempt(posed)
    persistence.keep_numbers(attempt)


def once_more(posed: Posed[Any], renewed: bool) -> bool:
    """Open the question again, on new numbers or the same; whether that could be done."""
    try:
        take_up(pose(posed.question, secrets.randbelow(LARGEST_SEED)) if renewed else posed)
    except StoreError as error:
        report(error)
        return False
    return True
