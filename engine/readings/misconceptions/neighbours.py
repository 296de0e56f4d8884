"""Rewritings to a neighbour: a value of the same kind, the value a step back, another gate's bias, no bias at all.

Values of one kind stand at one place, have one shape and are computed alike: the gates of a cell, its two states,
queries and keys, or matrices that are given.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache, partial

from engine.expression.node import Node, names, rebuilt, substituted
from engine.ids import MisconceptionId
from engine.program import Input, Program, Step
from engine.readings.misconceptions.references import EXCHANGED, before, called, places, values
from engine.readings.misconceptions.wrong_versions import Wrong, fitting

INSTEAD, SKIPPED, INITIAL = "instead", "skipped", "initial"
BIAS_OF, BIASES = "bias_of", "biases"
# A step of these may be passed over unawares: what it is made of looks like its result. Functions have their own names.
PASSED_OVER = frozenset({"add", "div", "mul", "where", "sub", "sqrt", "softmax", "exp"})
MOST_OPERANDS = 2
GIVEN = ("data", "state")  # roles of inputs that may be taken for each other


def instead(step: Step, p: Program, blank: tuple[str, ...]) -> Iterator[Wrong]:
    """Wrong versions with one value read in place of another one of its kind: QQᵀ, the input gate for the output's."""
    for name in values(step, p):
        for other in _kin(p, name):
            if other != step.id and other not in blank and _before(other, step.id, p):
                id = str(MisconceptionId(INSTEAD, (called(p[name]), called(p[other]))))
                yield from fitting(id, partial(substituted, step.expr, {name: p.ref(other)}))


def skipped(step: Step, p: Program, blank: tuple[str, ...]) -> Iterator[Wrong]:
    """Wrong versions that read what an earlier step is made of, as if that step had not been taken."""
    for name in values(step, p):
        thing = p[name]
        if not isinstance(thing, Step) or thing.previous or thing.gradient_of or thing.expr.op not in PASSED_OVER:
            continue
        made_of = [x for x in values(thing, p) if _shape(p[x]) == _shape(thing) and x not in blank]
        for operand in made_of[:MOST_OPERANDS]:
            id = str(MisconceptionId(SKIPPED, (thing.name, called(p[operand]))))
            yield from fitting(id, partial(substituted, step.expr, {name: p.ref(operand)}))


def initial(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with the state that a sequence starts from, where the one of the time before is asked."""
    for name in values(step, p):
        first = _first(name, p)
        if first is not None and first != before(p[name], p):
            id = str(MisconceptionId(INITIAL, (p[name].name,)))
            yield from fitting(id, partial(substituted, step.expr, {name: p.ref(first)}))


def bias_of_other_unit(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with the weights of the right gate and the biases of another one."""
    if step.gradient_of:
        return
    read = [x for name in names(step.expr) if isinstance(x := p[name], Input) and x.unit]
    biases = [x for x in read if x.role == "bias"]
    if not biases or len(read) == len(biases):
        return
    for other in dict.fromkeys(unit for x in biases for unit, _id in x.counterparts):
        table = {x.id: dict(x.counterparts).get(other, "") for x in biases}
        fits = all(to in p.inputs and _shape(p[to]) == _shape(p[name]) for name, to in table.items())
        if fits and all(x.unit != other for x in read):
            taken = substituted(step.expr, {name: p.ref(to) for name, to in table.items()})
            yield Wrong(str(MisconceptionId(BIAS_OF, (other,))), taken)


def exchanged_parameters(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with two trained arrays exchanged that are not alike in another gate: γ and β, W and U."""
    read = [x for name in names(step.expr) if isinstance(x := p[name], Input) and x.trained]
    for k, a in enumerate(read):
        for b in read[k + 1 :]:
            if (
                not step.gradient_of
                and a.role == b.role
                and _shape(a) == _shape(b)
                and (not a.unit or a.unit == b.unit)
            ):
                swapped = substituted(step.expr, {a.id: p.ref(b.id), b.id: p.ref(a.id)})
                yield Wrong(str(MisconceptionId(EXCHANGED, (a.name, b.name))), swapped)


def biases_left_out(step: Step, p: Program) -> Iterator[Wrong]:
    """The wrong version without any bias, where there are several."""
    if step.gradient_of:
        return
    left = _without_biases(step.expr, p)
    count = sum(isinstance(x := p[name], Input) and x.role == "bias" for name in names(step.expr))
    if count > 1 and left is not None and left is not step.expr:
        yield Wrong(str(MisconceptionId(BIASES, ("left_out",))), left)


def _without_biases(node: Node, p: Program) -> Node | None:
    """The expression without the biases that are added in it; None for a bias itself."""
    if node.op == "ref" and isinstance(x := p[node.params[0]], Input) and x.role == "bias":
        return None
    if node.op != "add":
        args = [_without_biases(arg, p) for arg in node.args]
        return rebuilt(node, tuple(old if new is None else new for old, new in zip(node.args, args, strict=True)))
    left, right = (_without_biases(arg, p) for arg in node.args)
    return rebuilt(node, (left, right)) if left is not None and right is not None else left or right


# ---- what is of one kind ----


@lru_cache(maxsize=4096)
def _kin(p: Program, id: str) -> tuple[str, ...]:
    """Ids of the other values of one kind with this one, in the order of the program."""
    return tuple(other for other in _kinds(p).get(_kind(p[id]), ()) if other != id)


@lru_cache(maxsize=64)
def _kinds(p: Program) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    everything: list[Input | Step] = [*p.inputs.values(), *p.steps.values()]
    for thing in everything:
        if not thing.gradient_of and (isinstance(thing, Step) or thing.role in GIVEN):
            found.setdefault(_kind(thing), []).append(thing.id)
    return found


def _kind(thing: Input | Step) -> Hashable:
    if isinstance(thing, Input):
        made: Hashable = thing.role
    else:
        made = "state" if thing.previous else _form(thing.expr)
    return thing.path, _shape(thing), made


def _form(node: Node) -> Hashable:
    """An expression with every name forgotten."""
    if node.op == "ref":
        return "value"
    params = tuple(x for x in node.params if isinstance(x, int | bool))
    return node.op, params, tuple(map(_form, node.args))


def _shape(thing: Input | Step) -> tuple[int, ...]:
    return tuple(map(int, thing.shape))


def _before(other: str, step: str, p: Program) -> bool:
    """Whether a value is known before a step is computed."""
    return other in p.inputs or places(p)[other] < places(p)[step]


def _first(name: str, p: Program) -> str | None:
    """The state that a sequence of states starts from; None for what is no such state."""
    thing = p[name]
    while isinstance(thing, Step) and thing.previous:
        thing = p[thing.previous]
    return thing.id if thing.id != name else None
