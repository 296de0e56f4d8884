"""Expressions that count: whole numbers however the numbers they read are rounded."""

from __future__ import annotations

from engine.expression.node import Node, is_indicator

COUNTING = frozenset(("rank", "place", "greater", "equal", "causal", "count"))
KEEPING = frozenset(("add", "sub", "mul", "neg", "sum", "transpose", "part", "concat", "reshape", "spread"))


def is_whole(node: Node) -> bool:
    """True for comparisons as 1 and 0, ranks and positions, and for sums and products of these and whole numbers."""
    if node.op == "number":
        return float(node.params[0]).is_integer()
    return (
        node.op in COUNTING or is_indicator(node) or (node.op in KEEPING and all(is_whole(part) for part in node.args))
    )
