"""Gradients to be checked: a mechanism with its backward pass from one of its steps, as a mechanism of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np

from check.losses import other_losses
from engine import InputError, Mechanism, Options, Program
from engine.arrays import Array
from engine.ids import gradient_id, is_gradient
from engine.inputs.validate import checked_matrix, real_numbers
from engine.program import Input
from engine.readings.training import TARGET, Loss, trained


@dataclass(frozen=True, eq=False)
class BackwardMechanism(Mechanism):
    """A mechanism followed by the backward pass from a step, or from a loss on it.

    Every program it builds has the steps of the mechanism's own and, for each gradient, `backward/<id>`.
    """

    output: str = ""
    loss: Loss | None = None

    def build(self, options: Options | None = None, sizes: Mapping[str, int] | None = None) -> Program:
        """The program with its backward pass, cached; InputError where these options or sizes have no such step."""
        chosen = options or self.options()
        return _behind(super().build(chosen, sizes), self.output, self.loss, chosen.tokens_are_columns)

    def otherwise(self, options: Options, sizes: Mapping[str, int]) -> tuple[tuple[str, Program], ...]:
        """The programs with another loss than this one, by the mistake's id; none where no loss was chosen."""
        if self.loss is None:
            return ()
        return other_losses(super().build(options, sizes), self.output, self.loss, options.tokens_are_columns)


@lru_cache(maxsize=64)
def with_backward(mechanism: Mechanism, output: str, loss: Loss | None) -> BackwardMechanism:
    """The mechanism with the backward pass from a step, cached."""
    return BackwardMechanism(
        **{f.name: getattr(mechanism, f.name) for f in fields(mechanism)}, output=output, loss=loss
    )


@lru_cache(maxsize=64)
def _behind(program: Program, output: str, loss: Loss | None, columns: bool) -> Program:
    if output not in program.steps:
        steps = ", ".join(program.steps)
        raise InputError("There is no step called {name} here; the steps are {steps}.", name=output, steps=steps)
    return trained(program, output, loss, columns=columns)


def beside(program: Program, forward: Mapping[str, Array], entered: Mapping[str, Any]) -> dict[str, Array]:
    """The inputs with those of the backward pass: ∂L/∂output, 1 in every cell where nothing was entered; targets.

    Raises InputError for targets that are missing, for what has another shape, and for an input that does not exist.
    """
    extra = {id: x for id, x in program.inputs.items() if id not in forward}
    for name in entered:
        if name not in extra:
            known = ", ".join(extra)
            raise InputError("There is no input called {name} here; there are {known}.", name=name, known=known)
    return {**forward, **{id: _array(x, entered) for id, x in extra.items()}}


def is_of_training(id: str) -> bool:
    """Whether an input belongs to a backward pass or a loss."""
    return is_gradient(id) or id == TARGET


def _array(x: Input, entered: Mapping[str, Any]) -> Array:
    shape = tuple(map(int, x.shape))
    if x.id not in entered:
        if x.gradient_of:
            return np.ones(shape)
        axes = " × ".join(map(str, shape))
        raise InputError("{name} is missing: enter a matrix of {axes}.", name=x.id, axes=axes)
    if len(shape) == 2:
        return np.asarray(checked_matrix(x, entered[x.id]))
    found = real_numbers(x.id, entered[x.id])
    if found.shape != shape:
        got, want = " × ".join(map(str, found.shape)), " × ".join(map(str, shape))
        raise InputError("{name} is {got} but must be {want}.", name=x.id, got=got, want=want)
    return found


def gradients_named(program: Program) -> dict[str, str]:
    """Ids of gradients by the names that PyTorch's users give them: "W_q.grad" for the gradient of W_q."""
    things = {**program.inputs, **program.steps}
    return {f"{id}.grad": gradient_id(id) for id in things if gradient_id(id) in program.steps}
