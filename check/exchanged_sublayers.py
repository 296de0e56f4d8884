"""What belongs to one direction or sublayer mistaken for another's: its states, the order it reads in, its mask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from check.outcomes import reads
from check.rewritten import Rewritten, in_order, mistake_id
from engine.errors import ShapeError
from engine.expression.functions import causal, part, softmax, where
from engine.expression.node import Node, names, nodes, rebuilt, substituted
from engine.ids import written
from engine.program import Group, Program, Step

NOT_SEEN = float("-inf")


def states_of_another_place(p: Program) -> Iterator[Rewritten]:
    """The states of one direction read where those of the other are meant: forward states beside themselves."""
    for here, there in _directions(p):
        changes: dict[str, Node] = {}
        for step, read in _readers(p, here):
            moved = {name: _beside(p, p.steps[name], here, there) for name in read}
            if all(moved.values()):
                changes[step.id] = substituted(step.whole, {a: p.ref(b) for a, b in moved.items()})
        if in_order(p, changes):
            yield Rewritten(mistake_id("states_of", str(here), str(there)), changes)


def directions_alike(p: Program) -> Iterator[Rewritten]:
    """A direction that reads the sequence as the other does, from the same end, and gives its states out like it."""
    for here, there in _directions(p):
        rows = {step.id: _rows(p, step.whole) for step in p.steps.values() if here in step.path}
        order = [found[0] for found in rows.values() if found]
        if len(set(order)) > 1 and order == sorted(order, reverse=True):
            changes = {id: _turned(p, p.steps[id].whole) for id, found in rows.items() if found}
            for step, read in _readers(p, here):
                swapped = {a: p.ref(b) for a, b in zip(read, reversed(read), strict=True)}
                changes[step.id] = substituted(step.whole, swapped)
            yield Rewritten(mistake_id("read_like", str(here), str(there)), changes)


def _readers(p: Program, place: Group) -> Iterator[tuple[Step, list[str]]]:
    """The steps outside of a place that read what it computes, and what they read of it."""
    inside, read = _steps_inside(p)[place], reads(p)
    for step in p.steps.values():
        if step.id not in inside and not inside.isdisjoint(read[step.id]):
            yield step, [name for name in names(step.whole) if name in inside]


@lru_cache(maxsize=64)
def _steps_inside(p: Program) -> dict[Group, frozenset[str]]:
    """The steps inside of each place."""
    found: dict[Group, set[str]] = {}
    for step in p.steps.values():
        for group in step.path:
            found.setdefault(group, set()).add(step.id)
    return {group: frozenset(steps) for group, steps in found.items()}


def _directions(p: Program) -> Iterator[tuple[Group, Group]]:
    """Two places beside each other that compute the same steps in rounds of their own."""
    found: dict[Group, set[str]] = {}
    for step in p.steps.values():
        outer = [group for group in step.path if group.branch not in ("time", "token")]
        if len(outer) == 1 and len(step.path) > 1:
            found.setdefault(outer[0], set()).add(step.name)
    for here in found:
        yield from ((here, there) for there in found if here != there and found[here] == found[there])


def _beside(p: Program, step: Step, here: Group, there: Group) -> str:
    """The same step at another place; "" where there is none of its shape."""
    other = written([there if group == here else group for group in step.path], step.name)
    same = other in p.steps and tuple(map(int, p.steps[other].shape)) == tuple(map(int, step.shape))
    return other if same else ""


def _rows(p: Program, whole: Node) -> list[int]:
    """The rows of given sequences that a formula takes one by one."""
    return [int(n.params[1]) for n in nodes(whole) if _is_row(p, n)]


def _is_row(p: Program, n: Node) -> bool:
    """Whether this takes a single row of a sequence that is given."""
    if n.op != "part" or n.params[0] != -2 or n.args[0].op != "ref" or int(n.params[2]) - int(n.params[1]) != 1:
        return False
    x = p.inputs.get(n.args[0].params[0])
    return x is not None and x.role in ("data", "one_hot")


def _turned(p: Program, n: Node) -> Node:
    """An expression with each row of a given sequence taken from the other end."""
    if _is_row(p, n):
        last = int(n.args[0].shape[-2]) - 1 - int(n.params[1])
        return part(n.args[0], -2, last, last + 1)
    return rebuilt(n, tuple(_turned(p, arg) for arg in n.args))


def masked_too(p: Program) -> Iterator[Rewritten]:
    """A causal mask on attention that has none: the decoder's mask given to its second attention as well."""
    for step in p.steps.values():
        n = step.expr
        if step.meaning != "attention" or n.op != "softmax" or _is_masked(p, n.args[0]):
            continue
        rows, keys = map(int, step.shape[-2:])
        if rows > 1 and keys > 1:
            try:
                yield Rewritten(
                    mistake_id("mask", "causal_too"),
                    {step.id: softmax(where(causal(rows, keys), n.args[0], NOT_SEEN), *n.params)},
                )
            except ShapeError:
                continue


def _is_masked(p: Program, scores: Node) -> bool:
    read = (p.steps[name].whole for name in names(scores) if name in p.steps)
    return any(n.op == "where" for whole in (scores, *read) for n in nodes(whole))
