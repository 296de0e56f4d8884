"""Where brackets are needed: one rule for every notation, over the notation's own table of bindings."""

from __future__ import annotations

from typing import NamedTuple

WHOLE = 9  # binds tighter than any operation: a name, a call, whatever has brackets of its own


class Binding(NamedTuple):
    """How tightly an operation binds, and how tightly its operands must bind to stand without brackets.

    The last number in `needs` holds for all operands that follow. Operations of two families always have brackets
    between them, since readers disagree which of them binds tighter: A ⊙ (B C), (A ⊙ B) C.
    """

    own: int
    needs: tuple[int, ...] = (0,)
    family: str = ""


CALL = Binding(WHOLE)  # a function with its operands in brackets


def loose(outer: Binding, k: int, its: Binding) -> bool:
    """Whether operand k of an operation, which binds as `its` says, needs brackets."""
    mixed = outer.family and its.family and outer.family != its.family
    return bool(mixed) or its.own < outer.needs[min(k, len(outer.needs) - 1)]
