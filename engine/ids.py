"""Ids of steps and inputs, such as "layer=1/t=3/hidden", and of misconceptions, such as "sqrt.no_root".

The only module that writes and parses them. Code that has the program reads a step's own fields; records of old
attempts have only the id.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

BETWEEN = "/"
BACKWARD = "backward"  # the branch of the gradients; no mechanism may have a group of this name
OF_BACKWARD = f"{BACKWARD}_"  # before a step's name in a misconception about its gradient
PART = "."  # between the parts of a misconception's id


def joined(path: Iterable[object]) -> str:
    """A path of groups without a name: "layer=1/t=3"."""
    return BETWEEN.join(map(str, path))


def written(path: Iterable[object], name: str) -> str:
    """Id from a path of groups and a name."""
    return joined([*path, name])


def name_in(id: str) -> str:
    """Name in an id, without its path: "hidden" of "t=3/hidden"."""
    return id.rpartition(BETWEEN)[2]


def gradient_id(id: str) -> str:
    """Id of the gradient of a step or an input: "backward/t=3/hidden"."""
    return written((BACKWARD,), id)


def is_gradient(id: str) -> bool:
    """True for the id of a gradient, a step of the backward pass."""
    return id.startswith(BACKWARD + BETWEEN)


# ---- misconceptions ----


class MisconceptionId(NamedTuple):
    """What the id of a misconception says: its kind, an operation or what was confused, then which mistake or of what.

    ("sqrt", ("no_root",)), ("exchanged", ("forget_gate", "input_gate")).
    """

    kind: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The id as it stands in records and in content."""
        return PART.join((self.kind, *self.details))


def misconception(id: str) -> MisconceptionId:
    """The parts of a misconception's id."""
    kind, *details = id.split(PART)
    return MisconceptionId(kind, tuple(details))


def gradient_name(name: str) -> str:
    """What the gradient of a step is called in the id of a misconception."""
    return OF_BACKWARD + name


def forward_name(name: str) -> str:
    """The step whose gradient is called so in the id of a misconception; "" for what is no gradient."""
    return name.removeprefix(OF_BACKWARD) if name.startswith(OF_BACKWARD) else ""
