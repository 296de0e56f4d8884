"""The learners on this machine: added, changed, removed and put back; and beginning afresh. All raise StoreError."""

from __future__ import annotations

from typing import Unpack

from db.records import Chosen, Learner
from presentation.settings.learner_words import COLORS, called
from ui.session import persistence
from ui.session.learner import become
from ui.session.state import Removed, session


def everyone() -> list[Learner]:
    """All learners, the removed ones too, in the order they were added."""
    return persistence.store().learners()


def me() -> Learner:
    """The session's learner; with nothing but their id where their row is damaged."""
    found = (one for one in everyone() if one.learner_id == session().learner_id)
    return next(found, Learner(session().learner_id, "", COLORS[0], persistence.local_now()))


def add(name: str) -> None:
    """Add a learner, in a colour that nobody has yet."""
    taken = {one.color for one in everyone() if one.removed_at is None}
    color = next((color for color in COLORS if color not in taken), COLORS[0])
    persistence.store().add_learner(name, color, persistence.local_now())


def change(learner_id: int, **chosen: Unpack[Chosen]) -> None:
    """Keep what a learner has chosen just now."""
    persistence.store().change_learner(learner_id, **chosen)


def remove(learner: Learner) -> None:
    """Remove another learner; it can be undone."""
    persistence.store().remove_learner(learner.learner_id, persistence.local_now())
    session().removed = Removed(learner.learner_id, called(learner.learner_id, learner.name))


def begin_afresh() -> None:
    """Set the session's learner aside as a removed one, and go on as a new one of the same name."""
    store, now, old = persistence.store(), persistence.local_now(), me()
    new = store.add_learner(old.name, old.color, now)
    store.change_learner(new, color=old.color, day_start=old.day_start, minutes_a_day=old.minutes_a_day)
    for exam in store.exams():
        store.of(new).keep_exam(exam)
    store.remove_learner(old.learner_id, now)
    become(new)
    session().removed = Removed(old.learner_id, called(old.learner_id, old.name), afresh=new)


def undo(removed: Removed) -> None:
    """Put the learner back who was removed last; who began afresh in their place gives way."""
    store = persistence.store()
    store.put_back_learner(removed.learner_id)
    if removed.afresh is not None:
        store.remove_learner(removed.afresh, persistence.local_now())
        if _has_nothing(removed.afresh):
            store.delete_learner(removed.afresh)
        become(removed.learner_id)
    session().removed = None


def _has_nothing(learner_id: int) -> bool:
    store = persistence.store().of(learner_id)
    return not (store.counts(persistence.local_now()).attempts or store.papers() or store.begun())


def put_back(learner_id: int) -> None:
    """Put a removed learner back."""
    persistence.store().put_back_learner(learner_id)
    session().removed = None


def delete(learner_id: int) -> None:
    """Delete a removed learner and everything of theirs for good."""
    persistence.store().delete_learner(learner_id)
    session().removed = None
