"""Wrong versions of a step, found by rewriting its operations and its references.

An id says what was done ("sqrt.no_root", "exchanged.forget_gate.input_gate"); content says it in words.
What a rewriting cannot find, because it adds something, a mechanism lists beside its formula (Step.wrong).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import combinations
from typing import NamedTuple

from engine.errors import ShapeError
from engine.expression.functions import part, softmax, total, where
from engine.expression.node import Node, apply, names, rebuilt, substituted
from engine.ids import BACKWARD, written
from engine.program import Group, Input, Program, Step


class Wrong(NamedTuple):
    """One wrong version of one step."""

    id: str
    expr: Node


Rewrite = Callable[[Node, Program], Node]
GRADIENT_MARK = f"{BACKWARD}_"  # before the name of what a gradient belongs to, in the id of a misconception
INVISIBLE = 1e-3  # a constant that changes no printed number


# ---- by operation ----


def first(n: Node, p: Program) -> Node:
    return n.args[0]


def second(n: Node, p: Program) -> Node:
    return n.args[1]


def without(k: int) -> Rewrite:
    """One summand dropped, unless nobody would see it: the ε of a norm."""

    def rewrite(n: Node, p: Program) -> Node:
        dropped = n.args[k]
        if dropped.op == "number" and abs(dropped.params[0]) < INVISIBLE:
            raise ShapeError("{value} is too small to be missed.", value=dropped.params[0])
        return n.args[1 - k]

    return rewrite


def instead(op: str) -> Rewrite:
    return lambda n, p: apply(op, *n.args)


def turned(n: Node, p: Program) -> Node:
    return apply(n.op, *reversed(n.args), params=n.params)


def woven(n: Node, p: Program) -> Node:
    """Every h-th column to a head instead of adjacent ones."""
    heads, _, width = _cut(n)
    if 1 in (heads, width):
        raise ShapeError("There is only one way to give {columns} columns to heads.", columns=heads * width)
    return apply(n.op, *n.args, params=(*n.params[:-1], not n.params[-1]))


def reshaped(n: Node, p: Program) -> Node:
    """The numbers poured into the shape in row order, so that tokens are torn apart."""
    heads, rows, _ = _cut(n)
    if 1 in (heads, rows):
        raise ShapeError("A single row or head is not torn apart by reshaping.")
    return apply("reshape", *n.args, params=(n.args[0].shape, n.shape))


def _cut(n: Node) -> tuple[int, ...]:
    """Heads, rows, and columns of one head, of split_heads or merge_heads."""
    return tuple(map(int, (n if n.op == "split_heads" else n.args[0]).shape[-3:]))


def neighbour(by: int) -> Rewrite:
    """The piece beside it: another gate's columns, another token's row."""

    def rewrite(n: Node, p: Program) -> Node:
        axis, start, stop = n.params
        return part(n.args[0], axis, start + by * (stop - start), stop + by * (stop - start))

    return rewrite


def mask_after(n: Node, p: Program) -> Node:
    """softmax(where(keep, x, −∞)) → where(keep, softmax(x), 0), also when the masked scores are a step of their own."""
    x = n.args[0]
    x = p.steps[x.params[0]].expr if x.op == "ref" and x.params[0] in p.steps else x
    if x.op != "where":
        raise ShapeError("There is no mask here.")
    return where(x.args[0], softmax(x.args[1], *n.params), 0)


def overwritten(n: Node, p: Program) -> Node:
    """The oldest cached row gives way to the new one."""
    (past, *new), axis = n.args, n.params[0]
    return apply("concat", part(past, axis, 1, past.shape[axis]), *new, params=n.params)


def no_exponential(n: Node, p: Program) -> Node:
    """Divided by the sum without taking e to the power first."""
    x, axis = n.args[0], n.params[0]
    if x.shape[axis] == 1:
        raise ShapeError("A lone share is 1 either way.")
    return x / total(x, axis)


def other_axis(n: Node, p: Program) -> Node:
    if _single(n.args[0]):
        raise ShapeError("A single number has only itself along either axis.")
    return apply(n.op, *n.args, params=(-3 - n.params[0],))


RULES: dict[str, dict[str, Rewrite]] = {
    "add": {"without_left": without(0), "without_right": without(1), "multiplied": instead("mul")},
    "sub": {"turned": turned, "added": instead("add")},
    "mul": {"without_left": second, "without_right": first, "added": instead("add")},
    "div": {"not_divided": first, "multiplied": instead("mul")},
    "neg": {"sign": first},
    "square": {"not_squared": first},
    "sqrt": {"no_root": first},
    "exp": {"no_exp": first},
    "log": {"no_log": first},
    "erf": {"left_out": first, "tanh": instead("tanh")},
    "sin": {"cos": instead("cos")},
    "cos": {"sin": instead("sin")},
    "tanh": {"left_out": first, "sigmoid": instead("sigmoid")},
    "sigmoid": {"left_out": first, "tanh": instead("tanh")},
    "relu": {"left_out": first},
    "where": {
        "not_masked": second,
        "masked_with_0": lambda n, p: where(n.args[0], n.args[1], 0),
        "inverted": lambda n, p: where(n.args[0], n.args[2], n.args[1]),
        "transposed": lambda n, p: where(n.args[0].T, *n.args[1:]),
    },
    "matmul": {
        "turned": turned,
        "left_transposed": lambda n, p: n.args[0].T @ n.args[1],
        "right_transposed": lambda n, p: n.args[0] @ n.args[1].T,
    },
    "softmax": {"other_axis": other_axis, "left_out": first, "mask_after": mask_after, "no_exp": no_exponential},
    "sum": {"other_axis": other_axis},
    "max": {"other_axis": other_axis},
    "transpose": {"not_transposed": first},
    "split_heads": {"interleaved": woven, "only_reshaped": reshaped},
    "merge_heads": {"interleaved": woven, "only_reshaped": reshaped},
    "part": {"next": neighbour(1), "previous": neighbour(-1)},
    "concat": {"not_appended": first, "turned": turned, "overwritten": overwritten},
    **{op: {} for op in ("power", "greater", "pad", "spread", "reshape", "number", "causal", "count")},
}


def rewritten(node: Node, p: Program) -> Iterator[Wrong]:
    """One operation of the expression done wrong, at any depth. What fits no shapes nobody can have computed."""
    for slip, rewrite in RULES[node.op].items() if node.op != "ref" else ():
        yield from fitting(f"{node.op}.{slip}", partial(rewrite, node, p))
    for k, arg in enumerate(node.args):
        for id, wrong in rewritten(arg, p):
            yield from fitting(id, partial(rebuilt, node, (*node.args[:k], wrong, *node.args[k + 1 :])))


def fitting(id: str, make: Callable[[], Node]) -> Iterator[Wrong]:
    """The wrong version, if its shapes fit."""
    try:
        yield Wrong(id, make())
    except ShapeError:
        return


# ---- by reference ----


def exchanged(step: Step, p: Program) -> Iterator[Wrong]:
    """Two values of one shape taken for each other: i and f, h and C, K and V."""
    values = [name for name in names(step.expr) if not _trained(name, p)]
    for a, b in combinations(values, 2):
        if p[a].shape == p[b].shape:
            swapped = substituted(step.expr, {a: p.ref(b), b: p.ref(a)})
            yield Wrong(f"exchanged.{_called(p[a])}.{_called(p[b])}", swapped)


def stale(step: Step, p: Program) -> Iterator[Wrong]:
    """The value of the round before: old cell state, old cache."""
    for name in names(step.expr):
        older = before(p[name], p)
        if older is not None:
            yield from fitting(f"stale.{p[name].name}", partial(substituted, step.expr, {name: p.ref(older)}))


def misfiled(step: Step, p: Program) -> Iterator[Wrong]:
    """Another gate's weights: W_f, U_f, b_f read as W_i, U_i, b_i; where a step reads several gates', the last's."""
    read = (p.inputs[name] for name in names(step.expr) if name in p.inputs)
    mine = {x.counterparts: x for x in read if x.unit}
    for other in dict.fromkeys(unit for beside in mine for unit, _id in beside):
        table = {x.id: dict(beside).get(other, "") for beside, x in mine.items()}
        if all(x.unit != other for x in mine.values()) and all(_alike(name, to, p) for name, to in table.items()):
            yield Wrong(f"weights_of.{other}", substituted(step.expr, {name: p.ref(to) for name, to in table.items()}))


