"""The rating of an answer's review: read and changed."""

from __future__ import annotations

from db.errors import StoreError
from db.records import Graded
from quiz.attempt import Attempt
from quiz.schedule import Rating
from ui.session import persistence
from ui.session.unsaved import report


def graded(attempt: Attempt) -> Graded | None:
    """The rating; None while the answer is not recorded, and where it caused no review."""
    if not attempt.recorded:
        return None
    try:
        return persistence.store().graded(attempt.id)
    except StoreError as error:
        report(error)
        return None


def change(attempt_id: str, grade: Rating) -> bool:
    """Have another rating count; whether it could be kept."""
    try:
        return persistence.store().regrade(attempt_id, grade, persistence.local_now()) is not None
    except StoreError as error:
        report(error)
        return False
