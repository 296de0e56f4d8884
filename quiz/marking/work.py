"""Whether an answer shows work: nothing that is filled in without computing earns marks, or trust for what follows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Array
from quiz.answers.grid import Answer
from quiz.exercises.sheet import Sheet
from quiz.tolerance import GUARD, one_number


def filled_in(answer: Answer, truth: Array) -> bool:
    """Whether an easy number stands in every cell of a matrix that has different ones."""
    read = answer.read
    if not one_number(answer.values):
        return False
    return bool((truth[read] != truth[read][0]).any())


def not_worked(sheet: Sheet, answers: Mapping[str, Answer]) -> bool:
    """Whether a sheet was filled in without computing: one easy number, or some given matrix, in every step.

    A given matrix may have been repeated, cut or turned to fit. Blank steps do not count; the single cell of a sheet,
    or of its only step that is filled in, says nothing.
    """
    found = [answers[step] for step in sheet.asked if not answers[step].empty]
    if sum(int(answer.read.sum()) for answer in found) < 2:
        return False
    given = [np.asarray(sheet.truth[name], float) for name in sheet.provided]
    return all(one_number(answer.values) or _copied(answer, given, sheet.half) for answer in found)


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
