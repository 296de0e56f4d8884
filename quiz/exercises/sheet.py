"""Sheets: a computation on drawn numbers, with the steps to fill in and the decimals asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from engine import MECHANISMS, Mechanism, Options, Program, Trace, run
from engine.expression.functions import where
from engine.expression.node import Node, names, substituted
from engine.given_steps import with_given
from engine.readings.counting import counting
from engine.readings.gradient import gradient
from engine.readings.misconceptions import Wrong, with_mistake, wrong_versions

EXTRA = 2  # given steps have so many more decimals than asked for, so that their rounding affects few answers
LONGEST = 26  # nodes of a formula; a longer one is too long to read


def computation(
    mechanism: Mechanism,
    options: Options,
    sizes: Mapping[str, int],
    gradient_of: str | None = None,
    begun: tuple[str, ...] = (),
) -> Program:
    """The mechanism's program, extended by the backward pass from the step `gradient_of` if there is one; cached.

    Steps in `begun` are given instead of computed. Raises KeyError for one that the program does not have.
    """
    program = mechanism.build(options, sizes)
    if begun:
        program = _begun(program, begun)
    return gradient(program, gradient_of) if gradient_of else program


@lru_cache(maxsize=64)
def _begun(program: Program, steps: tuple[str, ...]) -> Program:
    return with_given(program, steps)


@dataclass(frozen=True)
class Sheet:
    """A computation on drawn inputs, with the steps a learner fills in.

    Steps in `asked` are filled in, those in `given` are shown with their true values, all others are hidden: the
    learner computes them without writing them down. `marks` are per step, `decimals` those asked for. Steps in `begun`
    are inputs: the computation starts with them.
    """

    mechanism_id: str
    options: Options
    sizes: Mapping[str, int]
    inputs: Mapping[str, Any]
    asked: tuple[str, ...]
    given: tuple[str, ...] = ()
    decimals: int = 2
    marks: float = 3.0
    gradient_of: str | None = None
    begun: tuple[str, ...] = ()

    @property
    def mechanism(self) -> Mechanism:
        """The mechanism that is computed."""
        return MECHANISMS[self.mechanism_id]

    @cached_property
    def program(self) -> Program:
        """The program that is computed, with the backward pass if `gradient_of` is set."""
        return computation(self.mechanism, self.options, self.sizes, self.gradient_of, self.begun)

    @cached_property
    def truth(self) -> Trace:
        """The true values of every step on the drawn inputs."""
        return run(self.program, self.inputs)

    @property
    def fits(self) -> bool:
        """Whether the inputs have the names and shapes that the program reads."""
        shapes = {id: tuple(map(int, x.shape)) for id, x in self.program.inputs.items()}
        return {id: x.shape for id, x in self.inputs.items()} == shapes

    @property
    def half(self) -> float:
        """Half a unit of the last decimal asked for."""
        return 0.5 * 10.0**-self.decimals

    @cached_property
    def printed(self) -> dict[str, Any]:
        """The rounding errors of given steps and inputs that are printed rounded, by name: an array of their shape.

        Half a unit of the last printed decimal for a rounded cell, 0 for an exact one.
        """
        shown = (*self.program.inputs, *self.given)
        found = {name: _lost(self.truth[name], self.decimals + EXTRA) for name in shown}
        return {step: halves for step, halves in found.items() if halves.any()}

    def rounded(self, steps: Iterable[str]) -> dict[str, float]:
        """The rounding error of steps that the learner wrote, by name; what only counts, a rank or a 0, has none."""
        return dict.fromkeys((step for step in steps if step not in counting(self.program)), self.half)

    @cached_property
    def hidden(self) -> tuple[str, ...]:
        """The ids of the steps that are neither asked nor given, the latest first."""
        shown = {*self.asked, *self.given}
        return tuple(id for id in reversed(self.program.steps) if id not in shown)

    @property
    def provided(self) -> tuple[str, ...]:
        """The names of the inputs and given steps that the asked formulas read: the matrices shown to the learner."""
        read = dict.fromkeys(name for step in self.asked for name in names(self.formula(step)))
        return tuple(name for name in read if name not in self.asked)

    def on_the_way(self, step: str) -> tuple[str, ...]:
        """The hidden steps that a step needs, in the order of the computation."""
        return _on_the_way(self.program, step, self.hidden)

    @property
    def worked(self) -> tuple[str, ...]:
        """The asked steps and the hidden ones that they need, in the order of the computation: the whole solution."""
        needed = {*self.asked, *(name for step in self.asked for name in self.on_the_way(step))}
        return tuple(name for name in self.program.steps if name in needed)

    def on_paper(self, step: str) -> Program:
        """The program with the hidden steps substituted into this step's formula; cached.

        The formula stays unchanged if it would become too long to read.
        """
        return _on_paper(self.program, step, self.hidden)

    def knows(self, step: str, misconception: str) -> bool:
        """Whether this misconception exists at this step."""
        return any(wrong.id == misconception for wrong in wrong_formulas(self.program, step, self.hidden))

    def formula(self, step: str) -> Node:
        """The formula of a step with the hidden steps substituted."""
        return spelled_out(self.program, step, self.hidden)


def _lost(array: Any, digits: int) -> Any:
    """Half a unit of the last of `digits` decimals where a number is rounded to them, else 0."""
    with np.errstate(invalid="ignore"):
        fits = np.abs(np.round(array, digits) - array) < 1e-12
    return np.where(fits | ~np.isfinite(array), 0.0, 0.5 * 10.0**-digits)


@lru_cache(maxsize=4096)
def spelled_out(program: Program, step: str, hidden: tuple[str, ...]) -> Node:
    """The formula of a step with the hidden steps (the latest first) substituted; 0 where it is not defined."""
    return _without(program, program.steps[step].whole, step, hidden)


@lru_cache(maxsize=4096)
def _on_the_way(program: Program, step: str, hidden: tuple[str, ...]) -> tuple[str, ...]:
    wanted, needed = [step], set[str]()
    while wanted:
        for name in names(program.steps[wanted.pop()].whole):
            if name in hidden and name not in needed:
                needed.add(name)
                wanted.append(name)
    return tuple(name for name in program.steps if name in needed)


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
    """The wrong versions of a step's formula with the hidden steps substituted; 0 where the step is not defined."""
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
