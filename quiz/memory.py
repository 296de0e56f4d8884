"""FSRS-6 over arrays: the memory of many cards at once, for planning and for fitting parameters.

A card's memory is its stability in days (recall is 0.9 after as many) and its difficulty from 1 to 10. An array has an
entry for each card; what is returned has the shape to which the arguments broadcast. `parameters` are
the 21 of FSRS-6, numbers or arrays that broadcast with the cards. quiz/schedule.py reviews single cards with py-fsrs;
the tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Parameters = Sequence[Any] | Array

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
LEAST_STABILITY = 0.001
EASIEST, HARDEST = 1.0, 10.0
DECAY = 20  # the index of the forgetting curve's exponent
AT_STABILITY = 0.9  # what recall is after as many days as the stability says


def recall(parameters: Parameters, stability: Any, days: Any) -> Array:
    """The probability of recall so many days after the last review."""
    decay = -parameters[DECAY]
    factor = AT_STABILITY ** (1 / decay) - 1
    return np.asarray((1 + factor * days / stability) ** decay)


def first(parameters: Parameters, grade: int) -> tuple[Array, Array]:
    """Stability and difficulty after a first review with this grade."""
    stability = np.maximum(parameters[grade - 1], LEAST_STABILITY)
    return stability, np.clip(_first_difficulty(parameters, grade), EASIEST, HARDEST)


def recalled(parameters: Parameters, stability: Any, difficulty: Any, recall: Any, factor: Any = 1.0) -> Array:
    """The stability after a review that succeeded, a day or more after the one before.

    `factor` scales the growth: 1 for GOOD, parameters 15 and 16 for HARD and EASY.
    """
    w = parameters
    growth = np.exp(w[8]) * (HARDEST + 1 - difficulty) * stability ** -w[9] * np.expm1((1 - recall) * w[10])
    return np.asarray(np.maximum(stability * (1 + growth * factor), LEAST_STABILITY))


def forgotten(parameters: Parameters, stability: Any, difficulty: Any, recall: Any) -> Array:
    """The stability after a review that failed, a day or more after the one before."""
    w = parameters
    long = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * np.exp((1 - recall) * w[14])
    short = stability / np.exp(w[17] * w[18])
    return np.asarray(np.maximum(np.minimum(long, short), LEAST_STABILITY))


def next_difficulty(parameters: Parameters, difficulty: Any, grade: Any) -> Array:
    """The difficulty after a review with this grade."""
    w = parameters
    moved = difficulty - w[6] * (grade - GOOD) * (HARDEST - difficulty) / 9
    return np.asarray(np.clip(w[7] * _first_difficulty(w, EASY) + (1 - w[7]) * moved, EASIEST, HARDEST))


def first_reviews(parameters: Parameters, grade: Array) -> tuple[Array, Array]:
    """Stability and difficulty of many cards after their first reviews."""
    made = [first(parameters, each) for each in (AGAIN, HARD, GOOD, EASY)]
    return _by_grade(grade, [stability for stability, _ in made]), _by_grade(grade, [d for _, d in made])


def later_reviews(
    parameters: Parameters, stability: Array, difficulty: Array, recall: Array, grade: Array
) -> tuple[Array, Array]:
    """Stability and difficulty of many cards after reviews a day or more after those before."""
    w = parameters
    factor = _by_grade(grade, [1.0, w[15], 1.0, w[16]])
    failed = forgotten(w, stability, difficulty, recall)
    succeeded = recalled(w, stability, difficulty, recall, factor)
    return np.where(grade == AGAIN, failed, succeeded), next_difficulty(w, difficulty, grade)


def _first_difficulty(parameters: Parameters, grade: int) -> Any:
    return parameters[4] - np.exp(parameters[5] * (grade - 1)) + 1


def _by_grade(grade: Array, values: Sequence[Any]) -> Array:
    return np.select([grade == n for n in (AGAIN, HARD, GOOD, EASY)], [np.broadcast_to(v, grade.shape) for v in values])