def _called(thing: Input | Step) -> str:
    """A gradient has the name of what it is the gradient of; here the two must be told apart."""
    return f"{GRADIENT_MARK}{thing.name}" if thing.gradient_of else thing.name


def _trained(name: str, p: Program) -> bool:
    return name in p.inputs and p.inputs[name].role in ("weight", "bias")


def _alike(name: str, to: str, p: Program) -> bool:
    return to in p.inputs and p[to].shape == p[name].shape


def before(thing: Input | Step, p: Program) -> str | None:
    """The same step one round earlier; in a single step, the state that it replaces.

    A gradient comes from the round after and has none.
    """
    if isinstance(thing, Step) and thing.previous:
        return thing.previous
    *outer, last = thing.path or (Group(""),)
    if last.index is None or thing.gradient_of:
        return None
    # of a sequence read from its end, the round before has the higher index
    for index in (last.index - 1, last.index + 1):
        earlier = written((*outer, Group(last.kind, index)), thing.name)
        if _precedes(earlier, thing.id, p):
            return earlier
    return None


def _precedes(earlier: str, later: str, p: Program) -> bool:
    """Whether a step of this id is computed before the other."""
    return next((id for id in p.steps if id in (earlier, later)), later) == earlier


# ---- together ----


def wrong_versions(program: Program, step: str, blank: tuple[str, ...] = ()) -> tuple[Wrong, ...]:
    """Every wrong version of a step that fits and is another formula. Raises KeyError for an unknown step.

    Steps the learner left blank are spelled out in place first (the latest first), so that a mistake made inside
    them is found here. Of versions that say the same (i and f exchanged, C and C̃ exchanged) the first stands for all.
    """
    return _wrong_versions(program, step, blank)


