"""A mistake that touches several steps of a program: its id and what it makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.expression.node import Node, names
from engine.ids import MisconceptionId
from engine.program import Program


class Rewritten(NamedTuple):
    """A mistake's id and the steps it changes, by id."""

    id: str
    changes: Mapping[str, Node]


def mistake_id(kind: str, *details: str) -> str:
    """A mistake's id, as those of misconceptions are written."""
    return str(MisconceptionId(kind, details))


def written_alike(a: Node, b: Node) -> bool:
    """Whether two formulas are written alike."""
    alike = a.op == b.op and a.params == b.params and len(a.args) == len(b.args)
    return alike and all(map(written_alike, a.args, b.args))


def in_order(p: Program, changes: Mapping[str, Node]) -> bool:
    """Whether every changed step reads only what is computed before it."""
    place = {id: k for k, id in enumerate(p.steps)}
    return all(place.get(name, -1) < place[id] for id, node in changes.items() for name in names(node))
