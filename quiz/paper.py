"""Exam papers: which questions, on which numbers, for how many marks and minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

import numpy as np

from content import Question, SpokenQuestion
from quiz.kinds import KINDS as EVERY_KIND
from quiz.kinds import pose
from quiz.kinds import worth as worth_anywhere
from quiz.kinds.spoken import PosedSpoken, worth_alone
from quiz.kinds.steps import PosedSteps
from quiz.marking.points import halves
from quiz.posed import Posed
from quiz.verdicts import Marking, StepMarking

PAPER_KINDS = tuple(name for name, kind in EVERY_KIND.items() if kind.marked_alone)
GRACE = 5  # seconds after the end in which answers typed in time may still arrive
DRAWS = 40
LARGEST_SHARE = 0.4  # of the paper's marks that one question may have


@dataclass(frozen=True)
class PaperSpecification:
    """The specification of a paper: total marks, minutes, topics (all if empty), kinds, difficulties from 1 to 5.

    Spoken questions, which the learner marks when the paper is handed in, are in it only if `kinds` names them.
    """

    marks: float = 40
    minutes: int = 45
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = PAPER_KINDS
    easiest: int = 1
    hardest: int = 5


def suitable(wanted: PaperSpecification, questions: Sequence[Question]) -> list[Question]:
    """The questions that a paper may contain. A question may not exceed the total marks."""
    return [
        q
        for q in questions
        if q.kind in wanted.kinds
        and (not wanted.topics or q.topic in wanted.topics)
        and wanted.easiest <= q.difficulty <= wanted.hardest
        and worth(q) <= wanted.marks
    ]


def worth(question: Question) -> float:
    """Total marks of a question in a paper, where a spoken one has no follow-ups."""
    return worth_alone(question) if isinstance(question, SpokenQuestion) else worth_anywhere(question)


def compose(wanted: PaperSpecification, questions: Sequence[Question], seed: int) -> tuple[Question, ...]:
    """The questions of a paper, from easy to difficult, with total marks as close as possible to those wanted.

    Topics and kinds alternate. No question has more than LARGEST_SHARE of the marks unless the total cannot be reached
    otherwise. The same seed, specification and content give the same paper. Empty if no question is suitable.
    """
    rng = np.random.default_rng(seed)
    found = suitable(wanted, questions)
    light = [q for q in found if worth(q) <= LARGEST_SHARE * wanted.marks]
    best = _best_selection(light, wanted.marks, rng)
    if _missing(best, wanted.marks) and len(light) < len(found):
        best = min(best, _best_selection(found, wanted.marks, rng), key=lambda chosen: _missing(chosen, wanted.marks))
    order = {q.id: n for n, q in enumerate(questions)}
    return tuple(sorted(best, key=lambda q: (q.difficulty, order[q.id])))


def _missing(chosen: Sequence[Question], marks: float) -> float:
    return marks - sum(map(worth, chosen))


def _best_selection(found: Sequence[Question], marks: float, rng: np.random.Generator) -> list[Question]:
    """The first of DRAWS random selections with exactly these marks; else the closest one, improved by _completed."""
    best: list[Question] = []
    for _ in range(DRAWS if found else 0):
        chosen = _selection(found, marks, rng)
        if not best or _missing(chosen, marks) < _missing(best, marks):
            best = chosen
        if not _missing(best, marks):
            return best
    return _completed(best, found, marks)


def _completed(chosen: list[Question], found: Sequence[Question], marks: float) -> list[Question]:
    """A selection closer to the marks: the longest beginning of `chosen` that other questions complete best."""
    best = chosen
    for kept in range(len(chosen) - 1, -1, -1):
        start = chosen[:kept]
        taken = {q.id for q in start}
        made = start + _closest_below([q for q in found if q.id not in taken], _missing(start, marks))
        if _missing(made, marks) < _missing(best, marks):
            best = made
        if not _missing(best, marks):
            break
    return best


def _closest_below(found: Sequence[Question], marks: float) -> list[Question]:
    """The questions whose marks come closest to the total without exceeding it."""
    reached: dict[float, list[Question]] = {0.0: []}
    for question in found:
        for points, some in list(reached.items()):
            more = points + worth(question)
            if more <= marks and more not in reached:
                reached[more] = [*some, question]
    return reached[max(reached)]


def _selection(found: Sequence[Question], marks: float, rng: np.random.Generator) -> list[Question]:
    """A random selection: topics take turns, each with a question of the kind chosen least so far."""
    by_topic: dict[str, list[Question]] = {}
    for k in rng.permutation(len(found)):
        by_topic.setdefault(found[k].topic, []).append(found[k])
    chosen: list[Question] = []
    left = marks
    for topic in cycle(list(by_topic)):
        pool = [q for q in by_topic[topic] if worth(q) <= left]
        by_topic[topic] = pool
        if pool:
            kinds = Counter(q.kind for q in chosen)
            taken = min(pool, key=lambda q: kinds[q.kind])
            pool.remove(taken)
            chosen.append(taken)
            left -= worth(taken)
        if not any(by_topic.values()):
            return chosen
    return chosen


def pose_all(questions: Sequence[Question], seed: int) -> list[Posed[Any]]:
    """The questions as instances, each with its own drawn numbers; spoken ones without their follow-ups."""
    seeds = np.random.default_rng(seed).integers(2**31, size=len(questions))
    posed = [pose(question, int(own)) for question, own in zip(questions, seeds, strict=True)]
    return [one.without_follow_ups() if isinstance(one, PosedSpoken) else one for one in posed]


def rounded_down(posed: Posed[Any], marking: Marking) -> bool:
    """Whether rounding down to half marks lowered the marks of a question or of one of its steps."""
    shares = [_share(step) for step in marking.steps if step.status in ("right", "follows", "wrong")]
    return halves(marking.points) < marking.points or (
        isinstance(posed, PosedSteps) and any(halves(share) < share for share in shares)
    )


def _share(step: StepMarking) -> float:
    good = step.count("right") + (step.count("follows") if step.earned else 0)
    return step.possible * good / sum(map(len, step.cells))


def ends(started: datetime, minutes: int) -> datetime:
    """The time at which the paper is handed in automatically."""
    return started + timedelta(minutes=minutes)


def remaining(started: datetime, minutes: int, now: datetime) -> float:
    """The seconds until the paper ends; 0 after that."""
    return max(0.0, (ends(started, minutes) - now).total_seconds())


def too_late(started: datetime, minutes: int, now: datetime) -> bool:
    """Whether answers are no longer accepted: the paper ended more than GRACE seconds ago."""
    return now > ends(started, minutes) + timedelta(seconds=GRACE)
