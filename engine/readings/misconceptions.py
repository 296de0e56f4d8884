"""Wrong versions of a step, made by rewriting its operations and its references.

An id says what was done ("sqrt.no_root", "exchanged.forget_gate.input_gate"); content describes it in words. Mistakes
that no rewriting produces, because they add something, are listed beside the formula (Step.wrong).
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
from engine.ids import MisconceptionId, gradient_name, written
from engine.program import Group, Input, Program, Step


class Wrong(NamedTuple):
    """Wrong version of a step: the misconception's id and the expression."""

    id: str
    expr: Node


Rewrite = Callable[[Node, Program], Node]
EXCHANGED, STALE, WEIGHTS_OF = "exchanged", "stale", "weights_of"  # kinds that are named after no operation
INVISIBLE = 1e-3  # a constant below this changes no printed number


# ---- by operation ----


def first(n: Node, p: Program) -> Node:
    """Rewriting to the first operand."""
    return n.args[0]


def second(n: Node, p: Program) -> Node:
    """Rewriting to the second operand."""
    return n.args[1]


def without(k: int) -> Rewrite:
    """Rewriting that drops operand k; raises ShapeError for a constant too small to notice, such as the ε of a norm."""

    def rewrite(n: Node, p: Program) -> Node:
        dropped = n.args[k]
        if dropped.op == "number" and abs(dropped.params[0]) < INVISIBLE:
            raise ShapeError("{value} is too small to be missed.", value=dropped.params[0])
        return n.args[1 - k]

    return rewrite


def instead(op: str) -> Rewrite:
    """Rewriting to another operation on the same operands."""
    return lambda n, p: apply(op, *n.args)


def reversed_operands(n: Node, p: Program) -> Node:
    """Rewriting with the operands in reverse order."""
    return apply(n.op, *reversed(n.args), params=n.params)


def other_head_layout(n: Node, p: Program) -> Node:
    """Heads split or merged interleaved instead of adjacent: a head takes every h-th column; or the other way round.

    Raises ShapeError where both are the same.
    """
    heads, _, width = _cut(n)
    if 1 in (heads, width):
        raise ShapeError("There is only one way to give {columns} columns to heads.", columns=heads * width)
    return apply(n.op, *n.args, params=(*n.params[:-1], not n.params[-1]))


def reshaped(n: Node, p: Program) -> Node:
    """Reshape in row-major order instead of splitting or merging heads; raises ShapeError where both are the same."""
    heads, rows, _ = _cut(n)
    if 1 in (heads, rows):
        raise ShapeError("A single row or head is not torn apart by reshaping.")
    return apply("reshape", *n.args, params=(n.args[0].shape, n.shape))


def _cut(n: Node) -> tuple[int, ...]:
    """Heads, rows, and columns of one head, of split_heads or merge_heads."""
    return tuple(map(int, (n if n.op == "split_heads" else n.args[0]).shape[-3:]))


def neighbour(by: int) -> Rewrite:
    """Rewriting of a slice to the adjacent one: another gate's columns, another token's row.

    `by` is 1 for the next slice and -1 for the previous; raises ShapeError where there is none.
    """

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
    """Appending that overwrites: the oldest cached row is dropped."""
    (past, *new), axis = n.args, n.params[0]
    return apply("concat", part(past, axis, 1, past.shape[axis]), *new, params=n.params)


def no_exponential(n: Node, p: Program) -> Node:
    """Softmax without the exponential: scores divided by their sum; raises ShapeError for a single score."""
    x, axis = n.args[0], n.params[0]
    if x.shape[axis] == 1:
        raise ShapeError("A lone share is 1 either way.")
    return x / total(x, axis)


def other_axis(n: Node, p: Program) -> Node:
    """Reduction along the other axis; raises ShapeError for a single number."""
    if _single(n.args[0]):
        raise ShapeError("A single number has only itself along either axis.")
    return apply(n.op, *n.args, params=(-3 - n.params[0],))


