"""Certificates: which misconceptions a sheet's numbers can tell from the right result and from each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from content.random_inputs import first_same, generic_inputs, same_values
from engine import Program, run
from engine.arrays import Array, differing
from engine.execution.run import constant, evaluate, evaluated
from engine.expression.node import Node, nodes
from engine.readings.misconceptions import RARE, Wrong
from quiz.exercises.sheet import spelled_out, wrong_formulas
from quiz.tolerance import one_number

GENERIC_DRAWS = 20
GUARD_BAND = 1.1  # so that rounding differences between machines cannot change a verdict


@dataclass(frozen=True)
class StepCertificate:
    """The certificate of one step: which misconceptions the drawn numbers can and cannot tell apart.

    A class is a tuple of misconception ids that no numbers can tell apart; they are named together, as "A or B".
    Classes in `exposed` differ from the right result on these numbers, those in `hidden` do not, although they should:
    rare ones are not asked for. `coincide` lists pairs of exposed classes with the same result. `vague` are exposed
    classes whose result says nothing on these numbers: one easy number in every cell, or so sensitive to rounding that
    any numbers would fit. Ids in `invisible` differ from the right result on no numbers.
    """

    step: str
    exposed: tuple[tuple[str, ...], ...]
    hidden: tuple[tuple[str, ...], ...]
    coincide: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    invisible: tuple[str, ...]
    vague: tuple[tuple[str, ...], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every misconception that can be told apart on some numbers is told apart on these."""
        return not self.faults

    @property
    def faults(self) -> int:
        """How many misconceptions do not show, or say nothing, or look like another one, unlike on other numbers."""
        return len(self.hidden) + len(self.coincide) + len(self.vague)


@dataclass(frozen=True)
class Classes:
    """The wrong versions of a step, grouped into classes that give the same result on all numbers.

    `invisible` are the ids whose result equals the right one, is undefined, or has another shape. `sensitive` says of
    each class whether it divides, or takes a root or logarithm, where the right formula does not; `even` whether its
    result is one number in every cell on any numbers; `rare` whether no draw is asked to show it.
    """

    step: str
    formula: Node
    classes: tuple[tuple[Wrong, ...], ...]
    invisible: tuple[str, ...]
    sensitive: tuple[bool, ...] = ()
    even: tuple[bool, ...] = ()
    rare: tuple[bool, ...] = ()


@lru_cache(maxsize=1024)
def classes(program: Program, step: str, hidden: tuple[str, ...]) -> Classes:
    """The classes of a step's wrong versions, found by evaluating them on generic numbers; cached.

    `hidden` are the steps to substitute into the formula, the latest first.
    """
    formula = spelled_out(program, step, hidden)
    arrays = run(program, generic_inputs(program, GENERIC_DRAWS)).arrays
    truth = _batch(formula, arrays, formula)
    known: list[Array] = []
    groups: list[list[Wrong]] = []
    invisible: list[str] = []
    for wrong in wrong_formulas(program, step, hidden):
        result = _batch(wrong.expr, arrays, formula)
        if wrong.expr.shape != formula.shape or same_values(result, truth) or np.isnan(result).any(axis=None):
            invisible.append(wrong.id)
            continue
        k = first_same(known, result)
        if k is None:
            known.append(result)
            groups.append([wrong])
        else:
            groups[k].append(wrong)
    poles = _poles(formula)
    return Classes(
        step,
        formula,
        tuple(map(tuple, groups)),
        tuple(dict.fromkeys(invisible)),
        tuple(_poles(members[0].expr) > poles for members in groups),
        tuple(map(_even, known)),
        tuple(all(wrong.id in RARE for wrong in members) for members in groups),
    )


def _even(results: Array) -> bool:
    """Whether every draw, along the first axis, has one number in all its cells."""
    cells = results.reshape(len(results), -1)
    with np.errstate(invalid="ignore"):
        return bool(((np.abs(cells - cells[:, :1]) < 1e-9) | (cells == cells[:, :1])).all())


def _poles(expr: Node) -> int:
    """How many operations there are that have no value, or no slope, at 0."""
    return sum(n.op in ("div", "log", "sqrt") for n in nodes(expr) if not constant(n.args[-1] if n.args else n))


def _batch(expr: Node, arrays: Mapping[str, Any], formula: Node) -> Array:
    """The expression on every draw, with a first axis of GENERIC_DRAWS; a constant expression is repeated."""
    result = evaluate(expr, arrays)
    return result if result.ndim > len(expr.shape) else np.broadcast_to(result, (GENERIC_DRAWS, *result.shape))


def certify(
    found: Classes,
    arrays: Mapping[str, Any],
    margin: Array | float,
    sensitive: Callable[[Node], bool] = lambda wrong: False,
) -> StepCertificate:
    """The certificate of a step on these numbers.

    Results differ if some cell differs by more than `margin`, a number or an array of the step's shape. `sensitive`
    says of a wrong version whether rounding can change its result on these numbers by so much that it fits any.
    """
    names = [tuple(w.id for w in members) for members in found.classes]
    if not names:
        return StepCertificate(found.step, (), (), (), found.invisible)
    truth, *results = evaluated((found.formula, *(members[0].expr for members in found.classes)), arrays)
    whole = np.stack(results)
    apart = _apart(whole, truth, margin)
    shown = np.flatnonzero(apart)
    asked = np.array([k for k in shown if not found.rare[k]], dtype=int)
    later, earlier = _pairs(len(asked))
    alike = ~_apart(whole[asked[later]], whole[asked[earlier]], margin)
    return StepCertificate(
        found.step,
        tuple(names[k] for k in shown),
        tuple(name for name, visible, rare in zip(names, apart, found.rare, strict=True) if not visible and not rare),
        tuple((names[asked[i]], names[asked[j]]) for i, j in zip(later[alike], earlier[alike], strict=True)),
        found.invisible,
        tuple(names[k] for k in _saying_nothing(found, whole, truth, asked, sensitive)),
    )


def _saying_nothing(
    found: Classes, whole: Array, truth: Array, shown: Array, sensitive: Callable[[Node], bool]
) -> Iterator[int]:
    """The wrong versions whose result could be anybody's: one easy number in every cell, or hardly computable."""
    cells = whole.reshape(len(whole), -1)
    same = (cells == cells[:, :1]).all(1) if truth.size > 1 else np.zeros(len(whole), dtype=bool)
    for k in shown:
        if same[k] and not found.even[k] and one_number(whole[k]):
            yield k
        elif found.sensitive[k]:
            undefined = (~np.isfinite(whole[k]) & np.isfinite(truth)).any()
            if undefined or sensitive(found.classes[k][0].expr):
                yield k


@lru_cache(maxsize=256)
def _pairs(count: int) -> tuple[Array, Array]:
    """Every pair of so many things once, the later and the earlier ones."""
    return np.tril_indices(count, -1)


def _apart(some: Array, others: Array, margin: Array | float) -> Array:
    """Whether each of some results, along the first axis, differs in some cell from the other one, or each from its."""
    found = differing(some, others, GUARD_BAND * margin)
    return np.asarray(found.any(tuple(range(1, found.ndim))))
