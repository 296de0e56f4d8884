"""Certificates: which misconceptions a sheet's numbers can tell from the right result and from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from content.random_inputs import generic_inputs, same_values
from engine import Program, run
from engine.arrays import Array, differing
from engine.execution.run import evaluate, evaluated
from engine.expression.node import Node
from engine.readings.misconceptions import Wrong
from quiz.exercises.sheet import spelled_out, wrong_formulas

GENERIC_DRAWS = 20
GUARD_BAND = 1.1  # so that rounding differences between machines cannot change a verdict


@dataclass(frozen=True)
class StepCertificate:
    """The certificate of one step: which misconceptions the drawn numbers can and cannot tell apart.

    A class is a tuple of misconception ids that no numbers can tell apart; they are named together, as "A or B".
    Classes in `exposed` differ from the right result on these numbers, those in `hidden` do not. `coincide` lists pairs
    of exposed classes with the same result. Ids in `invisible` differ from the right result on no numbers.
    """

    step: str
    exposed: tuple[tuple[str, ...], ...]
    hidden: tuple[tuple[str, ...], ...]
    coincide: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    invisible: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every misconception that can be told apart on some numbers is told apart on these."""
        return not self.faults

    @property
    def faults(self) -> int:
        """How many misconceptions do not show, and how many pairs look alike, though other numbers tell them apart."""
        return len(self.hidden) + len(self.coincide)


@dataclass(frozen=True)
class Classes:
    """The wrong versions of a step, grouped into classes that give the same result on all numbers.

    `invisible` are the ids whose result equals the right one, is undefined, or has another shape.
    """

    step: str
    formula: Node
    classes: tuple[tuple[Wrong, ...], ...]
    invisible: tuple[str, ...]


@lru_cache(maxsize=1024)
def classes(program: Program, step: str, hidden: tuple[str, ...]) -> Classes:
    """The classes of a step's wrong versions, found by evaluating them on generic numbers; cached.

    `hidden` are the steps to substitute into the formula, the latest first.
    """
    formula = spelled_out(program, step, hidden)
    arrays = run(program, generic_inputs(program, GENERIC_DRAWS)).arrays
    truth = _batch(formula, arrays, formula)
    groups: list[tuple[Array, list[Wrong]]] = []
    invisible: list[str] = []
    for wrong in wrong_formulas(program, step, hidden):
        result = _batch(wrong.expr, arrays, formula)
        if wrong.expr.shape != formula.shape or same_values(result, truth) or np.isnan(result).any(axis=None):
            invisible.append(wrong.id)
            continue
        group = next((members for known, members in groups if same_values(known, result)), None)
        if group is None:
            groups.append((result, [wrong]))
        else:
            group.append(wrong)
    return Classes(step, formula, tuple(tuple(members) for _, members in groups), tuple(dict.fromkeys(invisible)))


def _batch(expr: Node, arrays: Mapping[str, Any], formula: Node) -> Array:
    """The expression on every draw, with a first axis of GENERIC_DRAWS; a constant expression is repeated."""
    result = evaluate(expr, arrays)
    return result if result.ndim > len(expr.shape) else np.broadcast_to(result, (GENERIC_DRAWS, *result.shape))


def certify(found: Classes, arrays: Mapping[str, Any], margin: Array | float) -> StepCertificate:
    """The certificate of a step on these numbers.

    Results differ if some cell differs by more than `margin`, a number or an array of the step's shape.
    """
    names = [tuple(w.id for w in members) for members in found.classes]
    if not names:
        return StepCertificate(found.step, (), (), (), found.invisible)
    truth, *results = evaluated((found.formula, *(members[0].expr for members in found.classes)), arrays)
    whole = np.stack(results)
    apart = _apart(whole, truth, margin)
    shown = np.flatnonzero(apart)
    later, earlier = _pairs(len(shown))
    alike = ~_apart(whole[shown[later]], whole[shown[earlier]], margin)
    return StepCertificate(
        found.step,
        tuple(names[k] for k in shown),
        tuple(name for name, visible in zip(names, apart, strict=True) if not visible),
        tuple((names[shown[i]], names[shown[j]]) for i, j in zip(later[alike], earlier[alike], strict=True)),
        found.invisible,
    )


@lru_cache(maxsize=256)
def _pairs(count: int) -> tuple[Array, Array]:
    """Every pair of so many things once, the later and the earlier ones."""
    return np.tril_indices(count, -1)


def _apart(some: Array, others: Array, margin: Array | float) -> Array:
    """Whether each of some results, along the first axis, differs in some cell from the other one, or each from its."""
    found = differing(some, others, GUARD_BAND * margin)
    return np.asarray(found.any(tuple(range(1, found.ndim))))
