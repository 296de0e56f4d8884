"""One exercise as it lies before the learner: a computation, its numbers, the steps to fill in, the precision asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from engine import MECHANISMS, Mechanism, Options, Program, Trace, run
from engine.expression.functions import where
from engine.expression.node import Node, names, substituted
from engine.readings.gradient import gradient
from engine.readings.misconceptions import Wrong, with_mistake, wrong_versions

EXTRA = 2  # digits of what is given beyond those asked for, so that its own rounding shows in few answers
LONGEST = 26  # operations and names in a formula that is read in one go


def computation(
    mechanism: Mechanism, options: Options, sizes: Mapping[str, int], gradient_of: str | None = None
) -> Program:
    """The mechanism's program, with the backward pass from a step where one is asked for; cached."""
    program = mechanism.build(options, sizes)
    return gradient(program, gradient_of) if gradient_of else program


@dataclass(frozen=True)
class Sheet:
    """`asked` steps are filled in, `given` ones are shown with the truth, all others stay in the learner's head."""

    mechanism_id: str
    options: Options
    sizes: Mapping[str, int]
    inputs: Mapping[str, Any]
    asked: tuple[str, ...]
    given: tuple[str, ...] = ()
    decimals: int = 2
    marks: float = 3.0
    gradient_of: str | None = None

    @property
    def mechanism(self) -> Mechanism:
        return MECHANISMS[self.mechanism_id]

    @cached_property
    def program(self) -> Program:
        return computation(self.mechanism, self.options, self.sizes, self.gradient_of)

    @cached_property
    def truth(self) -> Trace:
        """Every step on the drawn inputs."""
        return run(self.program, self.inputs)

    @property
    def fits(self) -> bool:
        """Whether the inputs are those that the computation reads, in its shapes."""
        shapes = {id: tuple(map(int, x.shape)) for id, x in self.program.inputs.items()}
        return {id: x.shape for id, x in self.inputs.items()} == shapes

    @property
    def half(self) -> float:
        """Half a unit of the last place asked for."""
        return 0.5 * 10.0**-self.decimals

    @cached_property
    def printed(self) -> dict[str, Any]:
        """Of each given step that is printed rounded, half a unit of the last place of each such cell."""
        found = {step: _lost(self.truth[step], self.decimals + EXTRA) for step in self.given}
        return {step: halves for step, halves in found.items() if halves.any()}

    @property
    def hidden(self) -> tuple[str, ...]:
        """The steps that are neither asked nor given, the latest first."""
        shown = {*self.asked, *self.given}
        return tuple(id for id in reversed(self.program.steps) if id not in shown)

    @property
    def provided(self) -> tuple[str, ...]:
        """The inputs and given steps that the asked formulas read: what stands on the sheet and nobody fills in."""
        read = dict.fromkeys(name for step in self.asked for name in names(self.formula(step)))
        return tuple(name for name in read if name not in self.asked)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The conventions that decide nothing on this sheet: how weights are given where none are provided."""
        inputs = [self.program.inputs[name] for name in self.provided if name in self.program.inputs]
        return () if any(x.role == "weight" for x in inputs) else ("weights",)

    def on_paper(self, step: str) -> Program:
        """The program with a step as it is worked on the sheet: hidden steps are part of its formula; cached.

        A formula that would be too long to read stays as it is.
        """
        return _on_paper(self.program, step, self.hidden)

    def knows(self, step: str, misconception: str) -> bool:
        """Whether this misconception can be made at this step."""
        return any(wrong.id == misconception for wrong in wrong_formulas(self.program, step, self.hidden))

    def formula(self, step: str) -> Node:
        """A step over what is on the sheet: hidden steps are spelled out in place."""
        return spelled_out(self.program, step, self.hidden)


def _lost(array: Any, digits: int) -> Any:
    """Half a unit of the last digit where a number has more of them, else 0."""
    with np.errstate(invalid="ignore"):
        fits = np.abs(np.round(array, digits) - array) < 1e-12
    return np.where(fits | ~np.isfinite(array), 0.0, 0.5 * 10.0**-digits)


@lru_cache(maxsize=4096)
def spelled_out(program: Program, step: str, hidden: tuple[str, ...]) -> Node:
    """A step's formula with the hidden steps (the latest first) written out, 0 where it is not defined."""
    return _without(program, program.steps[step].whole, step, hidden)


@lru_cache(maxsize=512)
def _on_paper(program: Program, step: str, hidden: tuple[str, ...]) -> Program:
    expr = program.steps[step].expr
    for id in hidden:
        if id != step:
            expr = substituted(expr, {id: program.steps[id].expr})
    short = _length(expr) <= LONGEST and expr.shape == program.steps[step].shape
    return with_mistake(program, {step: expr}) if short else program


def _length(expr: Node) -> int:
    return 1 + sum(map(_length, expr.args))


@lru_cache(maxsize=4096)
def wrong_formulas(program: Program, step: str, hidden: tuple[str, ...]) -> tuple[Wrong, ...]:
    """The wrong versions of that formula; where it is not defined they are 0 as well."""
    found = wrong_versions(program, step, hidden)
    defined = program.steps[step].defined
    if defined is None:
        return found
    there = _without(program, defined, step, hidden)
    same = program.steps[step].shape
    return tuple(Wrong(w.id, where(there, w.expr, 0)) if w.expr.shape == same else w for w in found)


def _without(program: Program, expr: Node, step: str, hidden: tuple[str, ...]) -> Node:
    for id in hidden:
        if id != step:
            expr = substituted(expr, {id: program.steps[id].whole})
    return expr
