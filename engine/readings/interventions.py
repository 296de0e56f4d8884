"""Interventions: what a computation gives with a head cut or a gate held, everything after it computed anew.

Heads were cut to see what they contribute by Michel et al. 2019, gates looked at one by one by Karpathy et al. 2015.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import ids
from engine.execution.run import Trace, run
from engine.expression.cell import Index
from engine.program import Program
from engine.readings.heads import allowed, has_heads
from engine.readings.moments import tracks


@dataclass(frozen=True)
class Cut:
    """One head cut: equal attention weights over all that each of its queries may attend to; `lead` says which head.

    `axis` is the one along which the weights of a query stand, −2 where tokens are columns.
    """

    step: str
    lead: Index
    axis: int = -1

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps whose numbers it replaces."""
        return (self.step,)

    def applied(self, trace: Trace, step: str) -> Any:
        """The attention weights of all heads, those of this one equal; a row in which nothing is allowed stays 0."""
        found, head = trace[step].copy(), (..., *self.lead, slice(None), slice(None))
        may = allowed(trace, step)[head]
        found[head] = may / np.maximum(may.sum(self.axis, keepdims=True), 1)
        return found


@dataclass(frozen=True)
class Hold:
    """A gate held at a `value` in some `steps`: one unit of it, counted from 0, or all of them where `unit` is None.

    `axis` is the one along which the units stand, −2 where tokens are columns.
    """

    steps: tuple[str, ...]
    value: float
    unit: int | None = None
    axis: int = -1

    def applied(self, trace: Trace, step: str) -> Any:
        """The gate with the unit at the value."""
        gate = trace[step]
        if self.unit is None:
            return np.full_like(gate, self.value)
        found = gate.copy()
        np.moveaxis(found, self.axis, -1)[..., self.unit] = self.value
        return found


Intervention = Cut | Hold


def intervened(trace: Trace, interventions: Iterable[Intervention]) -> Trace:
    """The computation with all of these at once: later ones act on what earlier ones have left.

    Raises KeyError for a step that the program does not have.
    """
    program, inputs = trace.program, {id: trace[id] for id in trace.program.inputs}
    wanted = tuple(interventions)
    for id in (id for what in wanted for id in what.steps):
        program.steps[id]  # raises KeyError before anything is computed
    found, carried = trace, dict[str, Any]()
    for id in program.steps:
        for what in (what for what in wanted if id in what.steps):
            carried[id] = what.applied(found, id)
            found = run(program, inputs, carried)
    return found


def heads(program: Program) -> tuple[tuple[str, Index], ...]:
    """Every head that can be cut, in the order of computation: the step of its attention weights, and which it is."""
    steps = [step for step in program.steps.values() if has_heads(step) and not step.gradient_of]
    return tuple((step.id, lead) for step in steps for lead in np.ndindex(tuple(map(int, step.shape[:-2]))))


def gates(program: Program) -> Mapping[str, tuple[str, ...]]:
    """The gates that can be held: by the id that each has outside time, its steps from the first moment on."""
    found: dict[str, tuple[str, ...]] = {}
    for track in tracks(program):
        for gate in track.gates:
            steps = (track.step(gate, moment) for moment in sorted(track.moments))
            found[ids.written(track.path, gate)] = tuple(step.id for step in steps)
    return found
