"""The plan for an exam: which questions a day should have so that the most is recalled on the day of the exam.

A review's value is what it adds to recall on that day, times the question's weight, per minute; less what the same
review would add tomorrow, as far as it can as well be done then. The day takes the most valuable ones that fit into its
minutes. Nothing is owed: a day that was missed or a backlog only changes what is most valuable next. What the learner
will answer is not known: a review succeeds with the probability of recall. Of several exams the next one that concerns
a question counts. A topic's first questions bring the reading of its lesson with them, which is good for its later ones
too. An array has an entry for each question on its last axis; it may have leading axes, for many learners or futures at
once. Times are in days, costs in minutes, recall is a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz import memory
from quiz.memory import Array, Parameters

MOST_NEW = 3  # of one topic that are offered at once
SERVES = 12  # questions of a topic to which its lesson is reckoned when it is weighed whether to begin it, at most
FIRST_GRADES = (0.3, 0.25, 0.45)  # shares of AGAIN, HARD and GOOD that are assumed of first answers
TOMORROW = 0.7  # chance that a review can as well be done a day later
PASSES = 12  # over what is left, for questions that still fit


@dataclass(frozen=True)
class Deck:
    """The questions of a plan in the order of the route: their minutes and weights, and the topic of each.

    The questions of a topic stand together. `needs` has, for each topic, the topics that have to be begun before its
    questions are offered; `lessons` the minutes of its lesson, 0 where it was read. There are none to read where it is
    left out. `failed` are the questions that were answered, badly, before their lesson was read: it is still to be
    read, and their topic is not begun.
    """

    minutes: Array
    weights: Array
    topics: Array
    needs: Sequence[Sequence[int]]
    lessons: Sequence[float] = ()
    failed: Array | None = None

    def __len__(self) -> int:
        return len(self.topics)

    def new(self, seen: Array) -> Array:
        """The questions that may be asked for the first time: the next few of each topic whose needs are begun."""
        unseen = ~seen
        if not len(self):
            return unseen
        rank = np.cumsum(unseen, axis=-1)
        starts = np.searchsorted(self.topics, np.arange(len(self.needs)))
        before = np.concatenate([np.zeros((*seen.shape[:-1], 1), int), rank], axis=-1)[..., starts]
        near = rank - before[..., self.topics] <= MOST_NEW
        return np.asarray(unseen & near & self.ready(seen))

    def again(self, seen: Array) -> Array:
        """The questions that may be asked again: those whose lesson is still to be read, once it has its turn."""
        return seen if self.failed is None or not len(self) else np.asarray(seen & (~self.failed | self.ready(seen)))

    def ready(self, seen: Array) -> Array:
        """The questions for whose topic all that it needs is begun."""
        begun, always = self.begun(seen), np.ones(seen.shape[:-1], bool)
        topics = [np.logical_and.reduce([always, *(begun[k] for k in needs)]) for needs in self.needs]
        return np.asarray(np.stack(topics, axis=-1)[..., self.topics])

    def begun(self, seen: Array) -> list[Array]:
        """Of each topic, whether anything of it was answered, other than badly before its lesson."""
        taught = self.taught(seen)
        return [np.asarray(taught[..., self.topics == n].any(-1)) for n in range(len(self.needs))]

    def taught(self, seen: Array) -> Array:
        """Of the questions that were seen, those before which the lesson was read, or was not needed."""
        return seen if self.failed is None else np.asarray(seen & ~self.failed)

    def costs(self, seen: Array, serves: int = MOST_NEW) -> Array:
        """The minutes of each question; those that begin a topic bear their share of its lesson, which `serves` so many
        questions: those that are asked with it, or all that are worth reading it for.
        """
        if not any(self.lessons):
            return self.minutes
        counts = np.bincount(self.topics, minlength=len(self.needs))
        shares = np.asarray(self.lessons) / np.clip(counts, 1, serves)
        unread = np.where(np.stack(self.begun(seen), axis=-1), 0.0, shares)
        return np.asarray(self.minutes + unread[..., self.topics])


@dataclass(frozen=True)
class Memories:
    """What is remembered of each question of a deck: stability, difficulty, days since the last review, and whether
    there was any.

    The other figures of a question that was never answered mean nothing, but are positive.
    """

    stability: Array
    difficulty: Array
    days: Array
    seen: Array

    def recall(self, parameters: Parameters, later: float = 0.0) -> Array:
        """The probability of recall so many days from now without a review; 0 for what was never answered."""
        return np.where(self.seen, memory.recall(parameters, self.stability, self.days + later), 0.0)


@dataclass(frozen=True)
class Horizon:
    """An exam: in how many days it begins, how many days there are to practise before it, today included, and which
    questions it concerns.
    """

    left: float
    days: int
    concerned: Array


def days_left(exams: Sequence[Horizon], passed: float = 0.0) -> Array:
    """The days to the next exam on each question, when so many have passed from now; 0 where there is none."""
    ahead = [np.where(one.concerned & (one.left > passed), one.left - passed, np.inf) for one in exams]
    soonest = np.min(ahead, axis=0)
    return np.where(np.isfinite(soonest), soonest, 0.0)


def gains(parameters: Parameters, found: Memories, left: float | Array, wait: float = 0.0) -> Array:
    """What one review, `wait` days from now, adds to the probability of recall `left` days from now."""
    stability, difficulty, days = found.stability, found.difficulty, found.days + wait
    now, later = memory.recall(parameters, stability, days), left - wait
    succeeded = memory.recall(parameters, memory.recalled(parameters, stability, difficulty, now), later)
    failed = memory.recall(parameters, memory.forgotten(parameters, stability, difficulty, now), later)
    reviewed = now * succeeded + (1 - now) * failed
    unreviewed = memory.recall(parameters, stability, found.days + left)
    return np.where(found.seen, reviewed - unreviewed, first_recall(parameters, later))


def first_recall(parameters: Parameters, days: float | Array) -> Array:
    """The probability of recall so many days after a first answer."""
    made = [memory.recall(parameters, memory.first(parameters, grade)[0], days) for grade in (1, 2, 3)]
    return np.asarray(sum(share * each for share, each in zip(FIRST_GRADES, made, strict=True)))


def values(parameters: Parameters, deck: Deck, found: Memories, left: float | Array) -> Array:
    """What asking each question today, rather than tomorrow if there is one, is worth per minute.

    −∞ for those that cannot be asked: those before their turn, what was answered today (`days` is 0), and what no exam
    ahead concerns (`left` is 0).
    """
    ahead = np.asarray(left) > 0
    until = np.where(ahead, left, 1.0)
    worth = gains(parameters, found, until)
    worth = worth - np.where(until > 1, TOMORROW * gains(parameters, found, np.maximum(until, 1.0), 1.0), 0.0)
    allowed = ahead & ((deck.again(found.seen) & (found.days > 0)) | deck.new(found.seen))
    return np.where(allowed, worth * deck.weights / deck.costs(found.seen, SERVES), -np.inf)


def chosen(worth: Array, minutes: Array, room: float | Array) -> tuple[Array, Array]:
    """The order of falling worth, and which places of it fit into the minutes: the first that fits, then the next.

    What is worth less than nothing comes last, if there is room.
    """
    order = np.argsort(-worth, axis=-1, kind="stable")
    cost = np.broadcast_to(minutes, worth.shape)
    cost = np.take_along_axis(cost, order, axis=-1)
    waiting = np.isfinite(np.take_along_axis(worth, order, axis=-1))
    taken = np.zeros(worth.shape, bool)
    left = np.broadcast_to(np.asarray(room, float), worth.shape[:-1])[..., None]
    for _ in range(PASSES):
        fits = waiting & (cost <= left)
        if not fits.any():
            break
        took = fits & (np.cumsum(np.where(fits, cost, 0.0), axis=-1) <= left)
        left = left - (cost * took).sum(-1, keepdims=True)
        taken, waiting = taken | took, fits & ~took
    return order, taken


def today(parameters: Parameters, deck: Deck, found: Memories, left: float | Array, minutes: float) -> list[int]:
    """The questions of today in their order, by their places in the deck; `left` are the days until the exam.

    Together with the lessons that are read before them they take no more than the minutes. Once a lesson is read, the
    other questions that its topic offers follow at once, before another lesson is opened.
    """
    worth = values(parameters, deck, found, left)
    taught = deck.taught(found.seen)
    unread = {n: float(lesson) for n, lesson in enumerate(deck.lessons) if lesson}
    unread = {n: lesson for n, lesson in unread.items() if not taught[deck.topics == n].any()}
    costs, topics, taken, room = deck.minutes.tolist(), deck.topics.tolist(), [], minutes
    done: set[int] = set()
    order: list[int] = np.argsort(-worth, kind="stable")[: int(np.isfinite(worth).sum())].tolist()
    for first in order:
        siblings = [n for n in order if topics[n] == topics[first]] if topics[first] in unread else []
        for n in (first, *siblings):
            cost = costs[n] + unread.get(topics[n], 0.0)
            if n not in done and cost <= room:
                taken.append(n)
                done.add(n)
                room -= cost
                unread.pop(topics[n], None)
    return taken
