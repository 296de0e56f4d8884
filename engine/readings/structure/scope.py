"""What one diagram shows: a moment, a layer, or a whole program; together the diagrams show every step once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from engine.program import Path, Program, Step
from engine.readings.moments import place_of
from engine.readings.structure.reads import Port, ports_of, sources


@dataclass(frozen=True, eq=False)
class Box:
    """A box of a diagram: a step, or several steps that are drawn as one; what it hands on is the last of them.

    A box that is the `whole` of a moment or of a stack has the path of it, of a stack of layers that of the first
    one, and their number in `times`.
    """

    steps: tuple[Step, ...]
    whole: Path = ()
    times: int = 1

    @property
    def last(self) -> Step:
        """The step whose result the box hands on."""
        return self.steps[-1]

    @property
    def id(self) -> str:
        """The id of the last step."""
        return self.last.id

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of a model in which all of its steps stand, the larger one first."""
        levels = zip(*(step.parts for step in self.steps), strict=False)
        return tuple(names[0] for names in takewhile(lambda names: len({*names}) == 1, levels))

    @property
    def part(self) -> str:
        """The name of the part of a model that the box is; "" for a step, also with its activation."""
        return self.parts[-1] if len(self.steps) > 1 and self.parts else ""

    @property
    def opens(self) -> bool:
        """Whether there is a diagram of what stands inside."""
        return bool(self.whole or self.part)


@dataclass(frozen=True, eq=False)
class Scope:
    """The boxes of one diagram in order, and what they read from outside: inputs that are not trained, other steps.

    `rows` are the boxes that stand side by side in one row, as those of a normalisation do. Where all moments of a
    program are `unrolled`, those of a later moment stand to the right of those of an earlier one.
    """

    boxes: tuple[Box, ...]
    ports: tuple[Port, ...]
    rows: tuple[tuple[Box, ...], ...]
    unrolled: bool = False

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of all boxes."""
        return tuple(step for box in self.boxes for step in box.steps)

    @cached_property
    def box_of(self) -> dict[str, Box]:
        """The box in which each step stands, by its id."""
        return {step.id: box for box in self.boxes for step in box.steps}


@lru_cache(maxsize=64)
def scopes(program: Program) -> tuple[Scope, ...]:
    """The diagrams of a program, one box for each step, in the order of their first steps."""
    found: dict[Hashable, list[Step]] = {}
    for step in program.steps.values():
        found.setdefault(_key(step), []).append(step)
    return tuple(made_of(program, (Box((step,)) for step in steps)) for steps in found.values())


def scope_of(program: Program, step: str) -> Scope:
    """The diagram in which a step stands; raises KeyError for an unknown step."""
    return _by_step(program)[step]


@lru_cache(maxsize=64)
def _by_step(program: Program) -> dict[str, Scope]:
    return {step.id: scope for scope in scopes(program) for step in scope.steps}


def _key(step: Step) -> Hashable:
    """A moment by its place; outside time the layers, forward and backward apart."""
    place = place_of(step)
    return place or (bool(step.gradient_of), tuple(group for group in step.path if group.branch == "layer"))


def made_of(program: Program, boxes: Iterable[Box], unrolled: bool = False) -> Scope:
    """The scope of these boxes."""
    found = tuple(boxes)
    own = {step.id for box in found for step in box.steps}
    read = (source for box in found for step in box.steps for source in sources(step.expr))
    return Scope(found, ports_of(program, read, own), _rows(found), unrolled)


def _rows(boxes: tuple[Box, ...]) -> tuple[tuple[Box, ...], ...]:
    rows: list[list[Box]] = []
    for box in boxes:
        path = box.last.path
        if rows and path[-1:] and path[-1].branch == "detail" and rows[-1][0].last.path == path:
            rows[-1].append(box)
        else:
            rows.append([box])
    return tuple(map(tuple, rows))
