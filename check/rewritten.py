"""A mistake that touches several steps of a program: its id and what it makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.expression.node import Node
from engine.ids import MisconceptionId


class Rewritten(NamedTuple):
    """A mistake's id and the steps it changes, by id."""

    id: str
    changes: Mapping[str, Node]


def mistake_id(kind: str, *details: str) -> str:
    """A mistake's id, as those of misconceptions are written."""
    return str(MisconceptionId(kind, details))