@lru_cache(maxsize=4096)
def _wrong_versions(program: Program, step: str, blank: tuple[str, ...]) -> tuple[Wrong, ...]:
    found = program.steps[step]
    for name in blank:
        found = replace(found, expr=substituted(found.expr, {name: program.steps[name].expr}))
    made = (rewritten(found.expr, program), exchanged(found, program), stale(found, program), misfiled(found, program))
    listed = [Wrong(id, expr) for id, expr in found.wrong]
    different = {meaning(found.expr): Wrong("", found.expr)}
    for wrong in (*listed, *(wrong for source in made for wrong in source)):
        if len(wrong.expr.shape) == len(found.shape):
            different.setdefault(meaning(wrong.expr), wrong)
    return tuple(different.values())[1:]


def meaning(node: Node) -> Hashable:
    """The expression as a value to compare; the order of summands and factors does not count.

    A single number is its own transpose, and two rows have the same dot product either way round.
    """
    if node.op == "transpose" and _single(node):
        return meaning(node.args[0])
    args: tuple[Hashable, ...] = tuple(map(meaning, node.args))
    if node.op == "matmul" and _single(node):
        return ("dot", tuple(sorted((args[0], meaning(node.args[1].T)), key=repr)))
    if node.op in ("add", "mul"):
        args = tuple(sorted(args, key=repr))
    return (node.op, args, node.params)


def _single(node: Node) -> bool:
    return node.shape[-2:] == (1, 1)


def with_mistake(program: Program, wrong: Mapping[str, Node]) -> Program:
    """The whole program with some steps done wrong; shapes that change are followed through.

    Raises ShapeError where a later step cannot be computed any more.
    """
    result = program.empty(program.inputs)
    for step in program.steps.values():
        expr = wrong.get(step.id, step.expr)
        result.add(replace(step, expr=substituted(expr, {name: result.ref(name) for name in names(expr)})))
    return result
