"""What a wrong version changes in a formula, by name: what it leaves out, and what it reads in place of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.expression.node import Node, names, same

# operations that hand their operands on: what stands in one of these is left out itself, not a function of it, such as
# a derivative, nor a condition on it
JOINING = frozenset(
    {"add", "sub", "mul", "div", "neg", "matmul", "transpose", "part", "concat", "sum", "max", "larger"}
)


@dataclass(frozen=True)
class Changes:
    """The difference between a formula and a wrong version of it, in ids of steps and inputs.

    `left_out` are those that are missing in a wrong version that has nothing in their place; `replaced` are pairs
    (meant, used) of those that stand in the same place.
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
    kept, there = set(names(wrong)), set(names(right))
    missing = dict.fromkeys(name for name in _missing(right, wrong) if name not in kept)
    return Changes(left_out=tuple(missing) if kept <= there else ())


def _missing(right: Node, wrong: Node) -> Iterator[str]:
    """The references of the right formula, in reading order, that stand for themselves where the two differ."""
    if same(right, wrong):
        return
    kept = next((k for k, arg in enumerate(right.args) if same(arg, wrong)), None)
    if kept is not None:  # one of several operands is all that is there
        for other in (*right.args[:kept], *right.args[kept + 1 :]):
            yield from _operands(other)
    elif right.args and right.op == wrong.op and len(right.args) == len(wrong.args):
        for a, b in zip(right.args, wrong.args, strict=True):
            yield from _missing(a, b)
    else:
        yield from _operands(right)


def _operands(node: Node) -> Iterator[str]:
    if node.op == "ref":
        yield node.params[0]
    elif node.op in JOINING:
        for arg in node.args:
            yield from _operands(arg)


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
