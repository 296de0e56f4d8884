"""Recognition of two answers written in each other's place, such as the gradients of two matrices of one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

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
        if all(at[step].status in ("right", "follows") for step in (first, second)):
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
    return bool(within(answer.values, sheet.truth[step], 2 * WIDE * sheet.half)[answer.read].all())


def _slip(here: StepMarking, other: StepMarking, repeated: bool) -> StepMarking:
    """The marking of a step in whose place the other one's answer stands, which is marked in `other`."""
    cells = tuple(tuple(cell if cell in UNMARKED else "slip" for cell in row) for row in other.cells)
    slip = replace(here, status="slip", slip="exchanged", cells=cells, exchanged=other.step, repeated=repeated)
    return awarded(replace(slip, carried=(), earned=True))


def _points(marked: Sequence[StepMarking]) -> float:
    return sum(step.points for step in marked)
