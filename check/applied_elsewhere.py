"""A function applied where it does not belong: to one more step, behind the next layer, or along the batch."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from check.outcomes import readers, reads
from check.rewritten import Rewritten, in_order, mistake_id
from engine.errors import ShapeError
from engine.expression.functions import causal, where
from engine.expression.node import Node, apply, names, nodes, substituted
from engine.program import Program, Step

ACTIVATIONS = ("relu", "tanh", "sigmoid")
MOST_STEPS = 300  # of a program in which something treated like two others is looked for


def activated_elsewhere(p: Program) -> Iterator[Rewritten]:
    """The activation of one layer on the next one: instead of its own place, or there too."""
    later: dict[str, dict[str, Node]] = {}
    too: dict[str, dict[str, Node]] = {}
    for step in p.steps.values():
        if step.expr.op not in ACTIVATIONS or step.expr.args[0].op != "ref":
            continue
        reading = [p.steps[id] for id in readers(p).get(step.id, ())]
        if len(reading) != 1 or reading[0].path != step.path or not _is_layer(reading[0]):
            continue
        op, behind = step.expr.op, reading[0]
        on = {behind.id: apply(op, behind.whole)}
        too.setdefault(op, {}).update(on)
        later.setdefault(op, {}).update({step.id: step.expr.args[0], **on})
    for op in too:
        yield Rewritten(mistake_id("activated_later", op), later[op])
        yield Rewritten(mistake_id("activated_too", op), too[op])


def _is_layer(step: Step) -> bool:
    return step.expr.op in ("add", "matmul") and any(n.op == "matmul" for n in nodes(step.expr))


def attention_over_the_batch(p: Program) -> Iterator[Rewritten]:
    """Tokens taken for elements of a batch (batch_first): each attends to itself alone, with weight 1."""
    changes: dict[str, Node] = {}
    for step in p.steps.values():
        n, m = (int(side) for side in step.shape[-2:])
        if step.meaning == "attention" and n == m > 1:
            alone = causal(n, n) * causal(n, n).T
            changes[step.id] = where(alone, 1, step.whole * 0) if len(step.shape) > 2 else alone
    yield Rewritten(mistake_id("attention", "over_batch"), changes)


def treated_alike(p: Program) -> Iterator[Rewritten]:
    """What is done to two values done to a third as well: values rotated like queries and keys."""
    if len(p.steps) > MOST_STEPS:
        return
    forms: dict[Hashable, list[tuple[Step, Node, str]]] = {}
    for step in p.steps.values():
        for form, spelled, read in _of_one_value(p, step):
            forms.setdefault(form, []).append((step, spelled, read))
    for members in forms.values():
        treated = [read for _, _, read in members]
        if len(treated) > 1:
            _, spelled, first = members[0]
            for other in (*p.inputs, *p.steps):
                if other not in treated and _of_one_kind(p, first, other):
                    yield from _treated(p, spelled, first, other)


def _of_one_kind(p: Program, one: str, other: str) -> bool:
    """Whether two values are made alike: both given, or by the same operations."""
    if not (_is_value(p, other) and _shape(p, one) == _shape(p, other)):
        return False
    made = [_operations(p.steps[id].expr) if id in p.steps else () for id in (one, other)]
    return made[0] == made[1]


def _operations(n: Node) -> Hashable:
    return (n.op, tuple(map(_operations, n.args)))


def _of_one_value(p: Program, step: Step) -> Iterator[tuple[Hashable, Node, str]]:
    """Each value of its own shape that a step is made of: the form without it, the step spelled out in it."""
    for name in names(step.expr):
        if _is_value(p, name) and _shape(p, name) == _shape(p, step.id):
            own = {id: p.steps[id].whole for id in names(step.expr) if id in p.steps and reads(p)[id] == {name}}
            if own:
                spelled = substituted(step.whole, own)
                yield _form(spelled, name), spelled, name


def _form(n: Node, name: str) -> Hashable:
    params = ("·",) if n.op == "ref" and n.params[0] == name else n.params
    return (n.op, params, tuple(_form(arg, name) for arg in n.args))


def _treated(p: Program, spelled: Node, a: str, c: str) -> Iterator[Rewritten]:
    readers = [s for s in p.steps.values() if c in reads(p)[s.id]]
    try:
        treated = substituted(spelled, {a: p.ref(c)})
        changes = {s.id: substituted(s.whole, {c: treated}) for s in readers}
    except ShapeError:
        return
    if in_order(p, changes):
        yield Rewritten(mistake_id("treated", p[a].name, p[c].name), changes)


def _is_value(p: Program, id: str) -> bool:
    return id in p.steps or p.inputs[id].role == "data"


def _shape(p: Program, id: str) -> tuple[int, ...]:
    return tuple(map(int, p[id].shape))
