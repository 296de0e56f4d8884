"""Diagrams of one computation from the whole to the single step, each the inside of a box of the one before.

Textbooks draw it so: a recurrent network unrolled and one of its cells, a Transformer as N × a layer, the layer, its
attention.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from functools import lru_cache

from engine.program import Path, Program, Step
from engine.readings.moments import place_of
from engine.readings.structure.merged_boxes import boxes_of, folded
from engine.readings.structure.scope import Box, Scope, made_of, scope_of


@lru_cache(maxsize=256)
def levels(program: Program, step: str) -> tuple[Scope, ...]:
    """The diagrams in which a step stands, the whole first; raises KeyError for an unknown step.

    A whole that is nothing but one part is that part's inside.
    """
    found = [_whole(program, _backward(program.steps[step]))]
    while (inside := _inside(program, found[-1].box_of[step], step)) is not None:
        alone = len(found[-1].boxes) == 1 and found[-1].boxes[0].times == 1
        found = [inside] if alone else [*found, inside]
    return tuple(found)


def beheld(program: Program, step: str) -> int:
    """How many diagrams show a step among others of its moment or layer: all but the inside of a small part."""
    found = levels(program, step)
    inner = len(found) > 1 and not found[-2].box_of[step].whole
    deeper = any(box.opens for box in found[-1].boxes)
    return len(found) - (inner and not deeper)


@lru_cache(maxsize=64)
def _whole(program: Program, backward: bool) -> Scope:
    """A whole pass: each moment is a box, the layers of a stack outside time are one together, all else is folded."""
    steps = tuple(step for step in program.steps.values() if _backward(step) == backward)
    in_time = any(place_of(step) for step in steps)
    larger = {step.parts[0] for step in steps if len(step.parts) > 1}
    gathered: dict[Hashable, list[Step]] = {}
    for step in steps:
        gathered.setdefault(place_of(step) if in_time else _stands_in(step, larger), []).append(step)
    whole = [_gathered(tuple(together)) for key, together in gathered.items() if key is not None]
    boxes = [*boxes_of(program, tuple(gathered.get(None, ()))), *whole]
    order = {id: n for n, id in enumerate(program.steps)}
    return made_of(program, sorted(boxes, key=lambda box: order[box.id]), unrolled=in_time)


def _backward(step: Step) -> bool:
    return bool(step.gradient_of)


def _stands_in(step: Step, larger: Collection[str]) -> Hashable:
    """The stack of layers or the larger part in which a step stands; None for what stands alone."""
    depth = _layer(step.path)
    if depth is not None:
        return step.path[:depth]
    return next((part for part in step.parts if part in larger), None)


def _layer(path: Path) -> int | None:
    """How deep in a path its layer stands; None outside of one."""
    return next((n for n, group in enumerate(path) if group.branch == "layer"), None)


def _gathered(steps: tuple[Step, ...]) -> Box:
    """The box of a moment, of a stack of layers or of a larger part; a single step is a box by itself."""
    path, place = steps[0].path, place_of(steps[0])
    if place is not None and len(steps) > 1:
        return Box(steps, path[: len(place.track) + place.backward + 1])
    depth = _layer(path)
    if depth is None or len(steps) == 1:
        return Box(steps)
    return Box(steps, path[: depth + 1], len({step.path[depth] for step in steps}))


def _inside(program: Program, box: Box, step: str) -> Scope | None:
    """The diagram behind a box; None for a step by itself or with its activation."""
    if not box.opens:
        return None
    if not box.whole:
        deeper = any(one.parts != box.parts for one in box.steps)
        return made_of(program, boxes_of(program, box.steps) if deeper else (Box((one,)) for one in box.steps))
    scope = scope_of(program, step)
    small = folded(program, scope)
    return small if len(small.boxes) > 1 else scope
