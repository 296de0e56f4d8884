"""Oral exams: spoken questions with follow-ups and short ones for the board, asked one at a time.

An oral exam is kept as a paper that has no end of time. Where a question stands is told by parts of its answer that
hold times: nothing else has to be kept, and another day finds it as it was left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Literal

import numpy as np

from content import Computed, Question, SpokenQuestion
from quiz.kinds import KINDS, pose
from quiz.kinds.spoken import PosedSpoken
from quiz.posed import Answers, Posed, Rows, first_cell, single_cell

BOARD_KINDS = ("steps", "number", "shapes")
BOARD_MINUTES = 3.0  # at most, for a question that is worked on the board
TICKING = 60  # seconds for holding an answer against the key points
ASKED, SPEAKING, ENDED, CLOSED = "asked_at", "speaking_at", "ended_at", "closed_at"
TIMES = (ASKED, SPEAKING, ENDED, CLOSED)  # of the question; a follow-up has parts of its own, `time_of`
AWAY = timedelta(minutes=30)  # beyond its time; whoever comes back later begins the question's time anew


@dataclass(frozen=True)
class OralSpecification:
    """The specification of an oral exam.

    `spoken` and `board` are how many questions of either sort, `thinking` and `speaking` the seconds for each spoken
    one; a follow-up has half of the time to speak. Topics (all if empty) and difficulties are as in papers.
    """

    spoken: int = 3
    board: int = 1
    thinking: int = 60
    speaking: int = 120
    follow_ups: bool = True
    topics: tuple[str, ...] = ()
    easiest: int = 1
    hardest: int = 5
    form: Literal["oral"] = "oral"


def suitable(wanted: OralSpecification, questions: Sequence[Question]) -> tuple[list[Question], list[Question]]:
    """The spoken questions, and those for the board, that the exam may contain."""
    found = [
        q
        for q in questions
        if (not wanted.topics or q.topic in wanted.topics) and wanted.easiest <= q.difficulty <= wanted.hardest
    ]
    return [q for q in found if isinstance(q, SpokenQuestion)], [q for q in found if _for_the_board(q)]


def _for_the_board(question: Question) -> bool:
    kind = KINDS[question.kind]
    short = question.kind in BOARD_KINDS and kind.minutes(question) <= BOARD_MINUTES
    return short and isinstance(question, Computed)


def compose(wanted: OralSpecification, questions: Sequence[Question], seed: int) -> tuple[Question, ...]:
    """The questions in the order in which they are asked, which is drawn; topics repeat only where they must.

    With follow-ups, one of them has some at least, if any question does. Fewer than wanted where there are no more. The
    same seed, specification and content give the same exam.
    """
    rng = np.random.default_rng(seed)
    spoken, board = suitable(wanted, questions)
    followed = [q for q in spoken if isinstance(q, SpokenQuestion) and q.follow_ups and wanted.follow_ups]
    chosen = _draw(followed, min(1, wanted.spoken), [], rng)
    chosen += _draw([q for q in spoken if q not in chosen], wanted.spoken - len(chosen), chosen, rng)
    chosen += _draw(board, wanted.board, chosen, rng)
    return tuple(chosen[k] for k in rng.permutation(len(chosen)))


def _draw(
    found: Sequence[Question], count: int, before: Sequence[Question], rng: np.random.Generator
) -> list[Question]:
    """So many of the questions at random, each time of a topic that was taken least."""
    chosen: list[Question] = []
    left = [found[k] for k in rng.permutation(len(found))]
    while left and len(chosen) < count:
        taken = [q.topic for q in (*before, *chosen)]
        following = min(left, key=lambda q: taken.count(q.topic))
        left.remove(following)
        chosen.append(following)
    return chosen


def pose_all(questions: Sequence[Question], wanted: OralSpecification, seed: int) -> list[Posed[Any]]:
    """The questions as instances, each with its own drawn numbers, with follow-ups if they are wanted."""
    seeds = np.random.default_rng(seed).integers(2**31, size=len(questions))
    posed = [pose(question, int(own)) for question, own in zip(questions, seeds, strict=True)]
    return [p.without_follow_ups() if isinstance(p, PosedSpoken) and not wanted.follow_ups else p for p in posed]


# ---- time ----


@dataclass(frozen=True)
class Allowed:
    """The seconds that a question, or a follow-up, has: to think, and to speak or to work on the board."""

    thinking: int
    speaking: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.thinking + self.speaking


def allowed(wanted: Mapping[str, Any], posed: Posed[Any], follow_up: bool = False) -> Allowed:
    """The time for a question of an exam with this specification, or for a follow-up to it."""
    thinking, speaking = _seconds(wanted, "thinking"), _seconds(wanted, "speaking")
    if not isinstance(posed, PosedSpoken):
        return Allowed(0, ceil(60 * KINDS[posed.question.kind].minutes(posed.question)))
    return Allowed(0, speaking // 2) if follow_up else Allowed(thinking, speaking)


def _seconds(wanted: Mapping[str, Any], name: str) -> int:
    kept = wanted.get(name)
    return kept if isinstance(kept, int) and 0 <= kept <= 3600 else int(getattr(OralSpecification(), name))


def minutes(wanted: Mapping[str, Any], posed: Sequence[Posed[Any]]) -> int:
    """About how long the exam takes, with a minute after each spoken answer to tick its key points."""
    seconds = 0
    for one in posed:
        follow_ups = len(one.follow_ups) if isinstance(one, PosedSpoken) else 0
        ticking = TICKING * (1 + follow_ups) if isinstance(one, PosedSpoken) else 0
        seconds += allowed(wanted, one).total + follow_ups * allowed(wanted, one, follow_up=True).total + ticking
    return max(1, ceil(seconds / 60))


# ---- where a question stands ----

Stage = Literal["waiting", "answering", "ticking", "closed"]


def stage(posed: Posed[Any], answers: Answers) -> Stage:
    """What is to be done next with a question: ask it, answer it (or a follow-up), tick its key points, nothing."""
    if CLOSED in answers:
        return "closed"
    if ASKED not in answers:
        return "waiting"
    if isinstance(posed, PosedSpoken):
        return "ticking" if posed.rounds[posed.open_round(answers)].shown(answers) else "answering"
    return "ticking" if ENDED in answers else "answering"


def moment_of(answers: Answers, part: str) -> datetime | None:
    """The time that a part of an answer holds; None if there is none that can be read."""
    return read_moment(first_cell(answers, part))


def read_moment(text: str) -> datetime | None:
    """A time as it is kept; None for any other text."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def stamp(now: datetime) -> Rows:
    """A time as an answer holds it."""
    return single_cell(now.isoformat())