RULES: dict[str, dict[str, Rewrite]] = {
    "add": {"without_left": without(0), "without_right": without(1), "multiplied": instead("mul")},
    "sub": {"turned": reversed_operands, "added": instead("add")},
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
    "clip": {"left_out": first, "sigmoid": instead("sigmoid")},
    "where": {
        "not_masked": second,
        "masked_with_0": lambda n, p: where(n.args[0], n.args[1], 0),
        "inverted": lambda n, p: where(n.args[0], n.args[2], n.args[1]),
        "transposed": lambda n, p: where(n.args[0].T, *n.args[1:]),
    },
    "matmul": {
        "turned": reversed_operands,
        "left_transposed": lambda n, p: n.args[0].T @ n.args[1],
        "right_transposed": lambda n, p: n.args[0] @ n.args[1].T,
    },
    "softmax": {"other_axis": other_axis, "left_out": first, "mask_after": mask_after, "no_exp": no_exponential},
    "sum": {"other_axis": other_axis},
    "max": {"other_axis": other_axis},
    "transpose": {"not_transposed": first},
    "split_heads": {"interleaved": other_head_layout, "only_reshaped": reshaped},
    "merge_heads": {"interleaved": other_head_layout, "only_reshaped": reshaped},
    "part": {"next": neighbour(1), "previous": neighbour(-1)},
    "concat": {"not_appended": first, "turned": reversed_operands, "overwritten": overwritten},
    **{op: {} for op in ("power", "greater", "pad", "spread", "reshape", "number", "causal", "count")},
}


def rewritten(node: Node, p: Program) -> Iterator[Wrong]:
    """Wrong versions with one operation rewritten, at any depth; those whose shapes do not fit are left out."""
    for slip, rewrite in RULES[node.op].items() if node.op != "ref" else ():
        yield from fitting(str(MisconceptionId(node.op, (slip,))), partial(rewrite, node, p))
    for k, arg in enumerate(node.args):
        for id, wrong in rewritten(arg, p):
            yield from fitting(id, partial(rebuilt, node, (*node.args[:k], wrong, *node.args[k + 1 :])))


def fitting(id: str, make: Callable[[], Node]) -> Iterator[Wrong]:
    """The wrong version that `make` builds; none if its shapes do not fit."""
    try:
        yield Wrong(id, make())
    except ShapeError:
        return


# ---- by reference ----


