"""Ids of steps and inputs, "layer=1/t=3/hidden": written here from a place and a name, and read here and nowhere else.

Whoever has the program asks the step itself; records of old attempts have nothing but the id.
"""

from __future__ import annotations

from collections.abc import Iterable

BETWEEN = "/"
BACKWARD = "backward"  # the branch of the gradients; no mechanism may have a group of this name


def written(path: Iterable[object], name: str) -> str:
    """The id of what stands at a place under a name."""
    return BETWEEN.join([*map(str, path), name])


def name_in(id: str) -> str:
    """The name without the place: hidden of t=3/hidden."""
    return id.rpartition(BETWEEN)[2]


def is_gradient(id: str) -> bool:
    """Whether it stands in the branch of the gradients."""
    return id.startswith(BACKWARD + BETWEEN)
