"""Whether two misconceptions are one mistake made again: at another time, in another gate, head, layer or direction."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from engine import Program
from engine.expression.node import Node, names
from engine.ids import misconception
from engine.readings.misconceptions import BIASES, EXCHANGED, OF_A_UNIT, RULES, Wrong
from quiz.exercises.sheet import spelled_out

Marks = frozenset[Hashable]
# A product, a sum or a slice stands for something else in every formula: their mistakes are the same only where the
# formulas are alike. Any other mistake says by its id alone what was done: sqrt.no_root, softmax.other_axis.
BY_FORMULA = frozenset({"add", "sub", "mul", "div", "neg", "matmul", "transpose", "part", "concat", "sum", "max"})


@lru_cache(maxsize=8192)
def signs(program: Program, step: str, hidden: tuple[str, ...], wrong: Wrong) -> Marks:
    """What a misconception at a step is recognised by: two are the same mistake if they share one of these."""
    id = misconception(wrong.id)
    if id.kind == EXCHANGED:
        found: set[Hashable] = {(EXCHANGED, frozenset(id.details))}
        form = _form(spelled_out(program, step, hidden), program)
        # its two factors exchanged, a gradient of weights is transposed, whatever the factors are
        return frozenset({*found, (EXCHANGED, form)} if form == OF_WEIGHTS else found)
    if id.kind in OF_A_UNIT:
        units = {program.inputs[name].unit for name in names(program.steps[step].expr) if name in program.inputs}
        return frozenset((id.kind, frozenset({unit, *id.details})) for unit in units - {""})
    if id.kind == BIASES:
        return frozenset({("left out", "bias")})
    if id.kind not in BY_FORMULA:
        # tanh for σ in one gate and σ for tanh in another are functions confused once
        what = frozenset({id.kind, *id.details}) if RULES.keys() >= set(id.details) else wrong.id
        return frozenset({("done", what)})
    formula = spelled_out(program, step, hidden)
    found = {(wrong.id, program.steps[step].name), (wrong.id, _form(formula, program))}
    found.update(("left out", called) for called in _dropped(formula, wrong.expr, program))
    return frozenset(found)


@lru_cache(maxsize=8192)
def _form(node: Node, program: Program) -> Hashable:
    """The shape of a formula: its operations, with every name replaced by what it is; σ and tanh are alike."""
    if node.op == "ref":
        return _role(node.params[0], program)
    op = "squashed" if node.op in ("sigmoid", "tanh") else node.op
    return (op, tuple(_form(arg, program) for arg in node.args))


OF_WEIGHTS = ("matmul", (("transpose", ("value",)), "value"))  # xᵀδ, the gradient of weights


def _role(id: str, program: Program) -> str:
    return program.inputs[id].role if id in program.inputs and program.inputs[id].trained else "value"


def _dropped(right: Node, wrong: Node, program: Program) -> list[Hashable]:
    """What a wrong version leaves out: the role of a trained operand, such as a gate's bias, or the name of a step.

    At most one.
    """
    while right.op == wrong.op and len(right.args) == len(wrong.args):
        pairs = [(a, b) for a, b in zip(right.args, wrong.args, strict=True) if _meaning(a) != _meaning(b)]
        if len(pairs) != 1:
            return []
        ((right, wrong),) = pairs
    kept = _meaning(wrong)
    if kept not in map(_meaning, right.args):
        return []
    left_out = [arg.params[0] for arg in right.args if arg.op == "ref" and _meaning(arg) != kept]
    return [role for id in left_out if (role := _called(id, program)) != "value"]


def _called(id: str, program: Program) -> Hashable:
    return ("step", program.steps[id].name) if id in program.steps else _role(id, program)


@lru_cache(maxsize=8192)
def _meaning(node: Node) -> Hashable:
    return (node.op, node.params, tuple(map(_meaning, node.args)))
