"""Inference of sizes that appear only in products or sums: h·d_k columns and h = 2 determine d_k."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.errors import N_, InputError
from engine.program import Program

NO_SUCH_SIZE = {
    "rows": N_("The number of rows of {name} is {got}, but with {given} no {size} makes {dim} equal to {got}."),
    "columns": N_("The number of columns of {name} is {got}, but with {given} no {size} makes {dim} equal to {got}."),
}


class Axis(NamedTuple):
    """One axis of an entered matrix and the number of rows or columns found there.

    `name` is the input, `side` is "rows" or "columns", `dim` the declared size such as "h*d_k", `got` the number found.
    """

    name: str
    side: str
    dim: str
    got: int

    @property
    def sizes(self) -> tuple[str, ...]:
        """Named sizes in the declared product or sum, each once."""
        return _named(self.dim)

    def unknown(self, known: Mapping[str, int]) -> list[str]:
        """Named sizes of this axis that `known` does not contain."""
        return [size for size in self.sizes if size not in known]


@lru_cache(maxsize=1024)
def _named(dim: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[*+]", dim) if not part.isdigit()))


def solved(axes: list[Axis], known: Mapping[str, int], default: Mapping[str, int]) -> dict[str, int]:
    """All sizes by name: `known`, plus those solved from the given axes.

    A size that the axes do not determine, such as the number of heads, is taken from `default`. Raises InputError where
    no whole number ≥ 1 solves an axis.
    """
    found, left = dict(known), axes
    while True:
        unknown = [(axis, sizes) for axis in left if (sizes := axis.unknown(found))]
        if not unknown:
            return found
        left = [axis for axis, _ in unknown]
        axis = next((axis for axis, sizes in unknown if len(sizes) == 1), None)
        if axis is None:
            size = unknown[0][1][0]
            found[size] = default[size]
        else:
            found |= _read(axis, found)


def _read(axis: Axis, known: Mapping[str, int]) -> dict[str, int]:
    """The only unknown size of an axis, solved from the number of rows or columns found, which is linear in it."""
    (size,) = axis.unknown(known)
    without, with_one = (0, 1) if axis.dim == size else (_amount(axis.dim, {**known, size: n}) for n in (0, 1))
    value, rest = divmod(axis.got - without, with_one - without)
    if rest or value < 1:
        given = ", ".join(f"{name} = {int(known[name])}" for name in axis.sizes if name != size)
        template = NO_SUCH_SIZE[axis.side]
        raise InputError(template, name=axis.name, got=axis.got, given=given, size=size, dim=axis.dim)
    return {size: value}


def _amount(dim: str, sizes: Mapping[str, int]) -> int:
    return int(Program(dict(sizes)).size(dim))
