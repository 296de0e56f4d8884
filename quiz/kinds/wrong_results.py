"""Mistakes fit to be shown: each differs on the numbers of a sheet from the truth, and has a name of its own."""

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

LARGEST = 1e4  # what a mistake makes larger than this gives itself away, and fits no cell


@dataclass(frozen=True)
class Mistake:
    """A mistake in a step: the id it is shown under, all ids that give the same on any numbers, and its numbers here.

    `margin` is how far apart numbers of this step must be to be told apart.
    """

    step: str
    id: str
    alike: frozenset[str]
    result: Array
    margin: Array | float

    def names(self, about: str) -> frozenset[str]:
        """Everything it may be called in a topic, in every language."""
        here = topic(about)
        return frozenset(here.about(id, self.step, language)[0] for id in self.alike for language in LANGUAGES)

    def same_numbers(self, other: Mistake) -> bool:
        """Whether the two cannot be told apart on these numbers."""
        return self.step == other.step and not differ(self.result, other.result, GUARD_BAND * self.margin)

    def confused(self, other: Mistake, about: str) -> bool:
        """Whether a learner could rightly take one for the other: by its numbers, or by what it is called."""
        return self.same_numbers(other) or not self.names(about).isdisjoint(other.names(about))


def mistakes(sheet: Sheet, step: str, among: tuple[str, ...] = ()) -> Iterator[Mistake]:
    """One mistake of each kind that shows at a step; `among` names those that are wanted, all when empty.

    An id may stand for several formulas, one thing left out here or there: the first of them is meant.
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
    """Whether there is a number in every cell, of a size that does not stand out."""
    most = max(LARGEST, 10 * float(np.abs(truth[np.isfinite(truth)]).max(initial=0.0)))
    return not bool(np.isnan(found).any()) and bool((np.abs(found[np.isfinite(found)]) < most).all())
