"""A mechanism under a disguise: every input, step, size, group and unit has another name, all else is the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from engine import Input, Mechanism, Program, Step
from engine.expression.dim import Dim
from engine.expression.node import Node
from engine.ids import BACKWARD, BETWEEN
from engine.readings.misconceptions import BY_REFERENCE

WORD = re.compile("Zig[0-9]+zag")


class Names:
    """One nonsense word for each name, the same one every time; words share no beginning and no end with it."""

    def __init__(self) -> None:
        numbers = count(1)
        self.known: dict[str, str] = defaultdict(lambda: f"Zig{next(numbers)}zag")

    def __getitem__(self, name: str) -> str:
        return name if name.isdigit() or name == BACKWARD else self.known[name]

    def of_id(self, id: str) -> str:
        """An id in disguise: t=1/hidden is Zig5zag=1/Zig9zag."""
        return BETWEEN.join("=".join(map(self.__getitem__, part.split("=", 1))) for part in id.split(BETWEEN))

    def back(self, text: str) -> str:
        """A text with the names that its words stand for."""
        real = {word: name for name, word in self.known.items()}
        return WORD.sub(lambda found: real[found[0]], text)

    def of_misconception(self, id: str) -> str:
        """The id of a misconception, what it names after its kind in disguise."""
        kind, *named = id.split(".")
        if kind not in BY_REFERENCE:
            return id
        mark = f"{BACKWARD}_"
        return ".".join([kind, *(mark * name.startswith(mark) + self[name.removeprefix(mark)] for name in named)])


@dataclass(eq=False)
class Disguised(Program):
    """A program that files whatever is written into it under other names."""

    names: Names = field(default_factory=Names)

    def _product(self, text: str) -> Dim:
        size = super()._product(text)
        hidden = Dim(int(size), *(self.names[n] if isinstance(n, str) else n for n in size.powers.elements()))
        hidden.kinds = {self.names[n]: counts for n, counts in size.kinds.items()}
        return hidden

    def add(self, thing: Input | Step) -> Node:
        if isinstance(thing, Input):
            axes = tuple("".join(_renamed(axis, self.names)) for axis in thing.axes)
            thing = replace(thing, axes=axes)
        return super().add(replace(thing, name=self.names[thing.name]))

    def alike(self, **units: list[Node]) -> None:
        super().alike(**{self.names[unit]: trained for unit, trained in units.items()})

    @contextmanager
    def group(self, kind: str, *rest: Any, **named: Any) -> Iterator[None]:
        with super().group(self.names[kind], *rest, **named):
            yield


def _renamed(axis: str, names: Names) -> Iterator[str]:
    """A declared axis such as h*d_k, piece by piece."""
    word = ""
    for character in f"{axis} ":
        if character in "*+ ":
            yield names[word] + character.strip()
            word = ""
        else:
            word += character


def disguised(mechanism: Mechanism, names: Names) -> Mechanism:
    """The mechanism as it would be if its author had thought of other names."""
    real = {names[size]: size for size in mechanism.sizes}

    def write(p: Program, o: Any) -> None:
        hidden = Disguised({real[n]: value for n, value in p.dims.items()}, counts=mechanism.counts, names=names)
        mechanism.write(hidden, o)
        p.inputs |= hidden.inputs
        p.steps |= hidden.steps

    sizes = {names[size]: value for size, value in mechanism.sizes.items()}
    counts = {names[size]: kind for size, kind in mechanism.counts.items()}
    unrolls = tuple(tuple(map(names.__getitem__, term)) for term in mechanism.unrolls)
    return Mechanism(names[mechanism.id], write, mechanism.options, sizes, counts, unrolls)
