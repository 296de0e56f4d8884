"""Heads beside each other: how spread each one's attention is, its strongest pair, and the average over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any

import numpy as np

from engine.execution.run import Trace, evaluate
from engine.expression.cell import Index
from engine.expression.functions import mean
from engine.expression.node import Node, apply, names, nodes
from engine.program import Program, Step

AVERAGED = "averaged_weights"  # what the step is called that is added


@dataclass(frozen=True)
class HeadSummary:
    """Attention weights of one head in short.

    `entropy` is the mean over the queries in bits, `strongest` the query and the key (from 0) with the largest weight,
    `weight` that weight. A query that may attend to a single key says nothing about a head and is left out where there
    are others.
    """

    lead: Index
    entropy: float
    strongest: tuple[int, int]
    weight: float


def has_heads(step: Step) -> bool:
    """Whether a step holds attention weights of more than one head."""
    return step.meaning == "attention" and any(int(n) > 1 for n in step.shape[:-2])


def allowed(trace: Trace, step: str) -> Any:
    """Where the queries of a step of attention weights may attend: their scores are above −∞.

    The weights do not say it, since softmax gives 0 also where a score is far below another.
    """
    found = _softmax(trace.program.steps[step])
    return trace[step] > 0 if found is None else evaluate(found.args[0], trace.arrays) > -np.inf


def key_axis(step: Step) -> int:
    """The axis along which the keys of a query stand: −2 where tokens are columns, else −1."""
    found = _softmax(step)
    return -1 if found is None or int(found.params[0]) in (-1, len(step.shape) - 1) else -2


def _softmax(step: Step) -> Node | None:
    return next((node for node in nodes(step.expr) if node.op == "softmax"), None)


def summaries(weights: Any, may: Any, axis: int = -1) -> tuple[HeadSummary, ...]:
    """Summary of every head of attention weights (…, n, m), in the order of the leading axes.

    `may` says where a query may attend, as `allowed` gives it; `axis` is that of the keys.
    """
    weights, may = np.moveaxis(weights, axis, -1), np.moveaxis(may, axis, -1)
    return tuple(_summary(weights[lead], may[lead], lead) for lead in np.ndindex(weights.shape[:-2]))


def _summary(weights: Any, may: Any, lead: Index) -> HeadSummary:
    free = may.sum(-1) > 1
    rows = np.flatnonzero(free) if free.any() else np.arange(len(weights))
    chosen = weights[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -np.where(chosen > 0, chosen * np.log2(chosen), 0.0).sum(-1)
    row, column = np.unravel_index(int(np.argmax(chosen)), chosen.shape)
    return HeadSummary(lead, float(bits.mean()), (int(rows[row]), int(column)), float(chosen[row, column]))


def averaged(trace: Trace, step: str) -> tuple[Trace, str] | None:
    """Trace with one more step, the weights averaged over the heads (n×m), and the id of that step.

    None where the program has such a step itself. It is what nn.MultiheadAttention returns as its weights.
    """
    program = trace.program.copy()
    weights = program.steps[step]
    program.path = weights.path
    if any(_is_average(other, weights) for other in program.steps.values()):
        return None
    id = program.step(AVERAGED, "Ā", _average(program, weights)).params[0]
    array = evaluate(program.steps[id].expr, trace.arrays)
    return Trace(program, {**trace.arrays, id: array}), id


def _is_average(other: Step, weights: Step) -> bool:
    """Whether a step is the mean of these weights alone, one matrix of them."""
    sums = any(node.op == "sum" for node in nodes(other.expr))
    return sums and set(names(other.expr)) == {weights.id} and prod(other.shape) == prod(weights.shape[-2:])


def _average(program: Program, weights: Step) -> Node:
    axes = range(-len(weights.shape), -2)
    over_all = reduce(mean, axes, program.ref(weights.id))
    return apply("reshape", over_all, params=(over_all.shape, over_all.shape[-2:]))
