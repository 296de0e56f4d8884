"""Recognition of two answers written in each other's place, such as the gradients of two matrices of one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from quiz.answers.grid import Answer
from quiz.exercises.sheet import Sheet
from quiz.marking.points import awarded
from quiz.tolerance import WIDE, within
from quiz.verdicts import UNMARKED, StepMarking

LEAST_CELLS = 2  # of a step: two single numbers may agree by chance
MOST_PAIRS = 3  # that are read again; each takes as long as a sheet
Reading = Callable[[Mapping[str, Answer]], list[StepMarking]]


def read_exchanged(
    sheet: Sheet, read: Mapping[str, Answer], marked: Sequence[StepMarking], reading: Reading
) -> list[StepMarking] | None:
    """The marking with two answers put where they belong, if both are right there; None without such a pair.

    The first of the two is charged, as a slip of copying; the second is not.
    """
    for first, second in list(_pairs(sheet, read, marked))[:MOST_PAIRS]:
        found = reading({**read, first: read[second], second: read[first]})
        at = {step.step: step for step in found}
        if all(_fine(at[step]) for step in (first, second)):
            there = _slip(at[first], at[second], repeated=False), _slip(at[second], at[first], repeated=True)
            told = [{first: there[0], second: there[1]}.get(step.step, step) for step in found]
            if _points(told) > _points(marked):
                return told
    return None


def _pairs(sheet: Sheet, read: Mapping[str, Answer], marked: Sequence[StepMarking]) -> Iterator[tuple[str, str]]:
    """Pairs of steps of one shape, both off, one of which looks right in the other's place."""
    off = [step.step for step in marked if step.status not in ("right", "follows", "blank")]
    for first, second in combinations(off, 2):
        one, other = read[first], read[second]
        alike = one.values.shape == other.values.shape and one.values.size >= LEAST_CELLS
        if alike and (_near(sheet, one, second) or _near(sheet, other, first)):
            yield first, second


def _near(sheet: Sheet, answer: Answer, step: str) -> bool:
    reach = np.maximum(2 * WIDE * sheet.half, answer.half)
    return bool(within(answer.values, sheet.truth[step], reach)[answer.read].all())


def _fine(marked: StepMarking) -> bool:
    """Whether an answer is right where it belongs, be it with too few digits."""
    return marked.status in ("right", "follows") or marked.slip == "rounding"


def _slip(here: StepMarking, other: StepMarking, repeated: bool) -> StepMarking:
    """The marking of a step in whose place the other one's answer stands, which is marked in `other`.

    It earns no more than it would in its own place.
    """
    none = UNMARKED if other.slip != "rounding" else ("blank", "unreadable")
    cells = tuple(tuple(cell if cell in none else "slip" for cell in row) for row in other.cells)
    slip = replace(here, status="slip", slip="exchanged", cells=cells, exchanged=other.step, repeated=repeated)
    told = awarded(replace(slip, carried=(), earned=True, worked=other.worked, misread=None))
    return replace(told, points=min(told.points, other.points))


def _points(marked: Sequence[StepMarking]) -> float:
    return sum(step.points for step in marked)
