"""One number's formula: a small tree of scalar operations over cells of named steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engine.expression.dim import Monomial
from engine.expression.symbol import Symbol

Index = tuple[int, ...]
Read = Callable[[str, Index], Any]
Constant = Symbol | Monomial | None  # what a number is called: ε, the factors of a size, or nothing


@dataclass(frozen=True, slots=True)
class Cell:
    """("ref", (step, index)), ("num", (value, name)) or (scalar operation, operands).

    ("middle", (array, sources)) stands for the terms of a long sum that nobody prints, one number for each.
    """

    op: str
    args: tuple[Any, ...]

    def __add__(self, other: Cell) -> Cell:
        return total((self, other))

    def __sub__(self, other: Cell) -> Cell:
        return Cell("sub", (self, other))

    def __mul__(self, other: Cell) -> Cell:
        return product(self, other)

    def __truediv__(self, other: Cell) -> Cell:
        return Cell("div", (self, other))

    @property
    def leaf(self) -> bool:
        """Whether this is read or constant, not computed."""
        return self.op in ("ref", "num", "middle")


def number(value: float, name: Constant = None) -> Cell:
    """A constant; a named one, such as d_k, keeps its name."""
    return Cell("num", (value, name))


def total(cells: Iterable[Cell]) -> Cell:
    """A flat sum: sums inside it are spliced in, constant zeros are left out."""
    terms = [term for cell in cells for term in (cell.args if cell.op == "sum" else (cell,))]
    kept = [t for t in terms if t.op != "num" or t.args[0] != 0] or terms[:1]
    return kept[0] if len(kept) == 1 else Cell("sum", tuple(kept))


def product(a: Cell, b: Cell) -> Cell:
    """A constant 0 or 1 is settled here, because masks multiply."""
    for one, other in ((a, b), (b, a)):
        if one.op == "num" and one.args[0] in (0, 1):
            return other if one.args[0] else one
    return Cell("mul", (a, b))


def choose(keep: Cell, yes: Cell, no: Cell) -> Cell:
    """A constant condition is settled here, so that a causal mask spells one branch only."""
    if keep.op == "num":
        return yes if keep.args[0] else no
    return Cell("if", (keep, yes, no))


def terms(cell: Cell) -> int:
    """How many terms of a sum it stands for."""
    if cell.op == "middle":
        return len(cell.args[0])
    return 1 if cell.leaf or cell.op in ("sum", "max") else max(map(terms, cell.args))


def sources(cell: Cell) -> list[tuple[str, Index]]:
    """The cells it is computed from, each once, in reading order."""
    found: dict[tuple[str, Index], None] = {}
    _gather(cell, found)
    return list(found)


def _gather(cell: Cell, found: dict[tuple[str, Index], None]) -> None:
    if cell.op == "ref":
        found[cell.args] = None
    elif cell.op == "middle":
        found.update(dict.fromkeys(cell.args[1]))
    elif cell.op != "num":
        for arg in cell.args:
            _gather(arg, found)
