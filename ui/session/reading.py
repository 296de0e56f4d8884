"""Reading: how long the open lesson has been open, and that it was read. A newcomer's lesson opens no store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from content.lessons.reading import reading_minutes
from db.sqlite_reader import may_have_history
from ui.session.state import OpenLesson, session

if TYPE_CHECKING:
    from db.records import LessonRead

GLANCE = 0.25  # of the minutes a lesson takes: who leaves it sooner has not read it
SLOWEST = 3.0  # times those minutes: a lesson may just lie open


def opened(topic: str) -> None:
    """Note that a lesson is shown; its time begins when it is first."""
    found = session().reading
    if found is None or found.topic != topic:
        session().reading = OpenLesson(topic, datetime.now(UTC))


def minutes(topic: str) -> float:
    """How long the lesson has been open; no longer than a slow reader needs."""
    found = session().reading
    if found is None or found.topic != topic:
        return 0.0
    passed = (datetime.now(UTC) - found.since).total_seconds() / 60
    return max(0.0, min(passed, SLOWEST * reading_minutes(topic)))


def finish(topic: str) -> None:
    """Keep that the lesson was read; a failure is said."""
    from db.errors import StoreError
    from ui.session import persistence
    from ui.session.unsaved import report

    try:
        persistence.store().read_lesson(topic, minutes(topic), persistence.local_now())
        session().reading = None
    except StoreError as error:
        report(error)


def leave(topic: str) -> None:
    """Keep that it was read, unless it was only glanced at or was read already."""
    if minutes(topic) >= GLANCE * reading_minutes(topic) and latest(topic) is None:
        finish(topic)


def latest(topic: str) -> LessonRead | None:
    """When a lesson was read last; None if it was not, or if that cannot be told."""
    if not may_have_history(session().learner_id):
        return None
    from db.errors import StoreError
    from ui.session import persistence
    from ui.session.unsaved import report

    try:
        found = persistence.store().lessons_read()
    except StoreError as error:
        report(error)
        return None
    return next((one for one in reversed(found) if one.topic_id == topic), None)
