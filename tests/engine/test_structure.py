"""Which boxes of a diagram can be exchanged without changing a wire, found out by trying all permutations as well."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import permutations

import pytest

from engine import MECHANISMS, Program
from engine.readings.structure.indistinguishable import Look, exchanges
from engine.readings.structure.merged_boxes import folded
from engine.readings.structure.scope import Box, Scope, scopes
from engine.readings.structure.wiring import wired


def small(id: str, **options: str) -> tuple[Program, Scope]:
    program = MECHANISMS[id].build(MECHANISMS[id].choose(**options))
    return program, folded(program, scopes(program)[0])


def nothing(box: Box) -> Hashable:
    return ""


def operation(box: Box) -> Hashable:
    return box.last.expr.op


def by_trying(program: Program, scope: Scope, unnamed: list[str], look: Look) -> set[tuple[str, ...]]:
    """All permutations of the unnamed boxes under which the wires are the same; valves go with what they read."""
    wiring, found = wired(program, scope), set()
    shape = {box.id: tuple(map(int, box.last.shape)) for box in scope.boxes}
    seen = {box.id: look(box) for box in scope.boxes}
    valves = list(wiring.valves)
    edges = {(w.source, w.target, w.carried, w.applied) for w in wiring.wires}
    for images in permutations(unnamed):
        if any(shape[a] != shape[b] or seen[a] != seen[b] for a, b in zip(unnamed, images, strict=True)):
            continue
        for others in permutations(valves):
            to = dict(zip([*unnamed, *valves], [*images, *others], strict=True))
            alike = all(wiring.valves[a].operation == wiring.valves[to[a]].operation for a in valves)
            if alike and {(to.get(a, a), to.get(b, b), *kind) for a, b, *kind in edges} == edges:
                found.add(images)
                break
    return found


@pytest.mark.parametrize("look", [nothing, operation])
@pytest.mark.parametrize("id", ["lstm_step", "gru_step", "additive_attention", "self_attention", "decoder_block"])
def test_exchanges_are_exactly_the_permutations_that_keep_all_wires(id: str, look: Look) -> None:
    program, scope = small(id)
    unnamed = [box.id for box in scope.boxes][:7]
    found = exchanges(program, scope, unnamed, look)
    assert list(found[0].items()) == [(id, id) for id in unnamed]
    assert {tuple(one[id] for id in unnamed) for one in found} == by_trying(program, scope, unnamed, look)


def test_input_gate_and_candidate_are_told_apart_only_by_what_is_done_in_them() -> None:
    program, scope = small("lstm_step")
    gates = ["input_gate", "candidate", "forget_gate", "output_gate"]
    found = exchanges(program, scope, gates, nothing)
    assert [{a: b for a, b in one.items() if a != b} for one in found] == [
        {},
        {"input_gate": "candidate", "candidate": "input_gate"},
    ]
    assert len(exchanges(program, scope, gates, operation)) == 1
