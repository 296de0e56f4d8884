"""Shortened formulas for long rows: a few printed terms as cells, the elided middle as one array.

A softmax over a thousand keys is a formula of a thousand terms of which four are printed. Where all terms follow one
pattern, the others are computed at once with NumPy; the numbers and sources are the same as term by term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, product, repeat
from typing import Any

import numpy as np

from engine.execution.run import Trace
from engine.expression.cell import Cell, Index, total
from engine.expression.node import Node
from engine.expression.ops import OPS
from engine.expression.scalars import SCALARS
from engine.expression.shapes import Shape
from engine.readings.explanation.tokens import SHOWN_FIRST, SHOWN_LAST, Source

CELL_BY_CELL = frozenset(("sub", "mul", "div", "neg", "square", "exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid"))


class Fiber:
    """Line of cells along one axis: their values, and the cells that each was computed from."""

    def __init__(self, values: Any, sources: list[Sequence[Source]]) -> None:
        """`values` is 1-D, or one number if constant along the axis; `sources` has a list of cells per operand."""
        self.values, self.sources = values, sources

    def middle(self) -> Cell:
        """The elided terms as one leaf cell."""
        hidden = slice(SHOWN_FIRST, -SHOWN_LAST)
        inside = chain.from_iterable(zip(*(cells[hidden] for cells in self.sources), strict=True))
        return Cell("middle", (self.values[hidden], tuple(inside)))


class TraceOperand:
    """Operand whose cells are formulas over a trace, with long regular lines shortened."""

    def __init__(self, node: Node, trace: Trace, longest: int) -> None:
        """`longest` is the number of terms above which a line is shortened."""
        self.node, self.trace, self.longest = node, trace, longest
        self.args = [TraceOperand(arg, trace, longest) for arg in node.args]

    @property
    def shape(self) -> Shape:
        """Shape of the operand's expression."""
        return self.node.shape

    def __getitem__(self, i: Index) -> Cell:
        """Formula of the cell at index i, shortened where possible."""
        at = self.narrowed(i)
        if self.node.op == "ref":
            return Cell("ref", (self.node.params[0], at))
        cut = CUT[self.node.op](at, *self.args, *self.node.params) if self.node.op in CUT else None
        return cut or OPS[self.node.op].cell(at, *self.args, *self.node.params)

    def narrowed(self, i: Index) -> Index:
        """Index i as it applies to this operand: leading axes it lacks dropped, broadcast axes read at 0."""
        return tuple(0 if n == 1 else k for k, n in zip(i[len(i) - len(self.shape) :], self.shape, strict=True))

    def line(self, i: Index, axis: int, count: int) -> Fiber | None:
        """Values and sources of `count` cells along an axis through i; None if the cells may not follow one pattern."""
        node = self.node
        if node.op == "transpose":
            return self.args[0].line((*i[:-2], i[-1], i[-2]), -3 - axis, count) if axis > -3 else None
        if node.op == "ref":
            return self.read(self.narrowed(i), axis, count)
        if not node.shape:
            return Fiber(value(node[()], lambda *_: 0.0), [])
        if node.op not in CELL_BY_CELL:
            return None
        operands = [operand for arg in self.args if (operand := arg.line(i, axis, count))]
        if len(operands) < len(self.args):
            return None
        with np.errstate(all="ignore"):
            values = OPS[node.op].array(*(operand.values for operand in operands))
        return Fiber(values, [cells for operand in operands for cells in operand.sources])

    def read(self, at: Index, axis: int, count: int) -> Fiber:
        """Line of `count` cells of a named step or input; one number if the axis is broadcast."""
        name, k = self.node.params[0], len(at) + axis
        if k < 0 or self.shape[axis] == 1:
            return Fiber(float(self.trace[name][at]), [[(name, at)] * count])
        values = np.asarray(self.trace[name][(*at[:k], slice(None), *at[k + 1 :])], np.float64)
        places = product(*((j,) for j in at[:k]), range(count), *((j,) for j in at[k + 1 :]))
        return Fiber(values, [list(zip(repeat(name), places))])

    def is_long(self, axis: int) -> bool:
        """True if a line along this axis is printed with its middle elided."""
        return self.shape[axis] > max(self.longest, SHOWN_FIRST + SHOWN_LAST)


def shortened(line: Fiber, term: Callable[[int], Cell], count: int) -> Iterator[Cell]:
    """Terms of a shortened line: the first terms as cells, the elided middle, the last term."""
    yield from map(term, range(SHOWN_FIRST))
    yield line.middle()
    yield from map(term, range(count - SHOWN_LAST, count))


def _matmul(i: Index, a: TraceOperand, b: TraceOperand) -> Cell | None:
    left, right = (*i[:-1], 0), (*i[:-2], 0, i[-1])
    count = a.shape[-1]
    rows, columns = (a.line(left, -1, count), b.line(right, -2, count)) if a.is_long(-1) else (None, None)
    if rows is None or columns is None:
        return None
    both = Fiber(rows.values * columns.values, [*rows.sources, *columns.sources])
    return total(shortened(both, lambda k: a[*i[:-1], k] * b[*i[:-2], k, i[-1]], count))


def _along(i: Index, x: TraceOperand, axis: int) -> list[Cell] | None:
    count, k = x.shape[axis], len(i) + axis
    line = x.line(i, axis, count) if x.is_long(axis) else None
    return None if line is None else list(shortened(line, lambda j: x[*i[:k], j, *i[k + 1 :]], count))


def _sum(i: Index, x: TraceOperand, axis: int) -> Cell | None:
    cells = _along(i, x, axis)
    return total(cells) if cells else None


def _max(i: Index, x: TraceOperand, axis: int) -> Cell | None:
    cells = _along(i, x, axis)
    return Cell("max", tuple(cells)) if cells else None


def _share(i: Index, x: TraceOperand, axis: int) -> Cell | None:
    cells = _along(i, x, axis)
    return Cell("share", (x[i], *cells)) if cells else None


CUT: dict[str, Callable[..., Cell | None]] = {"matmul": _matmul, "sum": _sum, "max": _max, "softmax": _share}


def value(cell: Cell, read: Callable[[str, Index], float]) -> Any:
    """Value of a formula: a float, or an array with one value per term if it contains an elided middle.

    `read(step, index)` returns the cells it refers to.
    """
    if cell.op == "middle":
        return cell.args[0]
    if cell.op == "ref":
        return read(*cell.args)
    if cell.op == "num":
        return cell.args[0]
    args = [value(arg, read) for arg in cell.args]
    if not any(isinstance(arg, np.ndarray) for arg in args):
        return SCALARS[cell.op].value(*args)
    if cell.op in ("sum", "max"):
        # term by term in order, so that rounding is the same as for the sum written out
        return SCALARS[cell.op].value(*chain.from_iterable(np.atleast_1d(arg).tolist() for arg in args))
    with np.errstate(all="ignore"):
        return OPS[cell.op].array(*args)
