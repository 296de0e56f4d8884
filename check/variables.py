"""A value read in place of another of its shape: the wrong name in a line of code, in every round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from check.outcomes import readers, reads
from check.rewritten import Rewritten, mistake_id
from engine import Program, Step
from engine.errors import ShapeError
from engine.expression.node import Node, names, substituted
from engine.program import Group

VARIABLE = "variable"
MOST_VARIABLES = 160  # wrong variables that are tried
FEW = 4  # values in a formula, up to which one of them is tried in place of another: f ⊙ c + f ⊙ c̃


def wrong_variables(p: Program) -> Iterator[Rewritten]:
    """Each value of each formula exchanged for another that is known by then."""
    places: dict[tuple[str, str, str], dict[str, Node]] = {}
    before: dict[tuple[Group, ...], list[str]] = {}
    for step in p.steps.values():
        read = names(step.expr)
        values = [name for name in read if name in p.steps or not p.inputs[name].trained]
        others = [*before.get(step.path, ()), *(x.id for x in p.inputs.values() if x.role in ("data", "state"))]
        for old in values:
            for new in dict.fromkeys((*others, *(values if len(values) <= FEW else ()))):
                if _may_stand(p, step, read, old, new):
                    node = _exchanged(step, old, new, p)
                    if node is not None:
                        places.setdefault((step.name, p[old].name, p[new].name), {})[step.id] = node
        before.setdefault(step.path, []).append(step.id)
    for (_, old, new), changes in list(places.items())[:MOST_VARIABLES]:
        yield Rewritten(mistake_id(VARIABLE, old, new), changes)


def _may_stand(p: Program, step: Step, read: Sequence[str], old: str, new: str) -> bool:
    """Whether a value may have been read instead: of this shape, and not what the value is made of, a step left out."""
    if new == old or (new in read and len(read) > FEW):
        return False
    return tuple(map(int, p[new].shape)) == tuple(map(int, p[old].shape)) and not _skips(p, old, new)


def _exchanged(step: Step, old: str, new: str, p: Program) -> Node | None:
    try:
        return substituted(step.whole, {old: p.ref(new)})
    except ShapeError:
        return None


def _skips(p: Program, old: str, new: str) -> bool:
    """Whether reading `new` for `old` leaves the step `old` out: it is made of `new`, and one step alone reads it."""
    return old in p.steps and new in reads(p)[old] and len(readers(p).get(old, ())) == 1
