"""Recognition of misconceptions: every cell of an answer equals what one wrong version of the step gives."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine import Program
from engine.arrays import Array, differ
from engine.execution.run import evaluate
from engine.expression.node import names
from engine.readings.misconceptions import RARE, Wrong
from quiz.exercises.certificate import classes
from quiz.exercises.sheet import wrong_formulas
from quiz.marking.marker import Comparison, Marker
from quiz.marking.same_mistake import signs
from quiz.tolerance import one_number, spread


@dataclass(frozen=True)
class StepMisconceptions:
    """The misconceptions that explain a step: their ids, what they are recognised by elsewhere, and whether earned.

    Not earned are names found only on numbers that may have been written to make the rest easy, and those of an answer
    that is one easy number in every cell. `of_exact` are those that give the answer from exact numbers alone, where the
    learner's own earlier ones were others.
    """

    ids: tuple[str, ...]
    signs: frozenset[Hashable]
    earned: bool
    of_exact: bool = False


def versions(marker: Marker) -> tuple[Wrong, ...]:
    """The wrong versions of the open step's formula, with hidden steps substituted; the most common of each class."""
    return _versions(marker.sheet.program, marker.step, marker.sheet.hidden)


@lru_cache(maxsize=1024)
def _versions(program: Program, step: str, hidden: tuple[str, ...]) -> tuple[Wrong, ...]:
    others = {wrong.expr for members in classes(program, step, hidden).classes for wrong in members[1:]}
    return tuple(wrong for wrong in wrong_formulas(program, step, hidden) if wrong.expr not in others)


def named_misconceptions(marker: Marker, best: Comparison) -> StepMisconceptions | None:
    """The misconceptions that give every written cell, from exact numbers or from the learner's own; None without one.

    Several if the numbers cannot tell them apart. None if the right formula gives the answer from one choice of
    parents, or if fewer than half of the cells hold a number.
    """
    read = best.read
    if best.all_follow or 2 * read.sum() < read.size:
        return None
    found = _found(marker, read, rare=False) or _found(marker, read, rare=True)
    if not found:
        return None
    sheet = marker.sheet
    known = [signs(sheet.program, marker.step, sheet.hidden, wrong) for wrong, _carried in found]
    constant = marker.answer.values.size > 1 and one_number(marker.answer.values)
    honest = any(not marker.suspect(carried) for _wrong, carried in found)
    ids = dict.fromkeys(wrong.id for wrong, _carried in found)
    of_exact = not any(carried for _wrong, carried in found) and not marker.wrong.isdisjoint(names(marker.expr))
    return StepMisconceptions(tuple(ids), frozenset().union(*known), honest and not constant, of_exact)


def _found(marker: Marker, read: Array, rare: bool) -> list[tuple[Wrong, tuple[str, ...]]]:
    """The wrong versions that give every cell, and from which parents; those that are rare only if asked for."""
    tried = (wrong for wrong in versions(marker) if (wrong.id in RARE) == rare)
    return [(wrong, carried) for wrong in tried if (carried := _explained(marker, wrong, read)) is not None]


def _explained(marker: Marker, wrong: Wrong, read: Array) -> tuple[str, ...] | None:
    """The first choice of parents, exact ones before the learner's own, on which a wrong version gives every cell."""
    for carried in marker.combinations(wrong.expr):
        if marker.fit_wrong(wrong.expr, marker.arrays(carried))[read].all():
            return carried
        if not carried and marker.kept_in_full(wrong.expr)[read].all():
            return carried
    return None


def earned(marker: Marker, best: Comparison) -> bool:
    """Whether the numbers carried forward are good enough to show the right method.

    Zeros, an identity matrix or constants make right and wrong methods agree. If a carried step is that simple, every
    misconception that the exact numbers can show must also show on the carried ones, and the answer must not be one
    easy number in every cell. Steps whose mistake was recognised are accepted as they are.
    """
    if not marker.suspect(best.carried):
        return True
    if one_number(marker.answer.values):
        return False
    return set(distinguishable(marker, marker.arrays(()))) <= set(distinguishable(marker, best.arrays))


def distinguishable(marker: Marker, arrays: dict[str, Any]) -> list[str]:
    """The ids of the wrong versions whose result on these numbers differs from the right one by more than rounding."""
    centre = evaluate(marker.expr, arrays)
    margin = 2 * marker.sheet.half + spread(marker.expr, arrays, marker.halves)
    return [w.id for w in versions(marker) if differ(evaluate(w.expr, arrays), centre, margin)]
