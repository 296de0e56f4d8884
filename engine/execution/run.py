"""Run a program: every step's array. Each step is compiled once to a closure over what is known so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np

from engine.execution.large import array_rule
from engine.expression import rearrange
from engine.expression.node import Node
from engine.expression.ops import OPS
from engine.program import Program

Arrays = Mapping[str, Any]
Compiled = Callable[[Arrays], Any]
Precision = type[np.float64] | type[np.float32]


@dataclass(frozen=True, eq=False)
class Trace:
    """A computed program: its inputs and steps as arrays by id, with any leading axes of a batch."""

    program: Program
    arrays: Arrays

    def __getitem__(self, id: str) -> Any:
        return self.arrays[id]


_DOUBLE, _SINGLE = np.dtype(np.float64), np.dtype(np.float32)


def run(program: Program, inputs: Arrays, carried: Arrays | None = None, dtype: Precision = np.float64) -> Trace:
    """Compute every step. `carried` puts the learner's own arrays in place of steps: all that follows uses them.

    Arrays of floats stay what they are; whole numbers and lists are taken as `dtype`.
    """
    arrays = _floats(inputs, dtype)
    _compute(plan(program, dtype), arrays, _floats(carried, dtype) if carried else {})  # type: ignore[arg-type]
    return Trace(program, arrays)


def _floats(arrays: Arrays, dtype: Precision) -> dict[str, Any]:
    found = dict(arrays)
    for id, x in found.items():  # a plain loop over identities: small runs take microseconds
        kind = getattr(x, "dtype", None)
        if kind is not _DOUBLE and kind is not _SINGLE:
            found[id] = np.asarray(x, dtype)
    return found


@np.errstate(all="ignore")
def _compute(steps: list[tuple[str, Compiled]], arrays: dict[str, Any], carried: Arrays) -> None:
    """Every step in turn. σ(−1000) overflows on its way to an exact 0; what has no value is told by notices."""
    if not carried:
        for step, compute in steps:
            arrays[step] = compute(arrays)
        return
    for step, compute in steps:
        arrays[step] = carried[step] if step in carried else compute(arrays)


def evaluate(node: Node, arrays: Arrays) -> Any:
    """One expression: a misconception or a follow-through."""
    with np.errstate(all="ignore"):
        return np.asarray(_closure(node)(arrays))


@lru_cache(maxsize=8192)
def _closure(node: Node) -> Compiled:
    """Kept, since the same wrong versions are tried on every sheet."""
    return compiled(node, np.float64)


@lru_cache(maxsize=256)
def plan(program: Program, dtype: Precision) -> list[tuple[str, Compiled]]:
    """The steps as closures, in order."""
    return [(step.id, compiled(step.whole, dtype)) for step in program.steps.values()]


def compiled(node: Node, dtype: Precision) -> Compiled:
    """The node as a function of the arrays known so far."""
    if node.op == "ref":
        return itemgetter(node.params[0])
    if constant(node):
        value = constant_value(node, dtype)
        return lambda arrays: value
    if node.op == "part":
        return _cut(compiled(node.args[0], dtype), rearrange.cut(*node.params))
    if not node.params and [arg.op for arg in node.args] == ["ref", "ref"]:
        return _of_two_names(array_rule(node), *(arg.params[0] for arg in node.args))
    return _called(array_rule(node), node.params, [compiled(arg, dtype) for arg in node.args])


def _of_two_names(f: Callable[..., Any], left: str, right: str) -> Compiled:
    """The commonest operation of all, an operation on two named steps, with no call in between."""
    return lambda arrays: f(arrays[left], arrays[right])


def _cut(inner: Compiled, place: tuple[Any, ...]) -> Compiled:
    """A slice known ahead: sequences cut many small pieces."""
    return lambda arrays: inner(arrays)[place]


def _called(f: Callable[..., Any], params: tuple[Any, ...], args: list[Compiled]) -> Compiled:
    """f over its compiled operands; the common arities are spelled out because they are faster."""
    match args, params:
        case [a], ():
            return lambda arrays: f(a(arrays))
        case [a], (p,):
            return lambda arrays: f(a(arrays), p)
        case [a], (p, q, r):
            return lambda arrays: f(a(arrays), p, q, r)
        case [a, b], ():
            return lambda arrays: f(a(arrays), b(arrays))
    return lambda arrays: f(*[a(arrays) for a in args], *params)


def constant(node: Node) -> bool:
    """Whether no step or input is read anywhere inside."""
    return node.op != "ref" and all(map(constant, node.args))


def constant_value(node: Node, dtype: Precision) -> Any:
    """Scalars stay Python floats and arrays take the run's type, so that float32 stays float32."""
    value = OPS[node.op].array(*[constant_value(arg, np.float64) for arg in node.args], *node.params)
    if np.ndim(value) == 0:
        return float(value)
    return value if value.dtype == bool else value.astype(dtype)
