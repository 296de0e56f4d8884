"""Which misconceptions a drawn sheet can tell from the truth and from each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from content.random_inputs import generic, same
from engine import Program, run
from engine.arrays import Array, differing
from engine.execution.run import evaluate
from engine.expression.node import Node
from engine.readings.misconceptions import Wrong
from quiz.exercises.sheet import spelled_out, wrong_formulas

GENERIC_DRAWS = 20
GUARD_BAND = 1.1  # another machine's last bit must not flip a verdict


@dataclass(frozen=True)
class StepCertificate:
    """For one step: what is `exposed`; groups that `coincide` on these numbers; what is `invisible` on any numbers.

    A class is a tuple of ids that no numbers can tell apart: they are named together, as "A or B".
    """

    step: str
    exposed: tuple[tuple[str, ...], ...]
    hidden: tuple[tuple[str, ...], ...]
    coincide: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    invisible: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every misconception that can show does show, and as itself."""
        return not self.hidden and not self.coincide


@dataclass(frozen=True)
class Classes:
    """The wrong versions of a step as classes; `invisible` ones equal the truth, are undefined or of another shape."""

    step: str
    formula: Node
    classes: tuple[tuple[Wrong, ...], ...]
    invisible: tuple[str, ...]


@lru_cache(maxsize=1024)
def classes(program: Program, step: str, hidden: tuple[str, ...]) -> Classes:
    """Group the wrong versions of a step by what they give on generic numbers; cached, as it needs no learner."""
    formula = spelled_out(program, step, hidden)
    arrays = run(program, generic(program, GENERIC_DRAWS)).arrays
    truth = _batch(formula, arrays, formula)
    groups: list[tuple[Array, list[Wrong]]] = []
    invisible: list[str] = []
    for wrong in wrong_formulas(program, step, hidden):
        result = _batch(wrong.expr, arrays, formula)
        if wrong.expr.shape != formula.shape or same(result, truth) or np.isnan(result).any(axis=None):
            invisible.append(wrong.id)
            continue
        group = next((members for known, members in groups if same(known, result)), None)
        if group is None:
            groups.append((result, [wrong]))
        else:
            group.append(wrong)
    return Classes(step, formula, tuple(tuple(members) for _, members in groups), tuple(dict.fromkeys(invisible)))


def _batch(expr: Node, arrays: Mapping[str, Any], formula: Node) -> Array:
    """The expression on every draw; one that reads no input is repeated."""
    result = evaluate(expr, arrays)
    return result if result.ndim > len(expr.shape) else np.broadcast_to(result, (GENERIC_DRAWS, *result.shape))


def certify(found: Classes, arrays: Mapping[str, Any], margin: Array | float) -> StepCertificate:
    """What these numbers expose; `margin` is how far apart two results must be in some cell to count as different."""
    truth = evaluate(found.formula, arrays)
    results = [evaluate(members[0].expr, arrays) for members in found.classes]
    names = [tuple(w.id for w in members) for members in found.classes]
    apart = [bool(differ) for differ in _apart(results, truth, margin)]
    pairs = [
        (names[i], names[j])
        for i in range(1, len(results))
        if apart[i]
        for j, differ in enumerate(_apart(results[:i], results[i], margin))
        if apart[j] and not differ
    ]
    return StepCertificate(
        found.step,
        tuple(name for name, shown in zip(names, apart, strict=True) if shown),
        tuple(name for name, shown in zip(names, apart, strict=True) if not shown),
        tuple(pairs),
        found.invisible,
    )


def _apart(results: list[Array], b: Array, margin: Array | float) -> list[bool]:
    """Whether each result, of one shape all, differs from b in some cell."""
    if not results:
        return []
    found = differing(np.stack(results), b, GUARD_BAND * margin)
    return list(found.reshape(len(results), -1).any(1))
