"""What a day has for the learner: what is due and what is new, how long it takes, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from content import question, questions
from content.route import in_plan, route
from content.schema import Plan
from db.records import DueCard, Learner, QuestionTotal
from quiz.areas import Area, areas
from quiz.exam_plan import ExamPlan, Wanted, exam_plan
from quiz.forecast import due_days
from quiz.pace import known, pace, usual_minutes
from quiz.plan import plan_for
from quiz.review_session import SHORT, Item, SessionKind, compose, fresh_questions
from quiz.schedule import DEFAULT_PARAMETERS, CardState, ahead, local_day
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
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS

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

    @cached_property
    def reviewed_today(self) -> frozenset[str]:
        """The questions whose card was rated today."""
        return frozenset(card.question_id for card in self.cards if self._rated_today(card))

    def _rated_today(self, card: CardState) -> bool:
        if card.last_review is None or ahead(card, self.now):
            return False
        return local_day(card.last_review.astimezone(self.now.tzinfo), self.learner.day_start) == self.today

    @property
    def rooms(self) -> tuple[float, ...]:
        """The minutes of each day until the exam: what is left of today's, then those of whole days."""
        whole = float(self.learner.minutes_a_day)
        left = max(0.0, whole - self.minutes(self.reviewed_today))
        return (left, *(whole for _ in range(1, self.days_left or 0)))

    @cached_property
    def exam_plan(self) -> ExamPlan | None:
        """The plan for the exam; None where none lies ahead. It is worked out once an hour, and when a card changes."""
        if self.exam is None:
            return None
        hour = max(self.now.replace(minute=0, second=0, microsecond=0), self._latest_review)
        return exam_plan(
            Wanted(self.plan, self.cards, self.reviewed_today, hour, self.exam, self.rooms, self.pace, self.parameters)
        )

    @property
    def _latest_review(self) -> datetime:
        """When a card was reviewed last, and not under a clock that was ahead; long ago if none was."""
        found = (card.last_review for card in self.cards if card.last_review and not ahead(card, self.now))
        return min(self.now, max(found, default=datetime.min.replace(tzinfo=UTC)).astimezone(self.now.tzinfo))

    def items(self, kind: SessionKind) -> tuple[Item, ...]:
        """What a session of today, or a short one, asks: what is due and what is new, or what the plan has."""
        whole = kind == "today"
        if self.exam_plan:
            asked = self.exam_plan.today(self.rooms[0] if whole else SHORT)
            return tuple(Item(id, "new" if new else "review") for id, new in asked)
        minutes = self.learner.minutes_a_day if whole else SHORT
        due = [card.question_id for card in self.due]
        return compose(due, self.fresh, minutes, lambda id: self.minutes([id]), whole)

    @cached_property
    def forecast(self) -> list[tuple[date, int]]:
        """How many questions come due, or are planned, on each of the next days, today first."""
        if self.exam_plan is None:
            return due_days(self.cards, self.now, self.learner.day_start, DAYS)
        counts = self.exam_plan.projection.counts
        planned = [round(float(count)) for count in counts[:DAYS]] + [0] * (DAYS - len(counts))
        return [(self.today + timedelta(days=n), count) for n, count in enumerate(planned)]

    @property
    def tomorrow(self) -> tuple[int, float]:
        """How many questions tomorrow has, without new ones unless there is a plan, and how many minutes they take."""
        if self.exam_plan:
            found = self.exam_plan.projection
            return (self.forecast[1][1], float(found.minutes[1])) if len(found.minutes) > 1 else (0, 0.0)
        coming = [card for card in self.cards if self._due_on(card, 1)]
        return len(coming), self.minutes(card.question_id for card in coming)

    def _due_on(self, card: CardState, day: int) -> bool:
        return due_days([card], self.now, self.learner.day_start, day + 1)[day][1] > 0

    @cached_property
    def areas(self) -> list[Area]:
        """Recall by group of topics, the weakest first."""
        if self.exam_plan:
            return self.exam_plan.areas(route())
        return areas(route(), self.cards, self.now, self.tonight, self.parameters)


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
        store.parameters(),
    )
