"""Sizes that no axis shows alone, found from products and sums of sizes: h·d_k columns with h = 2 say what d_k is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from engine.errors import InputError
from engine.program import Program

NO_SUCH_SIZE = {
    "rows": "{name} has {got} rows, but with {given} no {size} makes {dim} equal to {got}.",
    "columns": "{name} has {got} columns, but with {given} no {size} makes {dim} equal to {got}.",
}


class Axis(NamedTuple):
    """One side of an entered matrix: whose, "rows" or "columns", the size it is declared to have, how many it has."""

    name: str
    side: str
    dim: str
    got: int

    @property
    def sizes(self) -> list[str]:
        """The sizes it is made of, each once."""
        return list(dict.fromkeys(part for part in re.split(r"[*+]", self.dim) if not part.isdigit()))

    def unknown(self, known: Mapping[str, int]) -> list[str]:
        """The sizes that are still to be found."""
        return [size for size in self.sizes if size not in known]


def solved(axes: list[Axis], known: Mapping[str, int], default: Mapping[str, int]) -> dict[str, int]:
    """Every size that these axes are made of. What they leave open, such as the number of heads, is the default.

    Raises InputError where no whole size fits.
    """
    found = dict(known)
    while left := [axis for axis in axes if axis.unknown(found)]:
        axis = next((a for a in left if len(a.unknown(found)) == 1), None)
        if axis is None:
            size = left[0].unknown(found)[0]
            found[size] = default[size]
        else:
            found |= _read(axis, found)
    return found


def _read(axis: Axis, known: Mapping[str, int]) -> dict[str, int]:
    """The one unknown size of an axis, in which it is linear."""
    (size,) = axis.unknown(known)
    without, with_one = (int(Program({**known, size: value}).size(axis.dim)) for value in (0, 1))
    value, rest = divmod(axis.got - without, with_one - without)
    if rest or value < 1:
        given = ", ".join(f"{name} = {int(known[name])}" for name in axis.sizes if name != size)
        template = NO_SUCH_SIZE[axis.side]
        raise InputError(template, name=axis.name, got=axis.got, given=given, size=size, dim=axis.dim)
    return {size: value}
