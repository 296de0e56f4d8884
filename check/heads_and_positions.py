"""Mistakes with heads and positions that touch several steps: torn by view, tiled, exponents of their own."""

from __future__ import annotations

from collections.abc import Iterator

from check.rewritten import Rewritten, mistake_id
from engine.expression.functions import concat, merge_heads, part, split_heads, square
from engine.expression.node import Node, apply, nodes, rebuilt
from engine.program import Program

# ---- heads ----


def heads_tiled(p: Program) -> Iterator[Rewritten]:
    """Grouped queries with the shared heads repeated in turn (1, 2, 1, 2) instead of in runs (1, 1, 2, 2)."""
    changes: dict[str, Node] = {}
    for step in p.steps.values():
        n = step.expr
        if n.op == "split_heads" and n.args[0].op == "split_heads":
            x, groups, each = n.args[0].args[0], int(n.args[0].params[0]), int(n.params[0])
            if 1 not in (groups, each):
                changes[step.id] = split_heads(split_heads(_dealt(x, each, groups), groups), each)
        elif n.op == "merge_heads" and n.args[0].op == "merge_heads":
            groups, each = map(int, n.args[0].args[0].shape[-4:-2])
            if 1 not in (groups, each):
                changes[step.id] = _dealt(merge_heads(merge_heads(n.args[0].args[0])), groups, each)
    yield Rewritten(mistake_id("heads", "tiled"), changes)


def heads_reshaped(p: Program) -> Iterator[Rewritten]:
    """Heads taken by view or reshape everywhere: torn apart when they are split, and again when they are merged."""
    split = {s.id: _torn(s.expr) for s in p.steps.values() if s.expr.op == "split_heads"}
    merged = {s.id: _torn(s.expr) for s in p.steps.values() if s.expr.op == "merge_heads"}
    if split and merged:
        yield Rewritten(mistake_id("heads", "reshaped"), split | merged)


def _torn(n: Node) -> Node:
    return apply("reshape", n.args[0], params=(n.args[0].shape, n.shape))


def _dealt(x: Node, outer: int, inner: int) -> Node:
    """Columns in outer × inner blocks, dealt out the other way round."""
    width = int(x.shape[-1]) // (outer * inner)
    blocks = [part(x, -1, k * width, (k + 1) * width) for k in range(outer * inner)]
    return concat(*(blocks[a * inner + b] for b in range(inner) for a in range(outer)), axis=-1)


# ---- positions ----


def exponents_doubled(p: Program) -> Iterator[Rewritten]:
    """Sinusoidal positions whose exponents are doubled: 4i for both columns of a pair, or twice the column."""
    rates = next((step for step in p.steps.values() if _base_and_width(step.expr)), None)
    for step in p.steps.values() if rates else ():
        operations = {n.op for n in nodes(step.expr)}
        if rates and {"sin", "cos"} <= operations:
            base, width = _base_and_width(rates.expr) or (1.0, 1.0)
            faster = {rates.id: square(rates.expr)}
            yield Rewritten(mistake_id("positions", "exponent_doubled"), faster)
            every = {**faster, step.id: _slower(step.expr, base ** (-2 / width))}
            yield Rewritten(mistake_id("positions", "by_column"), every)


def _base_and_width(n: Node) -> tuple[float, float] | None:
    """b and d of 1 / b^(2i/d); None for any other formula."""
    if n.op == "div" and n.args[1].op == "power" and n.args[1].args[0].op == "number":
        exponent = n.args[1].args[1]
        if exponent.op == "div" and exponent.args[1].op == "number":
            return float(n.args[1].args[0].params[0]), float(exponent.args[1].params[0])
    return None


def _slower(n: Node, by: float) -> Node:
    args = tuple(_slower(arg, by) for arg in n.args)
    if n.op == "cos":
        return rebuilt(n, (args[0] * by,))
    return rebuilt(n, args)
