"""A learner's plan for an exam: the questions of the content as a deck, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

import numpy as np

from content import Question, headings, questions
from content.question_base import topic_of
from content.route import Group, in_plan
from content.schema import Heading, Plan
from quiz.areas import Area
from quiz.kinds import worth
from quiz.memory import Array, Parameters
from quiz.pace import usual_minutes
from quiz.planner import Deck, Memories, today
from quiz.projection import Projection, projected
from quiz.schedule import DAY, CardState, ahead

SOONEST = 0.01  # days since a review that was not today, at least
NOT_YET = (1.0, 5.0, 1.0, False)  # what stands for a question that was never answered


@dataclass(frozen=True)
class Wanted:
    """What a plan is made from: the cards, the time and the exam, and the minutes of each day until then, today first.

    `answered` are the questions that were answered today, `pace` the learner's, `parameters` those of their memory.
    """

    plan: Plan
    cards: tuple[CardState, ...]
    answered: frozenset[str]
    now: datetime
    exam: datetime
    rooms: tuple[float, ...]
    pace: float
    parameters: tuple[float, ...]


@dataclass(frozen=True)
class ExamRecall:
    """Expected recall of everything in the plan, by marks, from 0 to 1: now, on the day of the exam if the plan is
    followed, and on that day without another review. `answered` is how many questions of `count` will have been asked.
    """

    now: float
    planned: float
    unreviewed: float
    answered: float
    count: int


@dataclass(frozen=True)
class ExamPlan:
    """A deck, the ids of its questions, what is remembered of them, and the days and minutes that are left."""

    ids: tuple[str, ...]
    deck: Deck
    found: Memories
    left: float
    rooms: tuple[float, ...]
    parameters: Parameters

    def today(self, minutes: float) -> list[tuple[str, bool]]:
        """The questions of so many minutes today in their order, each with whether it is asked for the first time."""
        places = today(self.parameters, self.deck, self.found, self.left, minutes)
        return [(self.ids[n], not self.found.seen[n]) for n in places]

    @cached_property
    def projection(self) -> Projection:
        """What becomes of the plan until the exam."""
        return projected(self.parameters, self.deck, self.found, self.left, self.rooms)

    @property
    def recall(self) -> ExamRecall:
        """What is recalled of everything."""
        every = np.ones(len(self.deck), bool)
        answered = float(self.projection.answered.sum())
        unreviewed = self._mean(self.found.recall(self.parameters, self.left), every)
        return ExamRecall(*self._means(every), unreviewed, answered, len(self.deck))

    def areas(self, groups: Sequence[Group]) -> list[Area]:
        """The groups of topics that the plan has, the least recalled on the day of the exam first."""
        made, planned = [], {id for id, _ in self.today(self.rooms[0])} if self.rooms else set()
        for group in groups:
            topics = {topic.id for topic in group.topics}
            own = np.array([topic_of(id) in topics for id in self.ids], bool)
            if own.any():
                ids = [id for id, here in zip(self.ids, own, strict=True) if here]
                due = sum(id in planned for id in ids)
                made.append(Area(group, int(self.found.seen[own].sum()), due, *self._means(own)))
        return sorted(made, key=lambda area: area.exam or 0.0)

    def _means(self, own: Array) -> tuple[float, float]:
        return self._mean(self.found.recall(self.parameters), own), self._mean(self.projection.recall, own)

    def _mean(self, recall: Array, own: Array) -> float:
        return float(np.average(recall[own], weights=self.deck.weights[own]))


@lru_cache(maxsize=8)
def exam_plan(wanted: Wanted) -> ExamPlan | None:
    """The plan; None where there is nothing to ask.

    It has the questions of its topics, and of other topics those that were answered.
    """
    cards = {card.question_id: card for card in wanted.cards if card.stability and card.last_review}
    practised = {topic_of(id) for id in cards}
    topics = [one for one in headings() if in_plan(one, wanted.plan) or one.id in practised]
    asked = [_asked(one, wanted.plan, cards.keys()) for one in topics]
    ids = tuple(q.id for each in asked for q in each)
    if not ids:
        return None
    remembered = [_remembered(cards[id], id in wanted.answered, wanted.now) if id in cards else NOT_YET for id in ids]
    stability, difficulty, days, seen = (np.array(each) for each in zip(*remembered, strict=True))
    left = (wanted.exam - wanted.now) / DAY
    deck = deck_from(topics, asked, wanted.pace)
    return ExamPlan(ids, deck, Memories(stability, difficulty, days, seen), left, wanted.rooms, wanted.parameters)


def deck_from(topics: Sequence[Heading], asked: Sequence[Sequence[Question]], pace: float = 1.0) -> Deck:
    """A deck of these topics, each with these questions; a question weighs its marks."""
    ids = [one.id for one in topics]
    every = [q for each in asked for q in each]
    return Deck(
        np.array([pace * usual_minutes(q) for q in every]),
        np.array([worth(q) for q in every]),
        np.array([ids.index(q.topic) for q in every], int),
        [[ids.index(need) for need in one.needs if need in ids] for one in topics],
    )


def _asked(topic: Heading, plan: Plan, answered: Iterable[str]) -> list[Question]:
    every = questions(topic.id) if in_plan(topic, plan) else [q for q in questions(topic.id) if q.id in answered]
    return sorted(every, key=lambda q: q.difficulty)


def _remembered(card: CardState, today: bool, now: datetime) -> tuple[float, float, float, bool]:
    """Stability, difficulty, days since the last review (0 if it was today), and that there was one."""
    assert card.stability is not None
    assert card.last_review is not None
    days = card.stability if ahead(card, now) else (now - card.last_review) / DAY  # a date ahead means nothing
    return card.stability, card.difficulty or 5.0, 0.0 if today else max(days, SOONEST), True
