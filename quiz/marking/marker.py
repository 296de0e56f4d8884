"""The state of marking: the learner's numbers in the steps marked so far, and the step being marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, names
from engine.readings.counting import counting
from quiz import scratch
from quiz.answers.grid import Answer, filled
from quiz.exercises.sheet import Sheet
from quiz.marking.shown_work import filled_in
from quiz.tolerance import GUARD, WIDE, Halves, reachable, spread, within
from quiz.verdicts import CellStatus, StepMarking, StepStatus

EXPLAINED: tuple[StepStatus, ...] = ("right", "misconception", "convention", "slip")
Carried = tuple[str, ...]  # the parents that are taken as written
MOST_CARRIED = 5  # limits the choices of written and exact parents to 2⁵


@dataclass(frozen=True)
class Comparison:
    """The open answer compared with one choice of parents: those in `carried` as written, all others exact.

    `arrays` are the numbers used. `right`, `follows` and `read` are boolean arrays of the answer's shape: cells that
    are right, cells that follow from these parents, and cells that hold a number.
    """

    arrays: dict[str, Any]
    carried: Carried
    right: Array
    follows: Array
    read: Array

    @property
    def fits(self) -> Array:
        """Cells that are right or follow from these parents, as a boolean array of the shape of the open step."""
        return self.right | self.follows

    @property
    def all_right(self) -> bool:
        """Whether every cell that holds a number is right."""
        return bool(self.right[self.read].all())

    @property
    def all_fit(self) -> bool:
        """Whether every cell that holds a number is right or follows from these parents."""
        return bool(self.fits[self.read].all())

    @property
    def all_follow(self) -> bool:
        """Whether every cell that holds a number follows from these parents alone."""
        return bool(self.follows[self.read].all())


@dataclass(frozen=True)
class Misread:
    """One number of a given matrix read as another one; `array` is the matrix as it was read."""

    given: str
    index: tuple[int, ...]
    array: Array


def simple(array: Array) -> bool:
    """Whether the numbers look made up: at most two different values; in one or two cells, only 0 and ±1."""
    found = np.unique(array[np.isfinite(array)])
    return len(found) <= 2 if array.size > 2 else bool(np.isin(found, (-1, 0, 1)).all())


class Marker:
    """The marker of one sheet: opens and closes its steps in order and keeps the learner's numbers for later steps.

    `few_digits` says that the learner is known to keep too few; while `cutting` is true, answers count as cut off.
    """

    def __init__(self, sheet: Sheet, few_digits: bool = False) -> None:
        self.sheet, self.few_digits, self.cutting = sheet, few_digits, False
        # each marked step as written, with true values in blank cells; the same with wrong cells corrected; and with
        # all digits in the right cells
        self.written: dict[str, Array] = {}
        self.corrected: dict[str, Array] = {}
        self.in_full: dict[str, Array] = {}
        self.wrong: set[str] = set()
        # wrong steps that need not be suspected: their mistake was recognised on numbers that show it, or they follow
        self.trusted: set[str] = set()
        self.misread: Misread | None = None
        self.misread_in = ""  # the first step that shows the misread number

    def assume(self, misread: Misread) -> None:
        """Take it that the learner read one given number as another one, throughout the sheet."""
        self.misread = misread
        self.wrong.add(misread.given)
        self.trusted.add(misread.given)

    def open(self, step: str, answer: Answer) -> None:
        """Start marking a step with this answer.

        `halves` are the rounding errors of the numbers that the learner may have used: half a unit of the last digit.
        """
        self.step, self.answer = step, answer
        self.expr: Node = self.sheet.formula(step)
        # what is computed once for a step
        self.halves: Halves = {**self.sheet.printed, **self.sheet.rounded(self.written)}
        self._own_spread: Array | None = None
        self._reach: dict[Carried, Array] = {}
        self._arrays: dict[Carried, dict[str, Any]] = {}
        self._compared: dict[Carried, Comparison] = {}

    def close(self, marking: StepMarking) -> None:
        """Finish a step: keep its numbers, and whether its mistake was recognised, for the steps that follow."""
        truth = self.sheet.truth[self.step]
        self.written[self.step] = filled(self.answer, truth)
        fine = np.array([status == "right" for row in marking.cells for status in row]).reshape(truth.shape)
        self.corrected[self.step] = np.where(fine, self.written[self.step], truth)
        self.in_full[self.step] = np.where(fine, truth, self.written[self.step])
        if not fine[self.answer.read].all():
            self.wrong.add(self.step)
        followed = marking.status == "follows" and all(p in self.trusted for p in marking.carried)
        if marking.earned and (followed or marking.status in EXPLAINED):
            self.trusted.add(self.step)

    # ---- comparing ----

    def arrays(self, carried: Carried) -> dict[str, Any]:
        """The numbers that a step is computed from, by name.

        Steps in `carried` are as the learner wrote them; all others are exact, with right cells as the learner rounded
        them.
        """
        if carried not in self._arrays:
            written = {p: self.latest(p) for p in carried}
            self._arrays[carried] = {**self.sheet.truth.arrays, **self.corrected, **written}
        return self._arrays[carried]

    def latest(self, name: str) -> Array:
        """An earlier step as the learner wrote it, a given one as the learner read it."""
        if self.misread and name == self.misread.given:
            return self.misread.array
        return np.asarray(self.written[name] if name in self.written else self.sheet.truth[name])

    def fit(self, expr: Node, arrays: dict[str, Any]) -> Array:
        """Which cells of the open answer equal this expression within rounding, as a boolean array of its shape."""
        return reachable(self.answer.values, expr, arrays, self.halves, self.sheet.half)

    def fit_wrong(self, expr: Node, arrays: dict[str, Any]) -> Array:
        """Which cells of the open answer equal this wrong version within rounding, as a boolean array.

        While `cutting` is true, cut off instead of rounded. Rounding is held to change it by a few units at most, or by
        twice as much as the right formula: what divides by nearly nothing explains any numbers.
        """
        if self.cutting:
            return self._fit_cut(expr, arrays)
        return reachable(self.answer.values, expr, arrays, self.halves, self.sheet.half, self._most)

    def _fit_cut(self, expr: Node, arrays: dict[str, Any]) -> Array:
        """Which cells of the open answer are this wrong version cut off: the middle of what is cut to 0.32 is 0.325."""
        values, half = self.answer.values, self.sheet.half
        either = np.where(values == 0, 2 * half, half)  # what is cut to 0 may have either sign
        return reachable(values + half * np.sign(values), expr, arrays, self.halves, either, self._most)

    def kept_in_full(self, expr: Node) -> Array:
        """Which cells of the open answer equal this wrong version of exact numbers, as a boolean array.

        So who keeps all digits is understood where those written down are too few for it.
        """
        exact = evaluate(expr, self.sheet.truth.arrays)
        if exact.shape != self.answer.values.shape:
            return np.zeros(self.answer.values.shape, dtype=bool)
        return within(self.answer.values, exact, self.sheet.half)

    def _most(self) -> Array:
        if self._own_spread is None:
            self._own_spread = spread(self.expr, self.arrays(()), self.halves)
        return np.asarray(np.maximum(2 * WIDE * self.sheet.half, 2 * self._own_spread))

    def _follows(self, carried: Carried) -> Array:
        """Which cells of the open answer follow from these parents, whatever was rounded on scratch paper."""
        arrays = self.arrays(carried)
        found = self.fit(self.expr, arrays)
        off = self.answer.read & ~found
        if not off.any() or not self.sheet.on_the_way(self.step):
            return found
        return np.asarray(found | within(self.answer.values, evaluate(self.expr, arrays), self.reach(carried)))

    def reach(self, carried: Carried) -> Array:
        """How far each cell of the open answer may be from what these parents give, whatever was rounded."""
        arrays = self.arrays(carried)
        if carried not in self._reach:
            unasked = scratch.unasked(self.sheet, self.step, arrays)
            self._reach[carried] = unasked + self.sheet.half + spread(self.expr, arrays, self.halves)
        return self._reach[carried]

    def combinations(self, expr: Node | None = None) -> Iterator[Carried]:
        """The choices of wrong parents to take as written: none, then all, then the others from larger to smaller.

        The parents are those of the open step, or of a wrong version `expr` of it. At most MOST_CARRIED are considered.
        """
        wrong = [p for p in names(expr or self.expr) if p in self.wrong][:MOST_CARRIED]
        chosen = [
            tuple(p for p, used in zip(wrong, bits, strict=True) if used) for bits in product((0, 1), repeat=len(wrong))
        ]
        yield from sorted(chosen, key=lambda c: 0 if not c else len(wrong) - len(c) + 1)

    def comparisons(self) -> Iterator[Comparison]:
        """The open answer compared with every choice of parents."""
        for carried in self.combinations():
            if carried not in self._compared:
                self._compared[carried] = self._comparison(carried)
            yield self._compared[carried]

    def _comparison(self, carried: Carried) -> Comparison:
        right = self._compared[()].right if carried else self._right()
        follows = self._follows(carried) if carried else right
        return Comparison(self.arrays(carried), carried, right, follows, self.answer.read)

    def _right(self) -> Array:
        exact = within(self.answer.values, self.sheet.truth[self.step], self.sheet.half)
        return exact if exact[self.answer.read].all() else exact | self._follows(())

    def best(self) -> Comparison:
        """The comparison in which the most cells fit.

        Among equals, one in which all cells follow from the parents alone; then the first in the order of
        combinations().
        """
        found = self.comparisons()
        exact = next(found)
        if exact.all_right:  # no other choice of parents can fit better
            return exact
        return max((exact, *found), key=lambda c: (int(c.fits[c.read].sum()), c.all_follow))

    def suspect(self, carried: Iterable[str]) -> tuple[str, ...]:
        """The carried steps whose numbers are so simple that they may have been written to make the rest easy.

        What only counts, such as a choice, is simple by nature; of it only zeros are suspect.
        """
        simply = (p for p in carried if p not in self.trusted and simple(self.latest(p)))
        return tuple(p for p in simply if p not in counting(self.sheet.program) or not self.latest(p).any())

    def named(self, carried: Carried) -> tuple[str, ...]:
        """The steps in which carried errors stand; a misread number stands in the first step that shows it."""
        misread = self.misread.given if self.misread else ""
        return tuple(dict.fromkeys(self.misread_in if p == misread else p for p in carried))

    # ---- the verdict ----

    def marking(self, status: StepStatus, best: Comparison | None = None, **found: Any) -> StepMarking:
        """The marking of the open step, before marks are awarded; `found` are further fields of StepMarking."""
        cells = self._cells(status, best, found.get("slip")) if best else [s or "blank" for s in self.answer.status]
        columns = int(self.answer.values.shape[-1])
        rows = tuple(tuple(cells[k : k + columns]) for k in range(0, len(cells), columns))
        filled = filled_in(self.answer, self.sheet.truth[self.step], explained=status != "wrong")
        worked = status in ("right", "follows") or not filled
        return StepMarking(self.step, status, rows, 0.0, self.sheet.marks, worked=worked, **found)

    def _cells(self, status: StepStatus, best: Comparison, slip: str | None) -> list[CellStatus]:
        """The status of every cell, flat in row order; wrong cells take the step's status if that explains them."""
        explained: CellStatus = status if status in ("convention", "misconception", "slip") else "wrong"
        unmarked = explained == "wrong" or slip == "rounding"
        off = np.where(self._coarse(best), "few_digits", explained) if unmarked else explained
        followed = "slip" if slip == "misread" else "follows"
        found = np.where(best.right, "right", np.where(best.fits, followed, off))
        return [unread or cell for unread, cell in zip(self.answer.status, found.ravel().tolist(), strict=True)]

    def _coarse(self, best: Comparison) -> Array:
        """Which cells were typed with too few decimals but agree with the right number as far as they go.

        The number that follows from the learner's own steps counts too, if every cell with enough decimals follows.
        """
        few = self.answer.half > self.sheet.half
        if not few.any():
            return np.asarray(few)
        coarse = few & self._rounds(self.sheet.truth[self.step])
        if best.carried and (best.follows | few)[best.read].all():
            coarse |= few & self._rounds(evaluate(self.expr, best.arrays))
        return np.asarray(coarse)

    def _rounds(self, exact: Array) -> Array:
        """Which cells of the open answer equal these numbers to the decimals typed."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(self.answer.values - exact) <= self.answer.half + GUARD)
