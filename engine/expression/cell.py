"""Scalar formulas: the arithmetic behind one number of an array, as a small tree."""

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
        """The sum of two formulas, flattened by `total`."""
        return total((self, other))

    def __sub__(self, other: Cell) -> Cell:
        """The difference of two formulas."""
        return Cell("sub", (self, other))

    def __mul__(self, other: Cell) -> Cell:
        """The product of two formulas, with factors 0 and 1 folded by `product`."""
        return product(self, other)

    def __truediv__(self, other: Cell) -> Cell:
        """The quotient of two formulas."""
        return Cell("div", (self, other))

    @property
    def leaf(self) -> bool:
        """True for a reference, a constant or the elided middle of a sum; False for an operation."""
        return self.op in ("ref", "num", "middle")


def number(value: float, name: Constant = None) -> Cell:
    """Constant as a formula; a named one, such as d_k, keeps its name."""
    return Cell("num", (value, name))


def total(cells: Iterable[Cell]) -> Cell:
    """Flat sum of formulas: nested sums are spliced in and constant zeros are dropped.

    `cells` must not be empty; a sum of zeros only keeps one of them.
    """
    terms = [term for cell in cells for term in (cell.args if cell.op == "sum" else (cell,))]
    kept = [t for t in terms if t.op != "num" or t.args[0] != 0] or terms[:1]
    return kept[0] if len(kept) == 1 else Cell("sum", tuple(kept))


def product(a: Cell, b: Cell) -> Cell:
    """Product of two formulas; a constant factor of 0 or 1 is folded away.

    Folding keeps 0/1 masks out of the printed arithmetic.
    """
    for one, other in ((a, b), (b, a)):
        if one.op == "num" and one.args[0] in (0, 1):
            return other if one.args[0] else one
    return Cell("mul", (a, b))


def choose(keep: Cell, yes: Cell, no: Cell) -> Cell:
    """Conditional formula `yes if keep else no`; a constant condition is folded to one branch.

    Folding lets a causal mask, whose cells are constants, print only the branch that applies. 1 and 0 of a comparison
    are the comparison itself, [a > b].
    """
    if keep.op == "num":
        return yes if keep.args[0] else no
    if keep.op in ("greater", "equal") and (yes, no) == (number(1.0), number(0.0)):
        return keep
    return Cell("if", (keep, yes, no))


def terms(cell: Cell) -> int:
    """Number of terms of an enclosing sum that a formula stands for: 1, or more if it is an elided middle."""
    if cell.op == "middle":
        return len(cell.args[0])
    return 1 if cell.leaf or cell.op in ("sum", "max") else max(map(terms, cell.args))


def sources(cell: Cell) -> list[tuple[str, Index]]:
    """The cells a formula reads, as (step or input id, index), each once and in reading order."""
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