@dataclass(frozen=True)
class Spent:
    """The seconds that were thought and spoken."""

    thinking: float
    speaking: float


def spent(answers: Answers, time: Allowed, until: datetime) -> Spent | None:
    """The time spent on a question until it was ended, or until now; None if that cannot be told.

    Whoever does not begin to speak earlier speaks when the time to think is over.
    """
    asked = moment_of(answers, ASKED)
    if asked is None:
        return None
    end = moment_of(answers, ENDED) or until
    whole = max(0.0, (end - asked).total_seconds())
    early = moment_of(answers, SPEAKING)
    thought = whole if early is None else max(0.0, (early - asked).total_seconds())
    thought = min(thought, whole, float(time.thinking))
    return Spent(thought, whole - thought)


def time_of(part: str, time: str) -> str:
    """The part of an answer that holds a time of the follow-up with this part: when it was ASKED, when it ENDED."""
    return f"{part}/{time}"


def spent_on_follow_up(answers: Answers, part: str, until: datetime) -> Spent | None:
    """The time spent on a follow-up until it was ended, or until now; None if it was not asked or that is not known."""
    asked = moment_of(answers, time_of(part, ASKED))
    if asked is None:
        return None
    end = moment_of(answers, time_of(part, ENDED)) or until
    return Spent(0, max(0.0, (end - asked).total_seconds()))


def left_alone(since: datetime, time: Allowed, now: datetime) -> bool:
    """Whether a question was asked so long ago, or so far ahead, that its time means nothing."""
    return now - since > timedelta(seconds=time.total) + AWAY or since - now > AWAY
