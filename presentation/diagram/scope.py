"""What one diagram shows: a moment, a layer, or a whole program; together the diagrams show every step once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from engine.expression.node import names
from engine.program import Program, Step
from engine.readings.moments import place_of


@dataclass(frozen=True, eq=False)
class Scope:
    """The steps of one diagram in order, and what they read from outside: inputs that are not trained, other steps.

    `rows` are the steps that stand side by side in one row, as those of a normalisation do; each is a row's steps.
    """

    steps: tuple[Step, ...]
    ports: tuple[str, ...]
    rows: tuple[tuple[Step, ...], ...]


@lru_cache(maxsize=64)
def scopes(program: Program) -> tuple[Scope, ...]:
    """The diagrams of a program, in the order of their first steps."""
    found: dict[Hashable, list[Step]] = {}
    for step in program.steps.values():
        found.setdefault(_key(step), []).append(step)
    return tuple(_scope(program, steps) for steps in found.values())


def scope_of(program: Program, step: str) -> Scope:
    """The diagram in which a step stands; raises KeyError for an unknown step."""
    return _by_step(program)[step]


@lru_cache(maxsize=64)
def _by_step(program: Program) -> dict[str, Scope]:
    return {step.id: scope for scope in scopes(program) for step in scope.steps}


def _key(step: Step) -> Hashable:
    """A moment by its place; outside time the layers, forward and backward apart."""
    place = place_of(step)
    return place or (bool(step.gradient_of), tuple(group for group in step.path if group.branch == "layer"))


def _scope(program: Program, steps: list[Step]) -> Scope:
    own = {step.id for step in steps}
    read = dict.fromkeys(id for step in steps for id in names(step.expr) if id not in own)
    ports = tuple(id for id in read if id not in program.inputs or not program.inputs[id].trained)
    rows: list[list[Step]] = []
    for step in steps:
        detail = step.path[-1:] and step.path[-1].branch == "detail"
        if rows and detail and rows[-1][0].path == step.path:
            rows[-1].append(step)
        else:
            rows.append([step])
    return Scope(tuple(steps), ports, tuple(map(tuple, rows)))
