"""The wires of a diagram, from what is read to what reads it; through valves into a state that is renewed by a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.expression.node import Node
from engine.program import Program, Step
from engine.readings.moments import place_of
from engine.readings.structure.reads import OperandRead, port_of, sources
from engine.readings.structure.scope import Box, Scope

KEPT, WRITTEN, SUM = "|kept", "|written", "|sum"  # after the id of a step: its valves


@dataclass(frozen=True)
class Valve:
    """The product with a gate, or the sum of what is kept and what is written: its operation, and its box's id."""

    operation: str
    box: str


@dataclass(frozen=True)
class Wire:
    """A wire between boxes, valves and ports, by their keys. A state goes along it if `carried`.

    `applied` are the operations done to what comes along it before it meets anything else. A wire `sideways` leads from
    one moment to another that stands beside it. `what` are the ids of the inputs and steps that go along it; along one
    that comes out of a valve, none.
    """

    source: str
    target: str
    carried: bool = False
    applied: tuple[str, ...] = ()
    sideways: bool = False
    what: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Wiring:
    """All wires of a diagram, and its valves by their keys."""

    wires: tuple[Wire, ...]
    valves: dict[str, Valve]


def wired(program: Program, scope: Scope) -> Wiring:
    """The wires and valves of a diagram."""
    found, valves = dict[tuple[str, str], Wire](), dict[str, Valve]()
    for box in scope.boxes:
        for wire in _into(program, scope, box, valves):
            ends = wire.source, wire.target
            found[ends] = _together(found[ends], wire) if ends in found else wire
    return Wiring(tuple(found.values()), valves)


def _together(one: Wire, other: Wire) -> Wire:
    """Two readings of the same box as one wire."""
    what = dict.fromkeys((*one.what, *other.what))
    return replace(one, carried=one.carried or other.carried, what=tuple(what))


def _into(program: Program, scope: Scope, box: Box, valves: dict[str, Valve]) -> Iterator[Wire]:
    """The wires that end at a box or at one of its valves."""
    own = {step.id for step in box.steps}
    for step in box.steps:
        made = {} if box.opens else _valves(step)
        valves |= {key: Valve(operation, box.id) for key, (operation, _) in made.items()}
        if not made:
            yield from _from(program, scope, step.expr, box.id, box, own, step.previous if box.opens else "")
        for key, (_, reads) in made.items():
            for read in reads:
                if isinstance(read, str):
                    yield Wire(read, key, carried=read.endswith(KEPT))
                else:
                    yield from _from(program, scope, read, key, box, own, step.previous)
        if made:
            yield Wire(f"{step.id}{SUM}", box.id, carried=True)


def _from(
    program: Program, scope: Scope, expr: Node, target: str, box: Box, own: set[str], state: str = ""
) -> Iterator[Wire]:
    """A wire from everything that an expression reads; that from the old `state` is carried."""
    for source in sources(expr):
        key = _source_key(program, scope, source)
        if key and source.id not in own:
            beside = source.id in scope.box_of and _beside(scope, scope.box_of[source.id], box)
            applied = () if box.whole else source.applied
            yield Wire(key, target, source.id == state, applied, beside, (source.id,))


def _source_key(program: Program, scope: Scope, source: OperandRead) -> str:
    """The box or the port that something comes from; "" for parameters, which are not drawn."""
    if source.id in scope.box_of:
        return scope.box_of[source.id].id
    port = port_of(program, source)
    return port.key if port in scope.ports else ""


def _beside(scope: Scope, a: Box, b: Box) -> bool:
    """Whether two boxes of an unrolled diagram belong to different moments of the same track."""
    one, other = place_of(a.last), place_of(b.last)
    if not (scope.unrolled and one and other):
        return False
    return one.track == other.track and one.moment != other.moment


def _valves(step: Step) -> dict[str, tuple[str, tuple[str | Node, ...]]]:
    """The valves of a state that is renewed by addition: what is kept, what is written, their sum; what each reads."""
    renewal = step.renewal
    if renewal is None or renewal.grows or renewal.kept is None:
        return {}
    kept, written, whole = (f"{step.id}{mark}" for mark in (KEPT, WRITTEN, SUM))
    made: dict[str, tuple[str, tuple[str | Node, ...]]] = {written: ("mul", (renewal.written,))}
    if renewal.kept.op == "ref":  # nothing is forgotten: the state goes on as it is
        return made | {whole: ("add", (renewal.kept, written))}
    return made | {kept: ("mul", (renewal.kept,)), whole: ("add", (kept, written))}
