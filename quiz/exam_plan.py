"""A learner's plan for exams: the questions of the content as a deck, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache

import numpy as np

from content import Question, headings, questions
from content.question_base import topic_of
from content.route import TopicGroup, in_plan
from content.schema import Plan, TopicHeading
from quiz.areas import Area
from quiz.kinds import worth
from quiz.memory import Array, Parameters
from quiz.pace import usual_minutes
from quiz.planner import Deck, Horizon, Memories, days_left, today
from quiz.projection import Projection, projected
from quiz.review_session import Item
from quiz.schedule import DAY, CardState, ahead

SOONEST = 0.01  # days since a review that was not today, at least
NOT_YET = (1.0, 5.0, 1.0, False)  # what stands for a question that was never answered


@dataclass(frozen=True)
class ComingExam:
    """An exam ahead: when it begins, how many days there are to practise before it, today included, the groups of
    topics it is on (none for all), and the plan for so many days.
    """

    begins: datetime
    days: int
    areas: tuple[str, ...]
    plan: Plan

    def concerns(self, topic: TopicHeading) -> bool:
        """Whether a topic is asked in it."""
        return not self.areas or topic.group in self.areas


@dataclass(frozen=True)
class Wanted:
    """What a plan is made from: the cards, the time and the exams, and the minutes of each day until the last, today
    first.

    `answered` are the questions that were answered today, `lessons` the topics whose lesson is still to be read, with
    its minutes, `pace` the learner's, `parameters` those of their memory.
    """

    exams: tuple[ComingExam, ...]
    cards: tuple[CardState, ...]
    answered: frozenset[str]
    now: datetime
    rooms: tuple[float, ...]
    lessons: tuple[tuple[str, float], ...]
    pace: float
    parameters: tuple[float, ...]


@dataclass(frozen=True)
class ExamRecall:
    """Expected recall of everything that an exam is on, by marks, from 0 to 1: now, on its day if the plan is followed,
    and on that day without another review. `answered` is how many questions of `count` will have been asked.
    """

    now: float
    planned: float
    unreviewed: float
    answered: float
    count: int


@dataclass(frozen=True)
class ExamPlan:
    """A deck, the ids of its questions, what is remembered of them, the exams and the minutes of the days."""

    ids: tuple[str, ...]
    deck: Deck
    found: Memories
    exams: tuple[Horizon, ...]
    rooms: tuple[float, ...]
    parameters: Parameters

    def today(self, minutes: float) -> tuple[Item, ...]:
        """The questions of so many minutes today in their order, each lesson before the first of its questions."""
        left = days_left(self.exams)
        return tuple(self._items(today(self.parameters, self.deck, self.found, left, minutes)))

    def _items(self, places: Sequence[int]) -> Iterator[Item]:
        taught = self.deck.taught(self.found.seen)
        begun = {topic_of(id) for id, here in zip(self.ids, taught, strict=True) if here}
        for n in places:
            id, topic = self.ids[n], topic_of(self.ids[n])
            if topic not in begun and any(self.deck.lessons) and self.deck.lessons[self.deck.topics[n]]:
                yield Item(topic, "lesson")
            begun.add(topic)
            yield Item(id, "review" if self.found.seen[n] else "new")

    @cached_property
    def projection(self) -> Projection:
        """What becomes of the plan until the last exam."""
        return projected(self.parameters, self.deck, self.found, self.exams, self.rooms)

    def recall(self, exam: int) -> ExamRecall:
        """What is recalled of everything that an exam is on; exams count from 0."""
        own = self.exams[exam].concerned
        answered = float(self.projection.answered[exam][own].sum())
        unreviewed = self._mean(self.found.recall(self.parameters, self.exams[exam].left), own)
        return ExamRecall(*self._means(own, exam), unreviewed, answered, int(own.sum()))

    def areas(self, groups: Sequence[TopicGroup]) -> list[Area]:
        """The groups of topics that the plan has, the least recalled on the day of the next exam on them first."""
        made, planned = [], {item.question_id for item in self.today(self.rooms[0])} if self.rooms else set()
        for group in groups:
            topics = {topic.id for topic in group.topics}
            here = np.array([topic_of(id) in topics for id in self.ids], bool)
            exam = next((n for n, one in enumerate(self.exams) if (one.concerned & here).any()), None)
            if exam is not None:
                own = self.exams[exam].concerned & here
                due = sum(id in planned for id, one in zip(self.ids, own, strict=True) if one)
                practised, (now, then) = int(self.found.seen[own].sum()), self._means(own, exam)
                made.append(Area(group, practised, due, now, then, int(own.sum())))
        return sorted(made, key=lambda area: area.exam or 0.0)

    def _means(self, own: Array, exam: int) -> tuple[float, float]:
        return self._mean(self.found.recall(self.parameters), own), self._mean(self.projection.recall[exam], own)

    def _mean(self, recall: Array, own: Array) -> float:
        return float(np.average(recall[own], weights=self.deck.weights[own])) if own.any() else 0.0


@lru_cache(maxsize=8)
def exam_plan(wanted: Wanted) -> ExamPlan | None:
    """The plan; None where there is nothing to ask.

    An exam is on the questions of its plan's topics in its areas, and on those of its areas that were answered, but for
    what was not known of topics outside the plan.
    """
    lessons = dict(wanted.lessons)
    cards = {card.question_id: card for card in wanted.cards if card.stability and card.last_review}
    known = {id for id in cards if topic_of(id) not in lessons}
    asked = {one: found for one in headings() if (found := _asked(one, wanted.exams, known))}
    ids = tuple(q.id for each in asked.values() for q in each)
    if not ids:
        return None
    remembered = [_remembered(cards[id], id in wanted.answered, wanted.now) if id in cards else NOT_YET for id in ids]
    stability, difficulty, days, seen = (np.array(each) for each in zip(*remembered, strict=True))
    failed = seen & np.array([topic_of(id) in lessons for id in ids], bool)
    deck = replace(deck_from(tuple(asked), tuple(asked.values()), wanted.pace, lessons), failed=failed)
    every = [(topic, q.id) for topic, each in asked.items() for q in each]
    exams = tuple(
        Horizon(
            (one.begins - wanted.now) / DAY,
            one.days,
            np.array([one.concerns(topic) and (in_plan(topic, one.plan) or id in known) for topic, id in every], bool),
        )
        for one in wanted.exams
    )
    return ExamPlan(ids, deck, Memories(stability, difficulty, days, seen), exams, wanted.rooms, wanted.parameters)


def deck_from(
    topics: Sequence[TopicHeading],
    asked: Sequence[Sequence[Question]],
    pace: float = 1.0,
    lessons: Mapping[str, float] | None = None,
) -> Deck:
    """A deck of these topics, each with these questions, and the minutes of lessons to be read; a question weighs its
    marks.
    """
    ids = [one.id for one in topics]
    every = [q for each in asked for q in each]
    return Deck(
        np.array([pace * usual_minutes(q) for q in every]),
        np.array([worth(q) for q in every]),
        np.array([ids.index(q.topic) for q in every], int),
        [[ids.index(need) for need in one.needs if need in ids] for one in topics],
        [lessons.get(id, 0.0) for id in ids] if lessons else (),
    )


def _asked(topic: TopicHeading, exams: Sequence[ComingExam], answered: Collection[str]) -> list[Question]:
    """The questions of a topic that an exam is on, the easiest first."""
    on_it = [one for one in exams if one.concerns(topic)]
    whole = any(in_plan(topic, one.plan) for one in on_it)
    found = [q for q in questions(topic.id) if whole or q.id in answered] if on_it else []
    return sorted(found, key=lambda q: q.difficulty)


def _remembered(card: CardState, today: bool, now: datetime) -> tuple[float, float, float, bool]:
    """Stability, difficulty, days since the last review (0 if it was today), and that there was one."""
    assert card.stability is not None
    assert card.last_review is not None
    days = card.stability if ahead(card, now) else (now - card.last_review) / DAY  # a date ahead means nothing
    return card.stability, card.difficulty or 5.0, 0.0 if today else max(days, SOONEST), True
