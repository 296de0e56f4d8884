"""What rounding on scratch paper does to a step: of steps that are not asked, and inside a single formula."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, apply, nodes, rebuilt, ref
from quiz.exercises.sheet import Sheet, spelled_out
from quiz.tolerance import spread

# these only pick, move or mark numbers: nothing new is written down that could be rounded
WITHOUT_ARITHMETIC = frozenset(
    {"transpose", "part", "pad", "concat", "reshape", "spread", "split_heads", "merge_heads", "where", "larger", "ref"}
    | {"greater", "equal", "number", "causal", "count", "rank", "place", "take"}
)
INNER = "\0"  # the name of an inner result, which no step can have


def unasked(sheet: Sheet, step: str, arrays: Mapping[str, Any]) -> Array:
    """The largest change of each cell of a step when those on the way that are not asked are rounded as asked.

    The effects of single numbers are added. A number that has no more decimals is not changed by rounding.
    """
    total = np.zeros(tuple(map(int, sheet.program.steps[step].shape)))
    for id in sheet.on_the_way(step):
        there = evaluate(spelled_out(sheet.program, id, sheet.hidden), arrays)
        rest = tuple(other for other in sheet.hidden if other != id)
        through = spelled_out(sheet.program, step, rest)
        total = total + spread(through, {**arrays, id: there}, {id: lost(there, sheet)})
    return total


def inside(expr: Node, arrays: Mapping[str, Any], sheet: Sheet) -> Array:
    """The largest change of each cell when every inner result of a formula is rounded, such as eˣ in a softmax."""
    total = np.zeros(tuple(map(int, expr.shape)))
    for inner, outer in _parts(expr):
        there = np.atleast_2d(evaluate(inner, arrays))  # √d_k is a single number
        total = total + spread(outer, {**arrays, INNER: there}, {INNER: lost(there, sheet)})
    return total


def lost(array: Array, sheet: Sheet) -> Array:
    """Half a unit where a number has more decimals than the sheet asks for, else 0."""
    with np.errstate(invalid="ignore"):
        fits = np.abs(np.round(array, sheet.decimals) - array) < 1e-9
    return np.where(fits | ~np.isfinite(array), 0.0, sheet.half)


@lru_cache(maxsize=1024)
def _parts(expr: Node) -> tuple[tuple[Node, Node], ...]:
    """Each inner result of a formula that somebody could write down, and the formula that reads it."""
    whole = _spelled(expr)
    inner = {id(n): n for n in nodes(whole) if n.op not in WITHOUT_ARITHMETIC and n is not whole}
    return tuple((n, _reading(whole, n)) for n in inner.values())


def _spelled(node: Node) -> Node:
    """The formula with every softmax as exponentials over their sum."""
    args = tuple(map(_spelled, node.args))
    if node.op != "softmax":
        return rebuilt(node, args)
    exponentials = apply("exp", args[0])
    return exponentials / apply("sum", exponentials, params=node.params)


def _reading(node: Node, inner: Node) -> Node:
    if node is inner:
        return ref(INNER, inner.shape)
    return rebuilt(node, tuple(_reading(arg, inner) for arg in node.args))
