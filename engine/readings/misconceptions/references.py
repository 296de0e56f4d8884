"""Rewritings of references: two values exchanged, a value of an earlier time, another gate's weights."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import combinations, pairwise

from engine.expression.node import names, substituted
from engine.ids import MisconceptionId, gradient_name, written
from engine.program import Group, Input, Program, Step
from engine.readings.misconceptions.wrong_versions import Wrong, fitting

# kinds that are named after no operation
EXCHANGED, STALE, LATER, WEIGHTS_OF = "exchanged", "stale", "later", "weights_of"
MOST_EXCHANGED = 12  # values in one formula beyond which only neighbours are exchanged: the states of a long sequence


def values(step: Step, p: Program) -> list[str]:
    """Ids of what a step reads, trained arrays left aside, in reading order."""
    return [name for name in names(step.expr) if not trained(name, p)]


def exchanged(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with two values of one shape exchanged: i and f, h and C, K and V."""
    read = values(step, p)
    for a, b in combinations(read, 2) if len(read) <= MOST_EXCHANGED else pairwise(read):
        if p[a].shape == p[b].shape:
            swapped = substituted(step.expr, {a: p.ref(b), b: p.ref(a)})
            yield Wrong(str(MisconceptionId(EXCHANGED, (called(p[a]), called(p[b])))), swapped)


def stale(step: Step, p: Program) -> Iterator[Wrong]:
    """Wrong versions with a value of the previous time step: old cell state, old cache."""
    for name in names(step.expr):
        older = before(p[name], p)
        if older is not None:
            id = str(MisconceptionId(STALE, (p[name].name,)))
            yield from fitting(id, partial(substituted, step.expr, {name: p.ref(older)}))


def later(step: Step, p: Program) -> Iterator[Wrong]:
    """The wrong version of a gradient that reads every state one time step later: h_t where h_{t−1} went in."""
    if not step.gradient_of:
        return
    following = {name: after for name in values(step, p) if (after := _after(p).get(name))}
    for id in list(following.values())[:1]:
        taken = partial(substituted, step.expr, {name: p.ref(to) for name, to in following.items()})
        yield from fitting(str(MisconceptionId(LATER, (p[id].name,))), taken)


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


def called(thing: Input | Step) -> str:
    """Name of a value in misconception ids; a gradient, which shares its step's name, gets a prefix."""
    return gradient_name(thing.name) if thing.gradient_of else thing.name


def trained(name: str, p: Program) -> bool:
    """True for the id of a weight matrix or a bias."""
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


@lru_cache(maxsize=64)
def _after(p: Program) -> dict[str, str]:
    """What each value becomes one time step later, by id; values of the last step are not in it."""
    forward = [step for step in p.steps.values() if not step.gradient_of]
    return {earlier: step.id for step in forward if (earlier := before(step, p))}


def _precedes(earlier: str, later: str, p: Program) -> bool:
    """True if step `earlier` exists and is computed before step `later`."""
    place = places(p)
    return earlier in place and place[earlier] < place.get(later, len(place))


@lru_cache(maxsize=64)
def places(p: Program) -> dict[str, int]:
    """The place of each step in the order of computation, by id."""
    return {id: place for place, id in enumerate(p.steps)}
