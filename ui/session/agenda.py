"""What a day has for the learner: what is due and what is new, how long it takes, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from content import question, questions
from content.route import in_plan, route
from content.schema import Plan
from db.records import DueCard, Learner, QuestionTotal
from quiz.areas import Area, Exam, areas, on_exam
from quiz.forecast import due_days
from quiz.pace import known, pace, usual_minutes
from quiz.plan import plan_for
from quiz.review_session import SHORT, Item, SessionKind, compose, fresh_questions
from quiz.schedule import CardState, local_day
from ui.session import learners, persistence

DAYS = 14  # of the forecast
EXAM_HOUR = time(9)


@dataclass(frozen=True)
class Agenda:
    """What was read from the store; all else follows from it."""

    now: datetime
    tonight: datetime
    learner: Learner
    due: tuple[DueCard, ...]
    cards: tuple[CardState, ...]
    answered: Mapping[str, QuestionTotal]
    pace: float
    attempts: int
    answered_today: int

    @property
    def today(self) -> date:
        """The learner's own day."""
        return local_day(self.now, self.learner.day_start)

    @property
    def days_left(self) -> int | None:
        """Days until the exam, 0 on its day; None where none lies ahead."""
        day = self.learner.exam_day
        return (day - self.today).days if day and day >= self.today else None

    @property
    def plan(self) -> Plan:
        """The plan for the days that are left."""
        return plan_for(self.days_left)

    @property
    def exam(self) -> datetime | None:
        """When the exam begins; None where none lies ahead."""
        day = self.learner.exam_day
        begins = datetime.combine(day, EXAM_HOUR, self.now.tzinfo) if day else None
        return begins if begins and begins > self.now else None

    def minutes(self, ids: Iterable[str]) -> float:
        """How long these questions take this learner."""
        return sum(usual_minutes(question(id)) for id in ids) * self.pace

    @cached_property
    def fresh(self) -> list[str]:
        """New questions in the order of the route: those of the plan."""
        topics = [topic.id for group in route() for topic in group.topics if in_plan(topic, self.plan)]
        return fresh_questions((questions(id) for id in topics), self.answered.__contains__)

    def items(self, kind: SessionKind) -> tuple[Item, ...]:
        """What a session of today, or a short one, asks."""
        whole = kind == "today"
        minutes = self.learner.minutes_a_day if whole else SHORT
        due = [card.question_id for card in self.due]
        return compose(due, self.fresh, minutes, lambda id: self.minutes([id]), whole)

    @cached_property
    def forecast(self) -> list[tuple[date, int]]:
        """How many questions come due on each of the next days, today first."""
        return due_days(self.cards, self.now, self.learner.day_start, DAYS)

    @cached_property
    def areas(self) -> list[Area]:
        """Recall by group of topics, the weakest first."""
        return areas(route(), self.cards, self.now, self.tonight, self.exam)

    @cached_property
    def on_exam(self) -> Exam | None:
        """Expected recall at the exam of all that was practised; None where there is no exam or nothing to recall."""
        return on_exam(self.cards, self.now, self.exam) if self.exam and self.cards else None


def read() -> Agenda:
    """The day as the store has it. Raises StoreError."""
    store, now = persistence.store(), persistence.local_now()
    return Agenda(
        now,
        store.end_of_day(now),
        learners.me(),
        tuple(card for card in store.due(now) if known(card.question_id)),
        tuple(card for card in store.cards() if known(card.question_id)),
        {total.question_id: total for total in store.question_totals()},
        pace((one.question_id, one.minutes) for one in store.durations()),
        store.counts(now).attempts,
        store.daily_counts(now, 1)[0].attempts,
    )
