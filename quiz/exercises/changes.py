"""What a wrong version changes in a formula, by name: what it leaves out, and what it reads in place of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.expression.node import Node, names


@dataclass(frozen=True)
class Changes:
    """The difference between a formula and a wrong version of it, in ids of steps and inputs.

    `left_out` are those that only the right formula reads; `replaced` are pairs (meant, used) of those that stand in
    the same place.
    """

    left_out: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()

    @property
    def exchanged(self) -> tuple[str, str] | None:
        """The two that were used in each other's place, in the order in which the formula reads them."""
        pairs = set(self.replaced)
        return self.replaced[0] if self.replaced and pairs == {self.replaced[0], self.replaced[0][::-1]} else None


def changes(right: Node, wrong: Node) -> Changes:
    """How a wrong version differs from the right formula."""
    pairs = list(_replaced(right, wrong))
    if None not in pairs:
        return Changes(replaced=tuple(dict.fromkeys(pair for pair in pairs if pair)))
    kept = set(names(wrong))
    return Changes(left_out=tuple(name for name in names(right) if name not in kept))


def _replaced(right: Node, wrong: Node) -> Iterator[tuple[str, str] | None]:
    """The references that differ, in reading order; None where the operations do."""
    if right.op != wrong.op or len(right.args) != len(wrong.args):
        yield None
    elif right.op == "ref":
        if right.params != wrong.params:
            yield right.params[0], wrong.params[0]
    else:
        for a, b in zip(right.args, wrong.args, strict=True):
            yield from _replaced(a, b)