def exchanged(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with two values of one shape exchanged: i and f, h and C, K and V."""
    values = [name for name in names(step.expr) if not _trained(name, p)]
    for a, b in combinations(values, 2):
        if p[a].shape == p[b].shape:
            swapped = substituted(step.expr, {a: p.ref(b), b: p.ref(a)})
            yield Wrong(str(MisconceptionId(EXCHANGED, (_called(p[a]), _called(p[b])))), swapped)


def stale(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with a value of the previous time step: old cell state, old cache."""
    for name in names(step.expr):
        older = before(p[name], p)
        if older is not None:
            id = str(MisconceptionId(STALE, (p[name].name,)))
            yield from fitting(id, partial(substituted, step.expr, {name: p.ref(older)}))


def weights_of_other_unit(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with another gate's weights: W_f, U_f, b_f read as W_i, U_i, b_i.

    If a step reads the weights of several gates, the last one's are replaced.
    """
    read = (p.inputs[name] for name in names(step.expr) if name in p.inputs)
    mine = {x.counterparts: x for x in read if x.unit}
    for other in dict.fromkeys(unit for beside in mine for unit, _id in beside):
        table = {x.id: dict(beside).get(other, "") for beside, x in mine.items()}
        if all(x.unit != other for x in mine.values()) and all(_alike(name, to, p) for name, to in table.items()):
            taken = substituted(step.expr, {name: p.ref(to) for name, to in table.items()})
            yield Wrong(str(MisconceptionId(WEIGHTS_OF, (other,))), taken)


def _called(thing: Input | Step) -> str:
    """Name of a value in misconception ids; a gradient, which shares its step's name, gets a prefix."""
    return gradient_name(thing.name) if thing.gradient_of else thing.name


def _trained(name: str, p: Program) -> bool:
    return name in p.inputs and p.inputs[name].trained


def _alike(name: str, to: str, p: Program) -> bool:
    return to in p.inputs and p[to].shape == p[name].shape


def before(thing: Input | Step, p: Program) -> str | None:
    """Id of the same step one time step earlier, or of the state that a single step replaces; None without one.

    A gradient has none, since it comes from the following time step.
    """
    if isinstance(thing, Step) and thing.previous:
        return thing.previous
    *outer, last = thing.path or (Group(""),)
    if last.index is None or thing.gradient_of:
        return None
    # in a sequence read backwards, the previous time step has the higher index
    for index in (last.index - 1, last.index + 1):
        earlier = written((*outer, Group(last.kind, index)), thing.name)
        if _precedes(earlier, thing.id, p):
            return earlier
    return None


def _precedes(earlier: str, later: str, p: Program) -> bool:
    """True if step `earlier` exists and is computed before step `later`."""
    return earlier in p.steps and next((id for id in p.steps if id in (earlier, later)), later) == earlier


# ---- all wrong versions of a step ----


def wrong_versions(program: Program, step: str, blank: tuple[str, ...] = ()) -> tuple[Wrong, ...]:
    """All wrong versions of a step that fit its shapes and differ from the right formula.

    `blank` are steps left without an answer; they are substituted first (latest first), so that a mistake inside them
    is found too. Of equal formulas (i and f exchanged, C and C̃ exchanged) the first is kept. Raises KeyError for an
    unknown step.
    """
    return _wrong_versions(program, step, blank)


@lru_cache(maxsize=4096)
def _wrong_versions(program: Program, step: str, blank: tuple[str, ...]) -> tuple[Wrong, ...]:
    found = program.steps[step]
    for name in blank:
        found = replace(found, expr=substituted(found.expr, {name: program.steps[name].expr}))
    made = (
        rewritten(found.expr, program),
        exchanged(found, program),
        stale(found, program),
        weights_of_other_unit(found, program),
    )
    listed = [Wrong(id, expr) for id, expr in found.wrong]
    meaning = _Meanings()
    different = {meaning(found.expr): Wrong("", found.expr)}
    for wrong in (*listed, *(wrong for source in made for wrong in source)):
        if len(wrong.expr.shape) == len(found.shape):
            different.setdefault(meaning(wrong.expr), wrong)
    return tuple(different.values())[1:]


class _Meanings:
    """Numbers of expressions: the same for two that differ only in the order of summands and factors.

    A single number equals its transpose, and a dot product of two rows is the same in either order. The wrong versions
    of a step share most of their parts, so each part is looked at once.
    """

    def __init__(self) -> None:
        self.of_node: dict[Node, int] = {}
        self.of_form: dict[Hashable, int] = {}

    def __call__(self, node: Node) -> int:
        if node not in self.of_node:
            alone = node.op == "transpose" and _single(node)
            self.of_node[node] = self(node.args[0]) if alone else self._numbered(node)
        return self.of_node[node]

    def _numbered(self, node: Node) -> int:
        args = [self(arg) for arg in node.args]
        form: Hashable = (node.op, tuple(sorted(args) if node.op in ("add", "mul") else args), node.params)
        if node.op == "matmul" and _single(node):
            form = ("dot", tuple(sorted((args[0], self(node.args[1].T)))))
        return self.of_form.setdefault(form, len(self.of_form))


def _single(node: Node) -> bool:
    return node.shape[-2:] == (1, 1)


def with_mistake(program: Program, wrong: Mapping[str, Node]) -> Program:
    """The program with some steps replaced by wrong versions (step id → expression); later shapes are inferred again.

    Raises ShapeError where a later step does not fit any more.
    """
    result = program.empty(program.inputs)
    for step in program.steps.values():
        expr = wrong.get(step.id, step.expr)
        result.add(replace(step, expr=substituted(expr, {name: result.ref(name) for name in names(expr)})))
    return result
