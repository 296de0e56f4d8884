"""A plan carried on to the exam: what is expected to be recalled on the day, and what the days until then have.

The plan is followed through several drawn futures. In each, a review succeeds with the probability of recall; what
follows is the plan's answer to that future. The figures are means over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from quiz import memory
from quiz.memory import Array, Parameters
from quiz.planner import FIRST_GRADES, Deck, Memories, chosen, values

DRAWS = 240  # steps times futures that are drawn
MOST, FEWEST = 8, 2  # futures
DAILY, BLOCKS = 14, 46  # days that are steps of their own, and how many steps the days after them are put into at most


@dataclass(frozen=True)
class Projection:
    """The expected recall of each question on the day of the exam, the share of futures in which it is answered before,
    how many questions each step has, today first, and the minutes they take.

    A step is a day for two weeks, and may be several later.
    """

    recall: Array
    answered: Array
    counts: Array
    minutes: Array


def projected(
    parameters: Parameters, deck: Deck, found: Memories, left: float, rooms: Sequence[float] | Array, seed: int = 0
) -> Projection:
    """What becomes of the plan. `left` are the days until the exam, `rooms` the minutes of each day, today first."""
    steps = _steps(rooms)
    futures = int(np.clip(DRAWS // max(1, len(steps)), FEWEST, MOST))
    rng = np.random.default_rng(seed)
    now = Memories(*(np.repeat(each[None], futures, axis=0) for each in _parts(found)))
    counts, minutes = [], []
    day = 0
    for length, room in steps:
        order, taken = chosen(values(parameters, deck, now, left - day), deck.minutes, room)
        asked = np.zeros(taken.shape, bool)
        np.put_along_axis(asked, order, taken, axis=-1)
        counts.append(asked.sum(-1).mean())
        minutes.append((asked * deck.minutes).sum(-1).mean())
        now = passed(reviewed(parameters, now, asked, drawn_grades(parameters, now, rng)), float(length))
        day += length
    recall = now.recall(parameters, left - len(rooms))
    return Projection(recall.mean(0), now.seen.mean(0), np.array(counts), np.array(minutes))


def _steps(rooms: Sequence[float] | Array) -> list[tuple[int, float]]:
    """The days in steps: how many days each has, and their minutes together."""
    near, later = list(rooms[:DAILY]), list(rooms[DAILY:])
    length = max(1, -(-len(later) // BLOCKS))
    blocks = [[room] for room in near] + [later[n : n + length] for n in range(0, len(later), length)]
    return [(len(block), float(sum(block))) for block in blocks]


def drawn_grades(parameters: Parameters, found: Memories, rng: np.random.Generator) -> Array:
    """A grade for each question, were it asked now."""
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
