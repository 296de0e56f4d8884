"""What a day has for the learner: what is due and what is new, how long it takes, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from content import headings, question, questions
from content.lessons.reading import reading_minutes
from content.question_base import topic_of
from content.route import in_plan, route
from content.schema import Plan, TopicHeading
from db.records import DayCount, DueCard, Exam, Learner, LessonRead, QuestionTotal
from quiz.areas import Area, areas
from quiz.exam_plan import ComingExam, ExamPlan, Wanted, exam_plan
from quiz.forecast import due_days
from quiz.pace import known, pace, reading_pace, usual_minutes
from quiz.plan import plan_for, room
from quiz.review_session import SHORT, Item, SessionKind, compose, fresh_questions
from quiz.schedule import AGAIN_BELOW, DEFAULT_PARAMETERS, CardState, ahead, local_day
from quiz.topic_progress import first_questions
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
    today_count: DayCount
    exams: tuple[Exam, ...] = ()
    read: tuple[LessonRead, ...] = ()
    parameters: tuple[float, ...] = DEFAULT_PARAMETERS

    @property
    def today(self) -> date:
        """The learner's own day."""
        return local_day(self.now, self.learner.day_start)

    def day_of(self, moment: datetime) -> date:
        """The learner's own day on which a moment is."""
        return local_day(moment.astimezone(self.now.tzinfo), self.learner.day_start)

    @property
    def coming(self) -> tuple[Exam, ...]:
        """The exams of today and later, the next first."""
        return tuple(exam for exam in self.exams if exam.day >= self.today)

    def days_to(self, exam: Exam) -> int:
        """Days until an exam, 0 on its day."""
        return (exam.day - self.today).days

    @property
    def days_left(self) -> int | None:
        """Days until the next exam, 0 on its day; None where none lies ahead."""
        return self.days_to(self.coming[0]) if self.coming else None

    @property
    def plan(self) -> Plan:
        """The plan for the days that are left until the next exam and the minutes of each."""
        return self._plan_for(self.coming[0]) if self.coming else plan_for(None)

    def _plan_for(self, exam: Exam) -> Plan:
        """The longest plan whose topics, as far as the exam is on them, fit into the days before it."""
        days = self.days_to(exam)
        asked = [one for one in headings() if exam.concerns(one.group)]
        left = room(days, self.learner.minutes_a_day)
        return plan_for(days, lambda plan: sum(self.still_takes(one) for one in asked if in_plan(one, plan)) <= left)

    def still_takes(self, topic: TopicHeading) -> float:
        """The minutes a topic still takes: its lesson if it is to be read, and its first questions that are open."""
        waiting = [q.id for q in first_questions(questions(topic.id)) if q.id not in self.answered]
        return self.unread.get(topic.id, 0.0) + self.minutes(waiting)

    def begins(self, exam: Exam) -> datetime:
        """When an exam begins."""
        return datetime.combine(exam.day, EXAM_HOUR, self.now.tzinfo)

    @cached_property
    def planned(self) -> tuple[Exam, ...]:
        """The exams that are planned for: those that have not begun."""
        return tuple(exam for exam in self.coming if self.begins(exam) > self.now)

    def exam_on(self, question_id: str) -> datetime | None:
        """When the next exam begins that a question is asked in; None where there is none."""
        group = next((one.group for one in headings() if one.id == topic_of(question_id)), "")
        return next((self.begins(exam) for exam in self.planned if exam.concerns(group)), None)

    def minutes(self, ids: Iterable[str]) -> float:
        """How long these questions take this learner."""
        return sum(usual_minutes(question(id)) for id in ids) * self.pace

    def duration(self, items: Iterable[Item]) -> float:
        """How long questions and lessons take this learner."""
        every = tuple(items)
        lessons = sum(self.lesson(item.question_id) for item in every if item.is_lesson)
        return lessons + self.minutes(item.question_id for item in every if not item.is_lesson)

    @cached_property
    def reading_pace(self) -> float:
        """The pace at which this learner reads."""
        return reading_pace((one.topic_id, one.minutes) for one in self.read)

    def lesson(self, topic: str) -> float:
        """How long a topic's lesson takes this learner."""
        return reading_minutes(topic) * self.reading_pace

    @cached_property
    def unread(self) -> Mapping[str, float]:
        """The lessons still to be read, with their minutes: nothing of their topic was answered well either."""
        well = {id for id, total in self.answered.items() if total.mean_score >= AGAIN_BELOW}
        done = {one.topic_id for one in self.read} | set(map(topic_of, well))
        return {one.id: self.lesson(one.id) for one in headings() if one.id not in done}

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
        """The minutes of each day until the last exam: what is left of today's, then those of whole days."""
        whole = float(self.learner.minutes_a_day)
        reading = sum(one.minutes for one in self.read if one.day == self.today)
        left = max(0.0, whole - self.minutes(self.reviewed_today) - reading)
        last = self.days_to(self.planned[-1]) if self.planned else 0
        return (left, *(whole for _ in range(1, last)))

    @cached_property
    def exam_plan(self) -> ExamPlan | None:
        """The plan for the exams; None where none lies ahead. It is made once an hour, and when a card changes."""
        if not self.planned:
            return None
        hour = max(self.now.replace(minute=0, second=0, microsecond=0), self._latest_review)
        return exam_plan(
            Wanted(
                tuple(map(self._coming, self.planned)),
                self.cards,
                self.reviewed_today,
                hour,
                self.rooms,
                tuple(self.unread.items()),
                self.pace,
                self.parameters,
            )
        )

    def _coming(self, exam: Exam) -> ComingExam:
        return ComingExam(self.begins(exam), max(1, self.days_to(exam)), exam.areas, self._plan_for(exam))

    @property
    def _latest_review(self) -> datetime:
        """When a card was reviewed last, and not under a clock that was ahead; long ago if none was."""
        found = (card.last_review for card in self.cards if card.last_review and not ahead(card, self.now))
        return min(self.now, max(found, default=datetime.min.replace(tzinfo=UTC)).astimezone(self.now.tzinfo))

    def items(self, kind: SessionKind) -> tuple[Item, ...]:
        """What a session asks: due and new questions within its minutes or, of kind "all", everything that is due.

        Where an exam lies ahead, it is what the plan has.
        """
        if self.exam_plan:
            room = SHORT if kind == "short" else self.rooms[0]
            asked = self.exam_plan.today(room)
            return asked + self._beside(asked, room)
        minutes = SHORT if kind == "short" else self.learner.minutes_a_day
        whole = kind == "all"
        due = [card.question_id for card in self.due]
        return compose(due, self.fresh, minutes, self._one, whole, lambda topic: self.unread.get(topic, 0.0))

    def _beside(self, asked: tuple[Item, ...], room: float) -> tuple[Item, ...]:
        """What is due and in no exam, as far as there is room beside what is planned."""
        due = [card.question_id for card in self.due if self.exam_on(card.question_id) is None]
        left = room - self.duration(asked)
        fits = due and self._one(due[0]) <= left
        return compose(due, (), left, self._one, whole=False) if fits else ()

    def _one(self, id: str) -> float:
        return self.minutes([id])

    @cached_property
    def forecast(self) -> list[tuple[date, int]]:
        """How many questions come due, or are planned, on each of the next days, today first."""
        if self.exam_plan is None:
            return due_days(self.cards, self.now, self.learner.day_start, DAYS)
        counts = self.exam_plan.projection.counts
        today = sum(not item.is_lesson for item in self.items("today"))  # as it is told, not as it is expected
        later = [round(float(count)) for count in counts[1:DAYS]]
        planned = [today, *later, *([0] * (DAYS - 1 - len(later)))]
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
    topics = {one.id for one in headings()}
    return Agenda(
        now,
        store.end_of_day(now),
        learners.me(),
        tuple(card for card in store.due(now) if known(card.question_id)),
        tuple(card for card in store.cards() if known(card.question_id)),
        {total.question_id: total for total in store.question_totals()},
        pace((one.question_id, one.minutes) for one in store.durations()),
        store.counts(now).attempts,
        store.daily_counts(now, 1)[0],
        tuple(store.exams()),
        tuple(one for one in store.lessons_read() if one.topic_id in topics),
        store.parameters(),
    )
