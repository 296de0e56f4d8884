"""What operations say of values: whole numbers however the numbers they read are rounded; none below 0."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from engine.expression.node import Node, is_indicator
from engine.program import Program

COUNTING = frozenset(("rank", "place", "greater", "equal", "causal", "count"))
NOT_BELOW_0 = frozenset(("rank", "place", "greater", "equal", "causal", "softmax", "exp", "sigmoid", "relu", "sqrt"))
KEEPING = frozenset(("add", "sub", "mul", "neg", "sum", "transpose", "part", "concat", "reshape"))


@lru_cache(maxsize=256)
def counting(program: Program) -> frozenset[str]:
    """The steps of a program that only count, by id."""
    found: set[str] = set()
    for step in program.steps.values():
        if is_whole(step.expr, found):
            found.add(step.id)
    return frozenset(found)


def is_whole(node: Node, known: Collection[str] = ()) -> bool:
    """True for comparisons as 1 and 0, ranks and positions, and for sums and products of these and whole numbers.

    `known` are the steps that are whole themselves.
    """
    if node.op == "ref":
        return node.params[0] in known
    if node.op == "number":
        return float(node.params[0]).is_integer()
    kept = node.op in KEEPING and all(is_whole(part, known) for part in node.args)
    return kept or node.op in COUNTING or is_indicator(node)


def never_negative(node: Node) -> bool:
    """True for expressions whose operations give nothing below 0, such as attention weights, gates and ranks."""
    if node.op == "number":
        return float(node.params[0]) >= 0
    products = node.op in ("mul", "add") and all(map(never_negative, node.args))
    return products or node.op in NOT_BELOW_0 or is_indicator(node)
