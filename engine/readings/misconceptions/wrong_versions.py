"""What a wrong version of a step is, and what makes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.errors import ShapeError
from engine.expression.node import Node
from engine.program import Program


class Wrong(NamedTuple):
    """Wrong version of a step: the misconception's id and the expression."""

    id: str
    expr: Node


Rewrite = Callable[[Node, Program], Node]


def fitting(id: str, make: Callable[[], Node]) -> Iterator[Wrong]:
    """The wrong version that `make` builds; none if its shapes do not fit."""
    try:
        yield Wrong(id, make())
    except ShapeError:
        return
