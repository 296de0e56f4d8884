"""Warnings about a computed program: numbers that need an explanation, with the step where each first appears.

Fully masked rows (zeros by definition), a large negative mask that does not mask, division by 0, overflow, saturated
softmax and gates. Which scores are masked is read off the mask, never off their size. Steps that only inherit a NaN or
an infinity are not reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from engine.arrays import Array
from engine.execution.run import Trace, evaluate
from engine.expression.cell import Index
from engine.expression.node import Node, names, nodes
from engine.program import Step
from engine.readings.formulas.plain import plain
from engine.readings.numbers import fixed

SATURATED = 0.999  # attention weight above which a softmax counts as saturated
FLAT = 1e-4  # derivative below which a gate or a tanh counts as saturated
MASKING = -1e3  # what a mask of numbers adds where it masks is below this; a bias is not
SHOWN = 3  # cells listed in a message


class Notice:
    """Warning about one step: an id for its kind, and a message as a template with values, for translation."""

    def __init__(self, template: str, id: str, step: str, **values: object) -> None:
        """`template` is the message id; `values` fill it. `step` is the step's id."""
        self.template, self.id, self.step, self.values = template, id, step, values

    def __str__(self) -> str:
        """The message in English."""
        return self.template.format(**self.values)


def notices(trace: Trace) -> tuple[Notice, ...]:
    """All warnings about a trace, in the order of its steps; a batch is checked as a whole."""
    found: list[Notice] = []
    troubled: set[str] = set()
    with np.errstate(all="ignore"):
        for step in trace.program.steps.values():
            told = list(_without_value(trace, step, troubled))
            found += told or [*_about_softmax(trace, step), *_about_gate(trace, step)]
    return tuple(found)


def cells(trace: Trace, step: str, bad: Array, line: int | None = None) -> str:
    """Cells where `bad` is True, as text with indices from 1: "A[2,1], A[3,1], …", at most three of them.

    `line` is an axis to be shown as "·", so that a whole line reads "A[2,·]".
    """
    name, shape = plain(trace.program[step].symbol), trace.program[step].shape
    places = (tuple(map(int, place)) for place in np.argwhere(bad))
    shown = [f"{name}{_written(place[-len(shape) :], shape, line)}" for place in islice(places, SHOWN)]
    return ", ".join(shown) + (", …" if np.count_nonzero(bad) > SHOWN else "")


def _written(place: Index, shape: tuple[int, ...], line: int | None) -> str:
    marks = [str(k + 1) for k in place]
    if line is not None:
        marks[line] = "·"
    marks = [mark for mark, n in zip(marks, shape, strict=True) if n > 1]
    return f"[{','.join(marks)}]" if marks else ""


# ---- numbers without a value ----


def _without_value(trace: Trace, step: Step, troubled: set[str]) -> Iterator[Notice]:
    """Warning for NaN or for an infinity that no mask wrote, at the first step that has it."""
    array = np.asarray(trace[step.id])
    if array.dtype == bool or np.isfinite(array).all():
        return
    bad = np.isnan(array) | (array == np.inf) | ((array == -np.inf) & (not _masks(trace, step)))
    if not bad.any():
        return
    first = troubled.isdisjoint(names(step.expr))
    troubled.add(step.id)
    if first:
        tell = next((tell for caused, tell in CAUSES if caused(trace, step.expr)), _overflow)
        value = fixed(float(array[bad][0]), 0)
        yield tell(step.id, cells(trace, step.id, bad), value)


def _masks(trace: Trace, step: Step) -> bool:
    """True if −∞ is intended in this step: written by a mask, or read from a masked step."""
    if any(n.op == "number" and n.params[0] == -np.inf for n in nodes(step.expr)):
        return True
    read = (trace.program.steps[name] for name in names(step.expr) if name in trace.program.steps)
    return any((np.asarray(trace[s.id]) == -np.inf).any() and _masks(trace, s) for s in read)


def _divides_by_0(trace: Trace, expr: Node) -> bool:
    return any((evaluate(n.args[1], trace.arrays) == 0).any() for n in nodes(expr) if n.op == "div")


def _divides_by_no_deviation(trace: Trace, expr: Node) -> bool:
    """True if a divisor of 0 is a square root: the standard deviation in a normalisation."""
    return any(
        (evaluate(n.args[1], trace.arrays) == 0).any() and _is_root(trace, n.args[1])
        for n in nodes(expr)
        if n.op == "div"
    )


def _is_root(trace: Trace, node: Node) -> bool:
    read = (trace.program.steps[name].expr for name in names(node) if name in trace.program.steps)
    return any(n.op == "sqrt" for part in (node, *read) for n in nodes(part))


def _takes_log_of_0(trace: Trace, expr: Node) -> bool:
    return any((evaluate(n.args[0], trace.arrays) == 0).any() for n in nodes(expr) if n.op == "log")


def _no_variance(step: str, cells: str, value: str) -> Notice:
    return Notice(
        "{cells} = {value}: all numbers of the line are the same, so it divides by a variance of 0; ε must not be 0.",
        "zero_variance",
        step,
        cells=cells,
        value=value,
    )


def _division(step: str, cells: str, value: str) -> Notice:
    return Notice("{cells} = {value}: it divides by 0.", "divided_by_zero", step, cells=cells, value=value)


