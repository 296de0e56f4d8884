"""A sheet while it is being marked: the learner's numbers so far, and the step that is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from engine.execution.run import evaluate
from engine.expression.node import Node, names
from quiz.answers.grid import Answer, filled
from quiz.exercises.sheet import Sheet
from quiz.tolerance import GUARD, Array, Halves, reachable, within
from quiz.verdicts import CellStatus, StepMarking, StepStatus

MOST_CARRIED = 5  # at most 2⁵ combinations of written and true parents are tried


@dataclass(frozen=True)
class Comparison:
    """The open answer against one combination of parents: `carried` as written, the others as they truly are.

    `right` cells are the truth, `follows` ones come from these parents, and either `fits`.
    """

    arrays: dict[str, Any]
    carried: tuple[str, ...]
    right: Array
    follows: Array
    read: Array

    @property
    def fits(self) -> Array:
        return self.right | self.follows

    @property
    def all_right(self) -> bool:
        return bool(self.right[self.read].all())

    @property
    def all_fit(self) -> bool:
        return bool(self.fits[self.read].all())

    @property
    def one_world(self) -> bool:
        """Whether these parents give every cell: not some of them, while the others are the truth."""
        return bool(self.follows[self.read].all())


class Marker:
    """Opens and closes the asked steps in order, keeping what the learner wrote for the steps that follow."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        # each step as the learner wrote it, gaps filled with the truth; and the same with wrong cells set right
        self.written: dict[str, Array] = {}
        self.corrected: dict[str, Array] = {}
        self.wrong: set[str] = set()
        self.recognised: set[str] = set()

    def open(self, step: str, answer: Answer) -> None:
        self.step, self.answer = step, answer
        self.expr: Node = self.sheet.formula(step)

    def close(self, marking: StepMarking) -> None:
        """Remember the answer for the steps that follow."""
        truth = self.sheet.truth[self.step]
        self.written[self.step] = filled(self.answer, truth)
        fine = np.array([status == "right" for row in marking.cells for status in row]).reshape(truth.shape)
        self.corrected[self.step] = np.where(fine, self.written[self.step], truth)
        if not fine[self.answer.read].all():
            self.wrong.add(self.step)
        followed = marking.status == "follows" and all(p in self.recognised for p in marking.carried)
        if followed or marking.status in ("misconception", "convention"):
            self.recognised.add(self.step)

    # ---- comparing ----

    def arrays(self, carried: tuple[str, ...]) -> dict[str, Any]:
        """The truth, with right cells as written, and the carried steps as written altogether."""
        return {**self.sheet.truth.arrays, **self.corrected, **{p: self.written[p] for p in carried}}

    @property
    def halves(self) -> Halves:
        """How far each number that the learner may have worked with may be from the one before its rounding."""
        return {**self.sheet.printed, **dict.fromkeys(self.written, self.sheet.half)}

    def fit(self, expr: Node, arrays: dict[str, Any]) -> Array:
        """Which cells of the open answer are this expression, as far as rounding can tell."""
        return reachable(self.answer.values, expr, arrays, self.halves, self.sheet.half)

    def combinations(self, expr: Node | None = None) -> Iterator[tuple[str, ...]]:
        """Which wrong parents (of the step, or of a wrong version of it) are taken as written: none, all, the rest."""
        wrong = [p for p in names(expr or self.expr) if p in self.wrong][:MOST_CARRIED]
        chosen = [
            tuple(p for p, used in zip(wrong, bits, strict=True) if used) for bits in product((0, 1), repeat=len(wrong))
        ]
        yield from sorted(chosen, key=lambda c: 0 if not c else len(wrong) - len(c) + 1)

    def comparisons(self) -> Iterator[Comparison]:
        exact = within(self.answer.values, self.sheet.truth[self.step], self.sheet.half)
        right = exact | self.fit(self.expr, self.arrays(()))
        for carried in self.combinations():
            arrays = self.arrays(carried)
            follows = self.fit(self.expr, arrays) if carried else right
            yield Comparison(arrays, carried, right, follows, self.answer.read)

    def best(self) -> Comparison:
        """The combination under which the most cells fit, and the most from it alone; else the fewest carried steps."""
        return max(self.comparisons(), key=lambda c: (int(c.fits[c.read].sum()), c.one_world))

    def worked(self, best: Comparison) -> bool:
        """Whether the mistakes in what was carried have names."""
        return all(p in self.recognised for p in best.carried)

    # ---- the verdict ----

    def marking(self, status: StepStatus, best: Comparison | None = None, **found: Any) -> StepMarking:
        """The open step's marking, before its points."""
        cells = self._cells(status, best) if best else [s or "blank" for s in self.answer.status]
        columns = int(self.answer.values.shape[-1])
        rows = tuple(tuple(cells[k : k + columns]) for k in range(0, len(cells), columns))
        return StepMarking(self.step, status, rows, 0.0, self.sheet.marks, **found)

    def _cells(self, status: StepStatus, best: Comparison) -> list[CellStatus]:
        """Every cell; one that explains itself as part of what was done wrong has no other fault."""
        explained: CellStatus = status if status in ("convention", "misconception", "slip") else "wrong"
        off = np.where(self._coarse(best), "few_digits", explained) if explained == "wrong" else explained
        found = np.where(best.right, "right", np.where(best.fits, "follows", off))
        return [unread or cell for unread, cell in zip(self.answer.status, found.ravel().tolist(), strict=True)]

    def _coarse(self, best: Comparison) -> Array:
        """Cells typed with fewer digits than asked, to which the right number rounds.

        The number that follows from the learner's own counts as well, where all cells with enough digits follow.
        """
        few = self.answer.half > self.sheet.half
        coarse = few & self._rounds(self.sheet.truth[self.step])
        if best.carried and (best.follows | few)[best.read].all():
            coarse |= few & self._rounds(evaluate(self.expr, best.arrays))
        return np.asarray(coarse)

    def _rounds(self, exact: Array) -> Array:
        """Which cells of the open answer these numbers round to, as far as digits were typed."""
        with np.errstate(invalid="ignore"):
            return np.asarray(np.abs(self.answer.values - exact) <= self.answer.half + GUARD)
