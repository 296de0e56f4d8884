"""Wrong results to be shown: misconceptions whose result on a sheet's numbers differs from the right one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from content import LANGUAGES, topic
from engine.arrays import Array, differ
from engine.execution.run import evaluate
from quiz.exercises.certificate import GUARD_BAND, classes
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.exercises.variant import margin

LARGEST = 1e4  # a larger number is obviously wrong, and too wide for a cell


@dataclass(frozen=True)
class Mistake:
    """A misconception at a step with its result on the drawn numbers.

    `id` is the misconception shown, `alike` are all ids that give the same result on any numbers. Results whose cells
    differ by less than `margin` cannot be told apart.
    """

    step: str
    id: str
    alike: frozenset[str]
    result: Array
    margin: Array | float

    def names(self, about: str) -> frozenset[str]:
        """All names of the misconception in a topic, in every language."""
        here = topic(about)
        return frozenset(here.about(id, self.step, language)[0] for id in self.alike for language in LANGUAGES)

    def same_numbers(self, other: Mistake) -> bool:
        """Whether the two results cannot be told apart on these numbers."""
        return self.step == other.step and not differ(self.result, other.result, GUARD_BAND * self.margin)

    def confused(self, other: Mistake, about: str) -> bool:
        """Whether the two cannot be offered together: they have the same result or the same name."""
        return self.same_numbers(other) or not self.names(about).isdisjoint(other.names(about))


def mistakes(sheet: Sheet, step: str, among: tuple[str, ...] = ()) -> Iterator[Mistake]:
    """One mistake for each class of misconceptions that shows at a step; only those in `among`, if it is not empty.

    An id may stand for several formulas, such as a term left out in one place or another; the first one is used.
    """
    arrays, truth, needed = sheet.truth.arrays, sheet.truth[step], margin(sheet, step)
    meant = {wrong.id: wrong.expr for wrong in reversed(wrong_formulas(sheet.program, step, sheet.hidden))}
    for members in classes(sheet.program, step, sheet.hidden).classes:
        ids = [wrong.id for wrong in members]
        wanted = [w.id for w in members if meant[w.id] is w.expr and (not among or w.id in among)]
        result = np.asarray(evaluate(members[0].expr, arrays))
        if wanted and differ(result, truth, GUARD_BAND * needed) and printable(result, truth):
            yield Mistake(step, wanted[0], frozenset(ids), result, needed)


def printable(found: Array, truth: Array) -> bool:
    """Whether every cell is a number, and none so large that it is obviously wrong."""
    most = max(LARGEST, 10 * float(np.abs(truth[np.isfinite(truth)]).max(initial=0.0)))
    return not bool(np.isnan(found).any()) and bool((np.abs(found[np.isfinite(found)]) < most).all())
