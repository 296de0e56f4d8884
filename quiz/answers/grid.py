"""The typed grid of one step, parsed into numbers and a status for each cell that holds none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.arrays import Array
from quiz.answers.parse import Blank, ParsedNumber, commas_are_decimal, number
from quiz.verdicts import CellStatus

Typed = Sequence[Sequence[str]]
_number = lru_cache(maxsize=4096)(number)  # a sheet is read again each time it is marked or carried on


@dataclass(frozen=True)
class Answer:
    """The parsed answer to one step; arrays have the shape of the step.

    `values` is NaN where there is no number. `status`, flat in row order, is None for a number, otherwise "blank" or
    "unreadable". `half` is half a unit of the last digit typed, 0 for a fraction, a root or an infinity.
    """

    values: Array
    status: tuple[CellStatus | None, ...]
    half: Array

    @property
    def read(self) -> Array:
        """Which cells hold a number, as a boolean array of the shape of the step."""
        return ~np.isnan(self.values)

    @property
    def empty(self) -> bool:
        """Whether no cell holds a number."""
        return not self.read.any()


def filled(found: Answer, truth: Array) -> Array:
    """The numbers of an answer, in the shape of the step, with cells that hold none filled from the true values."""
    return np.where(found.read, found.values, truth)


def padded(typed: Typed, shape: tuple[int, ...]) -> tuple[tuple[str, ...], ...]:
    """The typed texts as a complete grid: one row per row of the last axis, missing cells "", surplus cells dropped."""
    rows, columns = grid_shape(shape)

    def text(i: int, j: int) -> str:
        return typed[i][j] if i < len(typed) and j < len(typed[i]) else ""

    return tuple(tuple(text(i, j) for j in range(columns)) for i in range(rows))


def grid_shape(shape: Sequence[int]) -> tuple[int, int]:
    """The rows and columns of the typed grid of a step of this shape: leading axes are stacked."""
    return int(np.prod(shape[:-1])), int(shape[-1])


def answers(typed: Mapping[str, Typed], shapes: Mapping[str, Sequence[int]], decimals: int) -> dict[str, Answer]:
    """Every part of a sheet, parsed; a part that is absent from `typed` is blank.

    Whether a comma is a decimal comma is decided once for the sheet, which asks for so many `decimals`.
    """
    texts = [str(text) for part in shapes for row in typed.get(part, ()) for text in row]
    comma = any("," in text or "，" in text for text in texts) and commas_are_decimal(texts, decimals)
    return {part: answer(typed.get(part, ()), tuple(shape), comma) for part, shape in shapes.items()}


def answer(typed: Typed, shape: tuple[int, ...], decimal_comma: bool = False) -> Answer:
    """Parse a grid of texts, one row per row of the step's last axis, into an array of this shape.

    Missing cells are blank, surplus cells are ignored.
    """
    rows, columns = grid_shape(shape)
    values, half = np.full((rows, columns), np.nan), np.zeros((rows, columns))
    status: list[CellStatus | None] = []
    for i in range(rows):
        for j in range(columns):
            found = _number(str(typed[i][j]), decimal_comma) if i < len(typed) and j < len(typed[i]) else Blank()
            if isinstance(found, ParsedNumber):
                values[i, j] = found.value
                half[i, j] = 0.0 if found.decimals is None else 0.5 * 10.0**-found.decimals
            status.append(
                None if isinstance(found, ParsedNumber) else "blank" if isinstance(found, Blank) else "unreadable"
            )
    return Answer(values.reshape(shape), tuple(status), half.reshape(shape))
