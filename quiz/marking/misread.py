"""Recognition of a misread given: one number of a given matrix was read as another one, all through the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, names
from quiz.answers.grid import Answer
from quiz.exercises.sheet import Sheet
from quiz.marking.marker import Marker, Misread
from quiz.tolerance import spread, within
from quiz.verdicts import StepMarking

LEAST_STEPS = 2  # one step alone can be wrong in too many ways
LEAST_CELLS = 3  # that are off, in all these steps together; a sign, of which there is one, needs but one a step
UNEXPLAINED = ("wrong", "slip", "misconception")


def misread_given(sheet: Sheet, answers: Mapping[str, Answer], marked: Iterable[StepMarking]) -> Misread | None:
    """The one misreading that explains every answered step that reads the number; None without one, or with several.

    At least LEAST_STEPS of these steps must have been off, by LEAST_CELLS cells if not by a sign alone.
    """
    markings = {m.step: m for m in marked}
    off = [step for step, m in markings.items() if m.status in UNEXPLAINED and m.slip != "rounding"]
    shared = [name for name in sheet.provided if sum(name in names(sheet.formula(step)) for step in off) >= LEAST_STEPS]
    if not shared:
        return None
    marker, found = Marker(sheet), _Candidates(sheet, shared)
    for step, marking in markings.items():
        marker.open(step, answers[step])
        if not marker.answer.empty:
            found.check(marker, marking)
        marker.close(marking)
    return found.only()


class _Candidates:
    """The ways to misread each shared matrix, and those that every step so far allows."""

    def __init__(self, sheet: Sheet, shared: Iterable[str]) -> None:
        self.sheet = sheet
        self.read = {name: list(_misreadings(name, np.asarray(sheet.truth[name], float), sheet)) for name in shared}
        self.steps = dict.fromkeys(self.read, 0)
        self.cells = dict.fromkeys(self.read, 0)

    def check(self, marker: Marker, marking: StepMarking) -> None:
        """Keep the misreadings from which the open step follows; steps that do not read a matrix say nothing of it."""
        for name in [name for name in names(marker.expr) if self.read.get(name)]:
            stack = np.stack([one.array for one in self.read[name]])
            fits = _follow(marker, name, stack)
            self.read[name] = [one for one, fit in zip(self.read[name], fits, strict=True) if fit]
            off = sum(cell not in ("right", "follows", "blank", "unreadable") for row in marking.cells for cell in row)
            self.steps[name] += off > 0
            self.cells[name] += off

    def only(self) -> Misread | None:
        """The single misreading that is left, or the single change of a sign."""
        shown = [one for name in self.read if self.steps[name] >= LEAST_STEPS for one in self.read[name]]
        left = [one for one in shown if self.cells[one.given] >= LEAST_CELLS]
        signs = [one for one in shown if self._negated(one)]
        return left[0] if len(left) == 1 else signs[0] if len(signs) == 1 else None

    def _negated(self, one: Misread) -> bool:
        return bool(one.array[one.index] == -self.sheet.truth[one.given][one.index])


def _follow(marker: Marker, name: str, stack: Array) -> Array:
    """Which readings of a matrix, along the first axis, give every written cell, on exact or on written parents."""
    answer, read, half = marker.answer.values, marker.answer.read, marker.sheet.half
    reach = half + spread(marker.expr, marker.arrays(()), marker.halves)
    found = np.zeros(len(stack), dtype=bool)
    for carried in {(), tuple(p for p in names(marker.expr) if p in marker.wrong)}:
        result = _batch(marker.expr, {**marker.arrays(carried), name: stack}, len(stack))
        found |= within(answer, result, reach)[:, read].all(1)
    return found


def _batch(expr: Node, arrays: Mapping[str, Any], count: int) -> Array:
    result = np.asarray(evaluate(expr, arrays))
    return result if result.ndim > len(expr.shape) else np.broadcast_to(result, (count, *result.shape))


# ---- ways to misread a number ----


def _misreadings(name: str, array: Array, sheet: Sheet) -> Iterator[Misread]:
    for place in np.argwhere(np.isfinite(array)):
        at = tuple(map(int, place))
        for value in _read_as(float(array[at]), sheet.decimals):
            changed = array.copy()
            changed[at] = value
            yield Misread(name, at, changed)


def _read_as(value: float, decimals: int) -> list[float]:
    """The number with another sign, with two digits exchanged, with the point moved, or with one digit changed."""
    digits = f"{abs(value):.{decimals + 2}f}".rstrip("0").rstrip(".")
    others = {_with(digits, k, digit) for k in range(len(digits)) for digit in "0123456789" if digits[k] != "."}
    others |= {digits[:k] + digits[k + 1] + digits[k] + digits[k + 2 :] for k in range(len(digits) - 1)}
    read = [float(text) for text in sorted(others) if text.count(".") <= 1 and text != "."]
    found = [-value, *(np.copysign(x, value) + 0.0 for x in (*read, 10 * abs(value), abs(value) / 10))]
    return [x for x in dict.fromkeys(float(x) for x in found) if x != value]


def _with(digits: str, place: int, digit: str) -> str:
    return digits[:place] + digit + digits[place + 1 :]