def _logarithm(step: str, cells: str, value: str) -> Notice:
    return Notice("{cells} = {value}: it takes the logarithm of 0.", "log_of_zero", step, cells=cells, value=value)


def _overflow(step: str, cells: str, value: str) -> Notice:
    return Notice(
        "{cells} = {value}: a number on the way there is too large for the computer, or has no value.",
        "overflow",
        step,
        cells=cells,
        value=value,
    )


CAUSES = (
    (_divides_by_no_deviation, _no_variance),
    (_divides_by_0, _division),
    (_takes_log_of_0, _logarithm),
)


# ---- softmax ----


def _about_softmax(trace: Trace, step: Step) -> Iterator[Notice]:
    found = shares(trace, step)
    if found is None:
        return
    weights, scores, axis = found
    empty = (scores == -np.inf).all(axis, keepdims=True)
    if empty.any():
        yield Notice(
            "{cells}: every key is masked, so the whole line is 0 by definition.",
            "fully_masked",
            step.id,
            cells=cells(trace, step.id, empty, axis),
        )
    masked = masked_cells(trace, step)
    leaks = masked & (scores > -np.inf) & (weights > 0)
    if leaks.any():
        yield Notice(
            "{cells} = {value} although masked: the scores it competes with are just as low. −∞ always masks.",
            "mask_leaks",
            step.id,
            cells=cells(trace, step.id, leaks),
            value=fixed(float(weights[leaks][0]), 4),
        )
    contested = ((scores > -np.inf) & ~masked).sum(axis, keepdims=True) > 1
    full = (weights > SATURATED) & contested
    if full.any():
        yield Notice(
            "{cells} = {value}: the softmax is saturated; almost no gradient passes through this line.",
            "saturated",
            step.id,
            cells=cells(trace, step.id, full),
            value=fixed(float(weights[full][0]), 4),
        )


def masked_cells(trace: Trace, step: Step) -> Array:
    """Cells of a softmax whose score a mask has lowered, by replacing or by adding; a boolean array of its shape."""
    found = np.zeros(np.shape(trace[step.id]), bool)
    for node in _written_out(trace, step.expr):
        if node.op == "where" and node.args[2].op == "number" and node.args[2].params[0] < MASKING:
            found = found | np.broadcast_to(evaluate(node.args[0], trace.arrays) == 0, found.shape)
        elif node.op == "where" and node.args[1].op == "number" and node.args[1].params[0] < MASKING:
            found = found | np.broadcast_to(evaluate(node.args[0], trace.arrays) != 0, found.shape)
        elif node.op == "ref" and _adds_a_mask(trace, node.params[0]):
            found = found | np.broadcast_to(np.asarray(trace[node.params[0]]) < MASKING, found.shape)
    return found


def _adds_a_mask(trace: Trace, id: str) -> bool:
    return id in trace.program.inputs and trace.program.inputs[id].role == "added_mask"


def _written_out(trace: Trace, expr: Node) -> Iterator[Node]:
    """The nodes of an expression, and those of the steps it reads, each step once; nothing below a matrix product.

    What a product was made of has no mask of these scores: along time it would lead through every state before.
    """
    waiting, entered = [expr], set[str]()
    while waiting:
        node = waiting.pop()
        yield node
        if node.op == "ref" and node.params[0] in trace.program.steps and node.params[0] not in entered:
            entered.add(node.params[0])
            waiting.append(trace.program.steps[node.params[0]].expr)
        elif node.op not in ("ref", "matmul"):
            waiting += node.args


def _about_gate(trace: Trace, step: Step) -> Iterator[Notice]:
    """Warning for a σ or tanh so far out that hardly any gradient passes."""
    derivative = {"sigmoid": lambda y: y * (1 - y), "tanh": lambda y: 1 - y * y}.get(step.expr.op)
    if derivative is None:
        return
    array = np.asarray(trace[step.id])
    flat = derivative(array) < FLAT
    if flat.any():
        yield Notice(
            "{cells} = {value}: saturated; almost no gradient passes through here.",
            "saturated_gate",
            step.id,
            cells=cells(trace, step.id, flat),
            value=fixed(float(array[flat][0]), 4),
        )


def shares(trace: Trace, step: Step) -> tuple[Array, Array, int] | None:
    """Outputs of a softmax, its input scores and its axis; None if the step is no softmax.

    The softmax may be one operation or written out as exponentials divided by their sum. Both arrays have one shape.
    """
    expr = step.expr
    if expr.op == "softmax":
        return np.asarray(trace[step.id]), evaluate(expr.args[0], trace.arrays), expr.params[0]
    by_hand = expr.op == "div" and all(x.op == "ref" and x.params[0] in trace.program.steps for x in expr.args)
    if not by_hand:
        return None
    above, below = (trace.program.steps[x.params[0]] for x in expr.args)
    if below.expr.op != "sum" or below.expr.args[0].op != "ref" or names(below.expr) != [above.id]:
        return None
    if above.expr.op != "exp":
        return None
    inside = above.expr.args[0]
    scores = inside.args[0] if inside.op == "sub" else inside
    return np.asarray(trace[step.id]), evaluate(scores, trace.arrays), below.expr.params[0]
