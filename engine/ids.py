"""Ids of steps and inputs, such as "layer=1/t=3/hidden": the only module that writes and parses them.

Code that has the program reads a step's own fields; records of old attempts have only the id.
"""

from __future__ import annotations

from collections.abc import Iterable

BETWEEN = "/"
BACKWARD = "backward"  # the branch of the gradients; no mechanism may have a group of this name


def written(path: Iterable[object], name: str) -> str:
    """Id from a path of groups and a name."""
    return BETWEEN.join([*map(str, path), name])


def name_in(id: str) -> str:
    """Name in an id, without its path: "hidden" of "t=3/hidden"."""
    return id.rpartition(BETWEEN)[2]


def is_gradient(id: str) -> bool:
    """True for the id of a gradient, a step of the backward pass."""
    return id.startswith(BACKWARD + BETWEEN)
