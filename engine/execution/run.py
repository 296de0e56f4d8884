"""Execution of a program: computes the array of every step.

Each step is compiled once to a closure over the arrays computed so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

from engine.errors import InputError
from engine.execution.large import array_rule
from engine.expression import rearrange
from engine.expression.node import Node, is_truth, takes_truths
from engine.expression.ops import OPS
from engine.program import Input, Program, Step

Arrays = Mapping[str, Any]
Compiled = Callable[[Arrays], Any]
Precision = type[np.float64] | type[np.float32]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Trace:
    """Result of a run: a program with the arrays of its inputs and steps by id.

    An array has its program's shape, after any leading batch axes.
    """

    program: Program
    arrays: Arrays

    def __getitem__(self, id: str) -> Any:
        """Array of an input or a step; raises KeyError for an unknown id."""
        return self.arrays[id]


_DOUBLE, _SINGLE = np.dtype(np.float64), np.dtype(np.float32)


def run(program: Program, inputs: Arrays, carried: Arrays | None = None, dtype: Precision = np.float64) -> Trace:
    """Compute every step of a program and return all arrays.

    `inputs` are arrays by input id, with any leading batch axes. `carried` are arrays by step id that replace a step's
    own result, so that later steps use them: a learner's answers. Float32 and float64 arrays keep their type; integers
    and lists are converted to `dtype`.

    Raises InputError for a missing input, an input of another shape, and a carried step that does not exist or has
    another shape.
    """
    arrays = _floats(inputs, dtype)
    _check(program.inputs, arrays)
    if not carried:
        _compute(plan(program, dtype), arrays, {})  # type: ignore[arg-type]
        return Trace(program, arrays)
    answers = _floats(carried, dtype)
    for id in answers:
        if id not in program.steps:
            raise InputError("There is no step called {name} here.", name=id)
    _check({id: program.steps[id] for id in answers}, answers)
    _compute(plan(program, dtype), arrays, answers)  # type: ignore[arg-type]
    return Trace(program, arrays)


def _check(wanted: Mapping[str, Input | Step], arrays: Arrays) -> None:
    """Refuse what is missing and what has another shape, apart from leading batch axes."""
    for id, thing in wanted.items():
        shape = thing.shape
        if id not in arrays:
            raise InputError("{name} is missing: enter a matrix of {axes}.", name=id, axes=_said(shape))
        if arrays[id].shape[-len(shape) :] != shape:
            got = _said(arrays[id].shape)
            raise InputError("{name} is {got} but must be {want}.", name=id, got=got, want=_said(shape))


def _said(shape: Iterable[int]) -> str:
    return " × ".join(str(int(n)) for n in shape) or "1 number"


def _floats(arrays: Arrays, dtype: Precision) -> dict[str, Any]:
    found = dict(arrays)
    for id, x in found.items():  # `is` instead of ==, because small runs take only microseconds
        kind = getattr(x, "dtype", None)
        if kind is not _DOUBLE and kind is not _SINGLE:
            found[id] = np.asarray(x, dtype)
    return found


@np.errstate(all="ignore")
def _compute(steps: list[tuple[str, Compiled]], arrays: dict[str, Any], carried: Arrays) -> None:
    """Add the array of every step to `arrays`, in program order.

    NumPy's warnings are off: σ(−1000) overflows on the way to an exact 0, and NaN and ∞ are reported by notices.
    """
    if not carried:
        for step, compute in steps:
            arrays[step] = compute(arrays)
        return
    for step, compute in steps:
        arrays[step] = carried[step] if step in carried else compute(arrays)


def evaluate(node: Node, arrays: Arrays) -> Any:
    """Value of one expression over known arrays, such as the wrong version of a step."""
    return evaluated((node,), arrays)[0]


@np.errstate(all="ignore")
def evaluated(nodes: Iterable[Node], arrays: Arrays) -> list[Any]:
    """Values of several expressions over the same known arrays."""
    return [np.asarray(closure(node)(arrays)) for node in nodes]


def _kept(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which is not asked twice for one node; the type hints stay, which lru_cache takes away."""
    return cast("Callable[P, R]", lru_cache(maxsize=16384)(function))


@lru_cache(maxsize=8192)
def closure(node: Node) -> Compiled:
    """Compiled expression in float64, cached because the same wrong versions are evaluated in every marking."""
    return _in_numbers(node, np.float64)


@lru_cache(maxsize=256)
def plan(program: Program, dtype: Precision) -> list[tuple[str, Compiled]]:
    """Compiled steps of a program as (step id, closure), in program order; cached."""
    return [(step.id, _in_numbers(step.whole, dtype)) for step in program.steps.values()]


def _in_numbers(node: Node, dtype: Precision) -> Compiled:
    """Closure of a step: truth values are kept as 1 and 0, which later steps can compute with."""
    inner = compiled(node, dtype)
    return (lambda arrays: inner(arrays).astype(dtype)) if is_truth(node) else inner


@_kept
def compiled(node: Node, dtype: Precision) -> Compiled:
    """Closure that computes a node from the arrays known so far, by id; constants are evaluated at once.

    Cached because the wrong versions of a step share most of their parts.
    """
    if node.op == "ref":
        return itemgetter(node.params[0])
    if constant(node):
        value = constant_value(node, dtype)
        return lambda arrays: value
    if node.op == "where":
        keep, *chosen = compiled(node.args[0], dtype), *(_typed(arg, dtype) for arg in node.args[1:])
        return _called(np.where, (), [keep, *chosen])
    if node.op == "part":
        return _cut(compiled(node.args[0], dtype), rearrange.cut(*node.params))
    if not node.params and [arg.op for arg in node.args] == ["ref", "ref"]:
        return _of_two_references(array_rule(node), *(arg.params[0] for arg in node.args))
    operands = [(compiled if takes_truths(node, k) else _in_numbers)(arg, dtype) for k, arg in enumerate(node.args)]
    return _called(array_rule(node), node.params, operands)


def _typed(node: Node, dtype: Precision) -> Compiled:
    """Closure whose plain numbers have the type as well: np.where takes a Python float for a float64."""
    if node.shape or not constant(node):
        return _in_numbers(node, dtype)
    value = dtype(constant_value(node, dtype))
    return lambda arrays: value


def _of_two_references(f: Callable[..., Any], left: str, right: str) -> Compiled:
    """Operation on two named arrays, the most frequent case, without a nested call per operand."""
    return lambda arrays: f(arrays[left], arrays[right])


def _cut(inner: Compiled, place: tuple[Any, ...]) -> Compiled:
    """Slice with an index known in advance: unrolled sequences take many small slices."""
    return lambda arrays: inner(arrays)[place]


def _called(f: Callable[..., Any], params: tuple[Any, ...], args: list[Compiled]) -> Compiled:
    """f over its compiled operands; frequent numbers of operands are spelled out because that is faster."""
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


@_kept
def constant(node: Node) -> bool:
    """True if the expression reads no step and no input."""
    return node.op != "ref" and all(map(constant, node.args))


def constant_value(node: Node, dtype: Precision) -> Any:
    """Value of a constant expression: a Python float for a scalar, an array of type `dtype` otherwise.

    Python floats do not promote float32 arrays to float64. Boolean masks stay boolean.
    """
    value = OPS[node.op].array(*[constant_value(arg, np.float64) for arg in node.args], *node.params)
    if np.ndim(value) == 0:
        return float(value)
    return value if value.dtype == bool else value.astype(dtype)
