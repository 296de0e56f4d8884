"""Computation that starts in the middle: a program in which some steps are given instead of computed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np

from engine.errors import InputError
from engine.expression.dim import named
from engine.expression.node import names
from engine.program import Input, Program, Renewal, Step


def with_given(program: Program, given: Collection[str]) -> Program:
    """The program with these steps as inputs, without the steps and inputs that only led to them.

    Raises KeyError for an unknown step.
    """
    inputs = {id: _as_input(program.steps[id]) for id in program.steps if id in given}
    if missing := set(given) - set(inputs):
        raise KeyError(min(missing))
    needed = _needed(program, inputs)
    there = {**{id: x for id, x in program.inputs.items() if id in needed}, **inputs}
    known = {*there, *needed}
    result = program.empty({id: _beside(x, known) for id, x in there.items()})
    for step in program.steps.values():
        if step.id in needed and step.id not in inputs:
            result.add(_reading(step, known))
    return result


def can_be_given(program: Program) -> list[str]:
    """The steps that something is computed from and that are single matrices, as what is typed is."""
    read = set().union(*map(_read, program.steps.values()))
    return [id for id, step in program.steps.items() if id in read and len(step.shape) == 2]


def given_array(x: Input, rows: Any) -> np.ndarray[Any, Any]:
    """A given step's matrix as an array; raises InputError where it has another shape or a cell is no number."""
    array, wanted = np.array(rows, dtype=np.float64), tuple(map(int, x.shape))
    if array.shape != wanted:
        shape = "×".join(map(str, wanted))
        raise InputError("{name} has to be a matrix of {shape}.", name=x.id, shape=shape)
    if np.isnan(array).any():
        raise InputError("{name} has a cell that is no number.", name=x.id)
    return array


def _needed(program: Program, given: Collection[str]) -> set[str]:
    """What is still computed or read: the steps that nothing is computed from, and all that they are computed from."""
    read = {id: _read(step) for id, step in program.steps.items()}
    last = set(program.steps) - set().union(*read.values())
    needed, waiting = set[str](), [*last]
    while waiting:
        id = waiting.pop()
        if id not in needed:
            needed.add(id)
            waiting += [] if id in given else read.get(id, ())
    return needed


def _read(step: Step) -> set[str]:
    return {*names(step.expr), *(names(step.defined) if step.defined else ())}


def _as_input(step: Step) -> Input:
    axes = tuple(named(n).name or str(int(n)) for n in step.shape)
    return Input(step.name, step.path, step.symbol, step.shape, "data", axes, gradient_of=step.gradient_of)


def _beside(x: Input, known: Collection[str]) -> Input:
    """The input, beside those weights that are still there."""
    return replace(x, counterparts=tuple((unit, id) for unit, id in x.counterparts if id in known))


def _reading(step: Step, known: Collection[str]) -> Step:
    """The step, with those of its mistakes that read what is still there."""
    wrong = tuple((id, node) for id, node in step.wrong if known.issuperset(names(node)))  # type: ignore[attr-defined]
    previous, renewal = step.previous if step.previous in known else "", step.renewal
    return replace(step, wrong=wrong, previous=previous, renewal=renewal if renewal and _told(renewal, known) else None)


def _told(renewal: Renewal, known: Collection[str]) -> bool:
    """Whether everything that the state is renewed from is still there."""
    return all(name in known for part in (renewal.kept, renewal.written) if part for name in names(part))
