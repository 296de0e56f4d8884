"""Draws sheets from a seed, preferring numbers on which every misconception can be told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from content.question_base import Fixed
from content.random_inputs import one_hot
from engine import MECHANISMS, Input, Options, Program
from engine.expression.node import Node, names
from quiz.exercises.certificate import StepCertificate, certify, classes
from quiz.exercises.draw_tries import tries_now
from quiz.exercises.sheet import Sheet, computation
from quiz.exercises.tied_numbers import tied
from quiz.exercises.untested_heads import untested_heads
from quiz.tolerance import WIDE, Halves, spread

MOST_TRIES = 100
TRIES_MORE = 25  # once a sheet will do, where some numbers are fixed
SATURATED = 0.985


@dataclass(frozen=True)
class NumberRange:
    """The numbers from which an input is drawn: from low to high in equal steps, without 0 if `nonzero`."""

    low: float = -2
    high: float = 2
    step: float = 1
    nonzero: bool = False

    @cached_property
    def numbers(self) -> np.ndarray[Any, Any]:
        """All the numbers, in ascending order."""
        count = round((self.high - self.low) / self.step) + 1
        found = np.round(self.low + self.step * np.arange(count), 6) + 0.0
        return found[found != 0] if self.nonzero else found


BY_ROLE = {
    "data": NumberRange(),
    "weight": NumberRange(-1, 1, 0.5),
    "bias": NumberRange(-1, 1, 0.5),
    "state": NumberRange(-0.8, 0.8, 0.2, nonzero=True),
    "mask": NumberRange(0, 1),
    "ignore_mask": NumberRange(0, 1),
    "added_mask": NumberRange(-2, 0),
}


@dataclass(frozen=True)
class Exercise:
    """What a question asks: a mechanism with options and sizes, the steps to fill in, and how inputs are drawn.

    `draws` are by input name or by role; other inputs are drawn by BY_ROLE. Inputs in `fixed`, by name or role as well,
    hold that number in every cell, or are the identity matrix. Steps in `begun` are inputs.
    """

    mechanism_id: str
    options: Options
    sizes: Mapping[str, int]
    asked: tuple[str, ...]
    given: tuple[str, ...] = ()
    decimals: int = 2
    marks: float = 3.0
    draws: Mapping[str, NumberRange] = field(default_factory=dict)
    gradient_of: str | None = None
    begun: tuple[str, ...] = ()
    fixed: Mapping[str, Fixed] = field(default_factory=dict)

    @property
    def program(self) -> Program:
        """The program that is computed, with the backward pass if `gradient_of` is set."""
        mechanism = MECHANISMS[self.mechanism_id]
        return computation(mechanism, self.options, self.sizes, self.gradient_of, self.begun)

    def sheet(self, inputs: Mapping[str, Any]) -> Sheet:
        """The sheet of this exercise on given inputs, such as those stored with an attempt."""
        return Sheet(
            self.mechanism_id,
            self.options,
            self.sizes,
            inputs,
            self.asked,
            self.given,
            self.decimals,
            self.marks,
            self.gradient_of,
            self.begun,
        )


@dataclass(frozen=True)
class Variant:
    """A drawn sheet with its seed and a certificate for each asked step.

    Attempts store the inputs; the seed alone need not reproduce them in later versions.
    """

    sheet: Sheet
    seed: int
    certificate: tuple[StepCertificate, ...]

    @property
    def complete(self) -> bool:
        """Whether every misconception that can be told apart on some numbers is told apart on these."""
        return all(step.complete for step in self.certificate)


def varies(one: Exercise | Sheet) -> bool:
    """Whether an asked step depends on numbers that are drawn; position vectors depend on none."""
    return bool(_drawn_for(one.program, one.asked))


def draw(exercise: Exercise, seed: int) -> Variant:
    """The first of at most MOST_TRIES drawn sheets that is complete and not degenerate; otherwise the best of them.

    Fixed numbers, such as weights that are all 1, may leave no complete sheet: then few are drawn. Where nothing asked
    varies, one is.
    """
    rng = np.random.default_rng(seed)
    program = exercise.program
    best: tuple[int, Variant] | None = None
    left, tries = MOST_TRIES if varies(exercise) else 1, tries_now()
    while left:
        left -= 1
        tries.sheets += 1
        sheet = exercise.sheet(inputs(rng, program, exercise.draws, exercise.fixed))
        dull = degenerate(sheet)
        if best and dull:
            continue
        found = _certificates(sheet, best[0] if best else None)
        if found is None:
            continue
        best = sum(one.faults for one in found) + 100 * dull, Variant(sheet, seed, found)
        if not best[0]:
            break
        if exercise.fixed and not dull:
            left = min(left, TRIES_MORE)
    assert best is not None
    return best[1]


def _certificates(sheet: Sheet, fewer_than: int | None) -> tuple[StepCertificate, ...] | None:
    """The certificates of all asked steps; None as soon as they have so many faults, if a number is given."""
    found: list[StepCertificate] = []
    for step in sheet.asked:
        found.append(certificate(sheet, step))
        if fewer_than is not None and sum(one.faults for one in found) >= fewer_than:
            return None
    return tuple(found)


def inputs(
    rng: np.random.Generator, program: Program, draws: Mapping[str, NumberRange], fixed: Mapping[str, Fixed]
) -> dict[str, np.ndarray[Any, Any]]:
    """An array for every input of a program, by id: fixed, or drawn.

    Both are found by the input's name, then its role; what it is drawn from otherwise is in BY_ROLE.
    """
    return {
        id: _drawn(rng, x, draws) if (held := fixed.get(x.name, fixed.get(x.role))) is None else _held(x, held)
        for id, x in program.inputs.items()
    }


def _held(x: Input, held: Fixed) -> np.ndarray[Any, Any]:
    shape = tuple(map(int, x.shape))
    return np.eye(shape[0]) if held == "identity" else np.full(shape, held)


def _drawn(rng: np.random.Generator, x: Input, draws: Mapping[str, NumberRange]) -> np.ndarray[Any, Any]:
    if x.role == "one_hot":
        return one_hot(rng, tuple(map(int, x.shape)), x.picks_along)
    chosen = draws.get(x.name) or draws.get(x.role) or BY_ROLE[x.role]
    drawn = chosen.numbers[rng.integers(0, len(chosen.numbers), size=tuple(map(int, x.shape)))]
    if x.role in ("mask", "ignore_mask"):
        drawn[..., :1, :1] = x.role == "mask"
    return drawn


def certificate(sheet: Sheet, step: str) -> StepCertificate:
    """The certificate of one step of a sheet, given that all numbers written on it may be rounded."""
    found, arrays = classes(sheet.program, step, sheet.hidden), sheet.truth.arrays
    own = spread(found.formula, arrays, _halves(sheet))
    most = np.maximum(2 * WIDE * sheet.half, 2 * own)

    def vague(wrong: Node) -> bool:
        return bool((spread(wrong, arrays, _halves(sheet)) > most).any())

    return certify(found, arrays, 2 * sheet.half + own, vague)


def margin(sheet: Sheet, step: str) -> np.ndarray[Any, Any] | float:
    """The smallest difference that shows two results of a step to be different on paper, for each cell."""
    found: np.ndarray[Any, Any] | float = 2 * sheet.half + spread(
        sheet.formula(step), sheet.truth.arrays, _halves(sheet)
    )
    return found


def _halves(sheet: Sheet) -> Halves:
    return {**sheet.printed, **sheet.rounded(sheet.asked)}


def degenerate(sheet: Sheet) -> bool:
    """Whether the numbers hide the computation: saturated softmax or gates, rows of zeros, equal rows, an idle head.

    So does an order among numbers that look equal. Only the asked steps and what they are computed from count. A row
    of zeros in a gradient is accepted.
    """
    data = (id for id, x in sheet.program.inputs.items() if x.role == "data")
    drawn = _drawn_for(sheet.program, sheet.asked)
    forward = (id for id in drawn if not sheet.program[id].gradient_of)
    if any(_dull(sheet.truth[id]) for id in (*data, *forward)) or untested_heads(sheet) or tied(sheet):
        return True
    return any(_saturated(sheet.program, sheet.truth[id], id) for id in drawn)


@lru_cache(maxsize=256)
def _drawn_for(program: Program, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The asked steps and the steps they are computed from, without those that depend on no drawn input."""
    read = {id: names(step.expr) for id, step in program.steps.items()}
    needed = set(asked)
    for id in reversed(program.steps):
        needed.update(read[id] if id in needed else ())
    moved = set(program.inputs)
    for id in program.steps:
        moved.update([id] if moved.intersection(read[id]) else ())
    return tuple(id for id in program.steps if id in needed & moved)


def _dull(array: np.ndarray[Any, Any]) -> bool:
    """Whether a matrix has a row of zeros or two equal rows."""
    count, columns = array.shape[-2:]
    if count == 1 or columns == 1 or array.ndim > 2:
        return False
    return not array.any(axis=-1).all() or len(set(map(tuple, array.tolist()))) < count


def _saturated(program: Program, array: np.ndarray[Any, Any], id: str) -> bool:
    op = program.steps[id].expr.op
    if op == "softmax":
        shared = (array > 0).sum(program.steps[id].expr.params[0], keepdims=True) > 1
        return bool(((array > SATURATED) & shared).any())
    if op == "tanh":
        return bool((np.abs(array) > SATURATED).any())
    return op == "sigmoid" and bool((np.abs(array - 0.5) > SATURATED - 0.5).any())
