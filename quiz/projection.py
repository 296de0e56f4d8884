"""A plan carried on to the exam: what is expected to be recalled on the day, and what the days until then have.

The plan is followed through several drawn futures. In each, a review succeeds with the probability of recall; what
follows is the plan's answer to that future. The figures are means over them. Many topics are worth the same or nearly
so: an hour or a single answer decides which of them is begun, and with it what is recalled of its area. So each future
weighs the topics a little differently, and all looks at a plan have the same futures: its figures stand still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from quiz import memory
from quiz.memory import Array, Parameters
from quiz.planner import FIRST_GRADES, Deck, Horizon, Memories, chosen, days_left, values

DRAWS = 1440  # steps times futures that are drawn
MOST, FEWEST = 48, 6  # futures: with 16 the figures of a small area moved by 7 points within a day
UNDECIDED = 0.15  # standard deviation of the logarithm of what a future weighs a topic with
DAILY, BLOCKS = 14, 46  # days that are steps of their own, and how many steps the days after them are put into at most


@dataclass(frozen=True)
class Projection:
    """The expected recall of each question on the day of each exam (exams × questions), the share of futures in which
    it is answered before, how many questions each step has, today first, and the minutes they take.

    A step is a day for two weeks, and may be several later.
    """

    recall: Array
    answered: Array
    counts: Array
    minutes: Array


def projected(
    parameters: Parameters,
    deck: Deck,
    found: Memories,
    exams: Sequence[Horizon],
    rooms: Sequence[float] | Array,
    seed: int = 0,
) -> Projection:
    """What becomes of the plan until the last exam. `rooms` are the minutes of each day, today first."""
    steps = _steps(rooms, [exam.days for exam in exams])
    futures = int(np.clip(DRAWS // max(1, len(steps)), FEWEST, MOST))
    rng = np.random.default_rng(seed)
    leaning = np.exp(rng.normal(0.0, UNDECIDED, (futures, len(deck.needs))))[:, deck.topics]
    now = Memories(*(np.repeat(each[None], futures, axis=0) for each in _parts(found)))
    counts, minutes, recall, answered = [], [], {}, {}
    day = 0
    for length, room in steps:
        costs = deck.costs(now.seen)
        order, taken = chosen(leaning * values(parameters, deck, now, days_left(exams, day)), costs, room)
        asked = np.zeros(taken.shape, bool)
        np.put_along_axis(asked, order, taken, axis=-1)
        counts.append(asked.sum(-1).mean())
        minutes.append((asked * costs).sum(-1).mean())
        now = passed(reviewed(parameters, now, asked, drawn_grades(parameters, now, rng)), float(length))
        day += length
        for n, exam in enumerate(exams):
            if exam.days == day:
                recall[n] = now.recall(parameters, exam.left - day).mean(0)
                answered[n] = now.seen.mean(0)
    every = range(len(exams))
    return Projection(
        np.array([recall[n] for n in every]),
        np.array([answered[n] for n in every]),
        np.array(counts),
        np.array(minutes),
    )


def _steps(rooms: Sequence[float] | Array, borders: Sequence[int]) -> list[tuple[int, float]]:
    """The days in steps, of which none goes over an exam: how many days each has, and their minutes together."""
    count = len(rooms)
    length = max(1, -(-(count - DAILY) // BLOCKS))
    starts = {*range(min(DAILY, count)), *range(DAILY, count, length), *(one for one in borders if one < count)}
    return [(end - start, float(sum(rooms[start:end]))) for start, end in pairwise([*sorted(starts), count])]


def drawn_grades(parameters: Parameters, found: Memories, rng: np.random.Generator) -> Array:
    """A grade (1 to 4) for each question, were it asked now; in the shape of the memories."""
    drawn = rng.random(found.seen.shape)
    later = np.where(drawn < found.recall(parameters), memory.GOOD, memory.AGAIN)
    anew = 1 + np.searchsorted(np.cumsum(FIRST_GRADES)[:-1], drawn, side="right")
    return np.where(found.seen, later, anew)


def reviewed(parameters: Parameters, found: Memories, asked: Array, grade: Array) -> Memories:
    """The memories after the questions that are `asked` were answered with these grades."""
    anew = memory.first_reviews(parameters, grade)
    again = memory.later_reviews(
        parameters, found.stability, found.difficulty, memory.recall(parameters, found.stability, found.days), grade
    )
    stability, difficulty = (np.where(found.seen, late, new) for late, new in zip(again, anew, strict=True))
    return Memories(
        np.where(asked, stability, found.stability),
        np.where(asked, difficulty, found.difficulty),
        np.where(asked, 0.0, found.days),
        found.seen | asked,
    )


def passed(found: Memories, days: float) -> Memories:
    """The memories so many days later."""
    return replace(found, days=found.days + days)


def _parts(found: Memories) -> tuple[Array, ...]:
    return found.stability, found.difficulty, found.days, found.seen
