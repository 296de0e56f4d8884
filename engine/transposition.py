"""Layout conventions (tokens as columns, weights as (out, in)) as rewritings of a finished program.

Mechanisms are written for tokens as rows and weights as (in, out) only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from engine.expression.node import Node, apply, ref, substituted
from engine.expression.shapes import turned
from engine.program import Input, Program, Renewal, Step


def tokens_as_columns(program: Program) -> Program:
    """The program with every matrix transposed and every product reversed: C = V softmax(KᵀQ)."""
    result = program.empty({id: _turned(x) for id, x in program.inputs.items()})
    for step in program.steps.values():
        result.add(_rewritten(step, _mirrored))
    return result


def weights_turned(program: Program) -> Program:
    """The program with weights entered as (out, in), as in PyTorch's nn.Linear, and transposed where they are used."""
    weights = {id for id, x in program.inputs.items() if x.role == "weight"}
    inputs = {id: _turned(x) if id in weights else x for id, x in program.inputs.items()}
    turns = {id: ref(id, inputs[id].shape).T for id in weights}
    result = program.empty(inputs)
    for step in program.steps.values():
        result.add(_rewritten(step, partial(substituted, table=turns)))
    return result


def _rewritten(step: Step, rewrite: Callable[[Node], Node]) -> Step:
    wrong = tuple((id, rewrite(node)) for id, node in step.wrong)
    defined, renewal = step.defined and rewrite(step.defined), step.renewal and _renewed(step.renewal, rewrite)
    return replace(step, expr=rewrite(step.expr), wrong=wrong, defined=defined, renewal=renewal)


def _renewed(renewal: Renewal, rewrite: Callable[[Node], Node]) -> Renewal:
    return replace(renewal, kept=renewal.kept and rewrite(renewal.kept), written=rewrite(renewal.written))


def _turned(x: Input) -> Input:
    axes = (*x.axes[:-2], x.axes[-1], x.axes[-2])
    return replace(x, shape=turned(x.shape), axes=axes, picks_along=_other(x.picks_along))


def _mirrored(n: Node) -> Node:
    if n.op == "ref":
        return ref(n.params[0], turned(n.shape))
    return RULES[n.op](n, *map(_mirrored, n.args))


def _other(axis: int) -> int:
    return -3 - axis if axis in (-1, -2) else axis


def _through_transposes(n: Node, *xs: Node) -> Node:
    """Rule for operations whose transposed form is no operation of its own: transpose back, apply, transpose."""
    return apply(n.op, *(x.T if x.shape else x for x in xs), params=n.params).T


def _same_operation(n: Node, *xs: Node) -> Node:
    return apply(n.op, *xs, params=n.params)


def _on_axis(n: Node, *xs: Node) -> Node:
    """Rule for operations along an axis: rows and columns swap. The axis is the first parameter."""
    parameters: tuple[Any, ...] = (_other(n.params[0]), *n.params[1:])
    return apply(n.op, *xs, params=parameters)


SAME = (
    "add sub neg mul div power greater equal larger where square exp log erf sqrt floor sin cos tanh sigmoid relu clip "
    "number transpose"
)

RULES: dict[str, Callable[..., Node]] = {
    **dict.fromkeys(SAME.split(), _same_operation),
    **dict.fromkeys("softmax sum max rank place above part pad concat".split(), _on_axis),
    **dict.fromkeys("split_heads merge_heads take reshape causal count".split(), _through_transposes),
    "spread": lambda n, x: apply(n.op, x, params=(turned(n.params[0]),)),
    "matmul": lambda n, a, b: b @ a,
}
