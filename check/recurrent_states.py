"""Mistakes with the states of a recurrence: two exchanged, one given out for the other, one changed too early."""

from __future__ import annotations

from collections.abc import Iterator

from check.outcomes import reads
from check.rewritten import Rewritten, in_order, mistake_id
from engine.expression.node import Node, names, substituted
from engine.program import Path, Program, Step

STATE, VARIABLE = "state", "variable"


def states_exchanged(p: Program) -> Iterator[Rewritten]:
    """The two initial states taken for each other, (c_0, h_0) for (h_0, c_0), in every layer and direction."""
    places: dict[Path, list[str]] = {}
    for id, x in p.inputs.items():
        if x.role == "state":
            places.setdefault(x.path, []).append(id)
    table: dict[str, Node] = {}
    for states in places.values():
        if len(states) == 2 and _shape(p, states[0]) == _shape(p, states[1]):
            table |= {states[0]: p.ref(states[1]), states[1]: p.ref(states[0])}
    if table:
        read = [step for step in p.steps.values() if not table.keys().isdisjoint(reads(p)[step.id])]
        yield Rewritten(mistake_id(STATE, "exchanged"), {s.id: substituted(s.whole, table) for s in read})


def another_state_given_out(p: Program) -> Iterator[Rewritten]:
    """The rounds of one state read where those of another are meant: the cell states given out for the hidden ones."""
    states = [step for step in p.steps.values() if step.previous]
    beside = {(step.path, step.name): step.id for step in states}
    kinds = list(dict.fromkeys(step.name for step in states))
    for reader in p.steps.values():
        if any(group.branch in ("time", "token") for group in reader.path):
            continue
        rounds = [p.steps[id] for id in names(reader.whole) if id in p.steps and p.steps[id].previous]
        for old in dict.fromkeys(step.name for step in rounds):
            for new in kinds:
                table = _rounds_of_another(p, [step for step in rounds if step.name == old], new, beside)
                changes = {reader.id: substituted(reader.whole, table)}
                if new != old and table and in_order(p, changes):
                    yield Rewritten(mistake_id(VARIABLE, old, new), changes)


def _rounds_of_another(
    p: Program, rounds: list[Step], name: str, beside: dict[tuple[Path, str], str]
) -> dict[str, Node]:
    """For each of these rounds of a state that of another one; {} where one has none of the same shape."""
    found = {step.id: beside.get((step.path, name), "") for step in rounds}
    alike = all(other and _shape(p, id) == _shape(p, other) for id, other in found.items())
    return {id: p.ref(other) for id, other in found.items()} if alike else {}


def updated_early(p: Program) -> Iterator[Rewritten]:
    """What is kept of a state written in its place before the rest of the round has read it: h *= z, then h̃ from h."""
    order, read = {id: k for k, id in enumerate(p.steps)}, reads(p)
    rounds: dict[Path, list[Step]] = {}
    for step in p.steps.values():
        rounds.setdefault(step.path, []).append(step)
    changes: dict[str, Node] = {}
    for step in p.steps.values():
        kept = step.renewal.kept if step.renewal else None
        if kept is None or not step.previous:
            continue
        known = max((order[name] for name in names(kept) if name in order and name != step.previous), default=-1)
        for other in rounds[step.path]:
            if known < order[other.id] < order[step.id] and step.previous in read[other.id]:
                changes[other.id] = substituted(other.whole, {step.previous: kept})
    yield Rewritten(mistake_id(STATE, "updated_early"), changes)


def _shape(p: Program, id: str) -> tuple[int, ...]:
    return tuple(map(int, p[id].shape))
