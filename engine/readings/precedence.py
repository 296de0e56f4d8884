"""Where brackets are needed: one rule for every notation, over the notation's own table of bindings."""

from __future__ import annotations

from typing import NamedTuple

WHOLE = 9  # binds tighter than any operation: a name, a call, whatever has brackets of its own


class Binding(NamedTuple):
    """How tightly an operation binds, and how tightly its operands must bind to stand without brackets.

    The last number in `needs` holds for all operands that follow.
    """

    own: int
    needs: tuple[int, ...] = (0,)


CALL = Binding(WHOLE)  # a function with its operands in brackets


def loose(outer: Binding, k: int, its: int) -> bool:
    """Whether operand k needs brackets, which binds as tightly as `its`."""
    return its < outer.needs[min(k, len(outer.needs) - 1)]
