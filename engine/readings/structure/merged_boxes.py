"""Diagrams as textbooks draw them: an activation and its pre-activation are one box, and so is each part of a block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from functools import lru_cache

from engine.expression.node import names
from engine.program import Program, Step
from engine.readings.structure.scope import Box, Scope, made_of

ACTIVATIONS = ("sigmoid", "tanh", "relu", "clip")


def folded(program: Program, scope: Scope) -> Scope:
    """A scope with fewer boxes: steps of one declared part together, activations with their pre-activations."""
    return made_of(program, boxes_of(program, scope.steps), scope.unrolled)


@lru_cache(maxsize=64)
def unrolled(program: Program) -> Scope:
    """All moments of a program in one diagram, folded."""
    return made_of(program, boxes_of(program, tuple(program.steps.values())), unrolled=True)


def joined(program: Program, scope: Scope, together: Iterable[Collection[str]]) -> Scope:
    """A scope in which the boxes of steps that belong `together` are one, at the place of the last of them.

    Raises KeyError for a step of another diagram.
    """
    key = {box.id: box.id for box in scope.boxes}
    for ids in together:
        own = [box for box in scope.boxes if box in {scope.box_of[id] for id in ids}]
        key |= {box.id: own[-1].id for box in own}
    if all(id == of for id, of in key.items()):
        return scope
    found: dict[str, list[Step]] = {id: [] for id in key if key[id] == id}
    for box in scope.boxes:
        found[key[box.id]].extend(box.steps)
    return made_of(program, (Box(tuple(steps)) for steps in found.values()), scope.unrolled)


def boxes_of(program: Program, steps: tuple[Step, ...]) -> tuple[Box, ...]:
    """Steps as folded boxes, in the order of their first steps."""
    readers = Counter(id for step in program.steps.values() for id in names(step.expr))
    key: dict[str, Hashable] = {}
    for step in steps:
        inner = _taken_of(step)
        if step.part:
            key[step.id] = (tuple(group for group in step.path if group.branch != "detail"), step.part)
        elif inner in key and readers[inner] == 1 and not program.steps[inner].part:
            key[step.id] = key[inner]
        else:
            key[step.id] = step.id
    found: dict[Hashable, list[Step]] = {}
    for step in steps:
        found.setdefault(key[step.id], []).append(step)
    return tuple(Box(tuple(together)) for together in found.values())


def _taken_of(step: Step) -> str:
    """The step that this one is the activation of; "" for any other step."""
    read = names(step.expr)
    return read[0] if step.expr.op in ACTIVATIONS and len(read) == 1 else ""
