"""A learner's days for the tests of Today: answers of days ago, exams ahead, sessions that were begun."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from content import questions
from db.records import Draft, Exam
from db.store import Store
from quiz.review_session import Item, ReviewSession, restored
from tests.db.attempts import attempt
from ui.session import review


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The learner's day, which begins at four in the morning of this machine's clock."""
    return (datetime.now().astimezone() - timedelta(hours=4)).date()


def answer(store: Store, id: str, days: float, points: float = 3.0, **changes: Any) -> None:
    """An answer so many days ago."""
    when = now() - timedelta(days=days)
    store.record(attempt(id, when, points=points, started_at=when - timedelta(minutes=2), **changes), when)


def begin(store: Store, *ids: str, kind: Any = "today") -> None:
    """A session on these questions, begun now."""
    session = ReviewSession(kind, now(), tuple(Item(id, "placement" if kind == "placement" else "due") for id in ids))
    store.save_draft(Draft(review.PLACE, review.PLACE, now(), state=session.plain), now())


def kept(store: Store) -> ReviewSession:
    """The session as it is kept."""
    found = store.draft(review.PLACE)
    assert found is not None
    return restored(found.state)


def bodies(at: AppTest) -> str:
    """All HTML of a page."""
    return "\n".join(str(one.body) for one in at.html)


def with_exam(store: Store, days: int, minutes: int = 20) -> None:
    """An exam in so many days, and so many minutes a day."""
    (learner,) = store.learners()
    store.change_learner(learner.learner_id, minutes_a_day=minutes)
    store.keep_exam(Exam("exam", today() + timedelta(days=days)))


def first(topic: str) -> str:
    """The first question of a topic."""
    return questions(topic)[0].id
