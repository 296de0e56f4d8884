"""Whether an answer shows work: nothing that is filled in without computing earns marks, or trust for what follows."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from engine.arrays import Array
from quiz.answers.grid import Answer
from quiz.exercises.sheet import Sheet
from quiz.tolerance import GUARD, one_number

LEAST_FILLED = 4  # cells that hold one number which is none of the easy ones: fewer may agree by chance


def filled_in(answer: Answer, truth: Array, explained: bool) -> bool:
    """Whether an easy number stands in every cell of a matrix that has different ones.

    In a larger matrix any number, unless a mistake explains the answer.
    """
    found, right = answer.values[answer.read], truth[answer.read]
    any_number = not explained and len(found) >= LEAST_FILLED and _alike(found)
    return (any_number or one_number(answer.values)) and bool((right != right[0]).any())


def filled_steps(sheet: Sheet, answers: Mapping[str, Answer], off: Collection[str]) -> Collection[str]:
    """The steps that were filled in without computing; `off` are those that are answered and not right.

    All steps of a sheet that shows no work; else those that are off, if one number stands in every cell of them.
    """
    if not_worked(sheet, answers):
        return sheet.asked
    return off if _one_filling(sheet, {step: answers[step] for step in off}) else ()


def not_worked(sheet: Sheet, answers: Mapping[str, Answer]) -> bool:
    """Whether a sheet was filled in without computing: one easy number, or some given matrix, in every step.

    A given matrix may have been repeated, cut or turned to fit. Blank steps do not count; the single cell of a sheet,
    or of its only step that is filled in, says nothing. So is a sheet in which all steps are one and the same number.
    """
    found = {step: answers[step] for step in sheet.asked if not answers[step].empty}
    if sum(int(answer.read.sum()) for answer in found.values()) < 2:
        return False
    given = [np.asarray(sheet.truth[name], float) for name in sheet.provided]
    easy = all(one_number(answer.values) or _copied(answer, given, sheet.half) for answer in found.values())
    return easy or _one_filling(sheet, found)


def _one_filling(sheet: Sheet, answers: Mapping[str, Answer]) -> bool:
    """Whether one number, whichever, stands in every cell of several steps that have different ones."""
    if len(answers) < 2:
        return False
    found = np.concatenate([answer.values[answer.read] for answer in answers.values()])
    right = np.concatenate([sheet.truth[step][answer.read] for step, answer in answers.items()])
    return len(found) >= LEAST_FILLED and _alike(found) and not _alike(np.round(right, sheet.decimals))


def _alike(numbers: Array) -> bool:
    return bool((numbers == numbers[0]).all())


def _copied(answer: Answer, given: list[Array], half: float) -> bool:
    """Whether an answer is one of these matrices, or what it gives when it is read on and on, or cut at its edges."""
    shape = answer.values.shape
    return any(_same(answer, cut, half) for source in given for cut in _cuts(source, shape))


def _cuts(source: Array, shape: tuple[int, ...]) -> list[Array]:
    rows = source.reshape(-1, source.shape[-1])
    n, m = int(np.prod(shape[:-1])), int(shape[-1])
    tiled = rows[np.ix_(np.arange(n) % len(rows), np.arange(m) % rows.shape[1])]
    padded = np.zeros((n, m))
    part = rows[:n, :m]
    padded[: part.shape[0], : part.shape[1]] = part
    return [cut.reshape(shape) for cut in (np.resize(source, shape), np.resize(rows.T, shape), tiled, padded)]


def _same(answer: Answer, other: Array, half: float) -> bool:
    read = answer.read
    with np.errstate(invalid="ignore"):
        close = np.abs(answer.values - other) <= half + GUARD
    return bool((close | (answer.values == other))[read].all())
