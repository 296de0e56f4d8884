"""What a learner typed for one step, as numbers and as a note on each cell that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from quiz.answers.parse import Blank, Number, number
from quiz.verdicts import CellStatus

Typed = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Answer:
    """One step's typed cells in the step's shape.

    `values` holds NaN where nothing was read; `status` is "" for a number, else "blank" or "unreadable";
    `half` is half a unit of the last digit typed, 0 for a fraction or an infinity.
    """

    values: Array
    status: tuple[CellStatus | None, ...]
    half: Array

    @property
    def read(self) -> Array:
        """Which cells hold a number."""
        return ~np.isnan(self.values)

    @property
    def empty(self) -> bool:
        return not self.read.any()


def filled(found: Answer, truth: Array) -> Array:
    """What was written, gaps filled with the truth."""
    return np.where(found.read, found.values, truth)


def padded(typed: Typed, shape: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    """The typed texts as a grid of rows of the last axis, "" where nothing was typed; texts too many are left out."""
    columns = int(shape[-1])

    def text(i: int, j: int) -> str:
        return typed[i][j] if i < len(typed) and j < len(typed[i]) else ""

    return tuple(tuple(text(i, j) for j in range(columns)) for i in range(int(np.prod(shape[:-1]))))


def answer(typed: Typed, shape: tuple[int, ...]) -> Answer:
    """Read a grid of texts, rows of the last axis; cells that are missing are blank, cells too many are ignored."""
    columns = int(shape[-1])
    rows = int(np.prod(shape[:-1]))
    values, half = np.full((rows, columns), np.nan), np.zeros((rows, columns))
    status: list[CellStatus | None] = []
    for i in range(rows):
        for j in range(columns):
            found = number(str(typed[i][j])) if i < len(typed) and j < len(typed[i]) else Blank()
            if isinstance(found, Number):
                values[i, j] = found.value
                half[i, j] = 0.0 if found.decimals is None else 0.5 * 10.0**-found.decimals
            status.append(None if isinstance(found, Number) else "blank" if isinstance(found, Blank) else "unreadable")
    return Answer(values.reshape(shape), tuple(status), half.reshape(shape))
