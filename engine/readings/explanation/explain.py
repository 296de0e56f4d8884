"""Worked arithmetic of one cell, in lines that are true as printed.

A line is true if evaluating its printed numbers and rounding, ties away from zero, gives the printed result. A line
gets more digits until it is true; if that needs too many, it ends in ≈ instead of =. An operand that would round to 0
without being it is printed with the digits that count: 3.1·10⁻⁹.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.execution.run import Trace
from engine.expression.cell import Cell, Index, number, sources
from engine.expression.scalars import spelled
from engine.expression.shapes import Shape
from engine.expression.symbol import Symbol
from engine.program import Program, Step
from engine.readings.explanation.long_sums import TraceOperand, value
from engine.readings.explanation.tokens import CellWriter, Source, Token, Tokens, elided, text
from engine.readings.formulas.plain import Plain, plain
from engine.readings.formulas.sizes import constant as named_constant
from engine.readings.formulas.tree import SCRIPT, Name, fitted, without_minus
from engine.readings.numbers import (
    HUGE,
    Numeral,
    counted_numeral,
    denoised,
    fixed,
    fixed_numeral,
    rounded,
    short_numeral,
    vanishes,
)

MOST_EXTRA_DIGITS = 7
FUNCTIONS = frozenset(
    ("exp", "log", "erf", "sqrt", "floor", "sin", "cos", "tanh", "sigmoid", "square", "relu", "clip", "power")
)
FEWEST_FIGURES = 2  # of a number that would round to 0
OVERFLOWS = 700.0  # e to a power somewhat above this overflows a double


@dataclass(frozen=True)
class ArithmeticLine:
    """One line of printed arithmetic; `exact` says whether it equals the result as printed.

    `subtotals` of a sum are what its printed terms come to, the first alone, the first two, and so on.
    """

    tokens: tuple[Token, ...]
    exact: bool = True
    subtotals: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The line as text."""
        return text(list(self.tokens))


@dataclass(frozen=True)
class WorkedCell:
    """Worked arithmetic of a cell: label, formula in symbols, lines in numbers, result, and the cells it reads.

    `fully_masked` marks a cell that is 0 by definition, without arithmetic, because its whole row is masked.
    """

    label: Token
    symbols: ArithmeticLine
    lines: tuple[ArithmeticLine, ...]
    result: str
    sources: tuple[Source, ...]
    fully_masked: bool = False

    def __str__(self) -> str:
        """The whole calculation on one line: label = symbols = numbers = result, with ≈ after an inexact line."""
        signs = ["=", "=", *("=" if line.exact else "≈" for line in self.lines)]
        between = zip(signs, (str(self.symbols), *map(str, self.lines), self.result), strict=True)
        return self.label.text + "".join(f" {sign} {part}" for sign, part in between)


def explain(trace: Trace, step: str, index: Index, digits: int = 4, longest: int = 8) -> WorkedCell:
    """Worked arithmetic of one cell of a step, for a trace without batch axes.

    `index` counts from 0, one number per axis; `digits` is the number of decimals of the result; a sum of more than
    `longest` terms is printed with its middle elided. Raises KeyError for an unknown step and IndexError for an index
    outside its shape.
    """
    shape = trace.program.steps[step].shape
    if len(index) != len(shape) or not all(0 <= k < n for k, n in zip(index, shape, strict=True)):
        raise IndexError(index)
    return _Explainer(trace, digits, longest).worked(step, index)


def label(program: Program, id: str, index: Index) -> str:
    """Name of a cell by symbol and indices from 1, without axes of size 1: "S[2,3]", "fₜ[2]", "V⁽¹⁾[2,3]" of a head."""
    return plain(symbol_at(program, id, index)) + place(program, id, index)


def symbol_at(program: Program, id: str, index: Index) -> Symbol:
    """Symbol of the matrix that a cell stands in; of several heads it carries the number of the one."""
    thing = program[id]
    heads = thing.symbol.any_head or any(n > 1 for n in thing.shape[:-2])
    return thing.symbol.of_head(slice_number(thing.shape, index[:-2])) if heads else thing.symbol


def slice_number(shape: Shape, lead: Index) -> str:
    """Which head a slice is, counting from 1; axes of one, which tell nothing apart, are left out."""
    return ",".join(str(k + 1) for k, n in zip(lead, shape, strict=False) if n > 1) or "1"


def place(program: Program, id: str, index: Index) -> str:
    """Row and column of a cell from 1, without axes of size 1: "[2,3]"."""
    places = [str(k + 1) for k, n in zip(index[-2:], program[id].shape[-2:], strict=True) if n > 1]
    return f"[{','.join(places)}]" if places else ""


class _Explainer:
    def __init__(self, trace: Trace, digits: int, longest: int) -> None:
        self.trace, self.digits, self.longest = trace, digits, longest

    def read(self, step: str, index: Index) -> float:
        return float(self.trace[step][index])

    def worked(self, step: str, index: Index) -> WorkedCell:
        found = self.trace.program.steps[step]
        cell = TraceOperand(found.expr, self.trace, self.longest)[index]
        result = fixed(self.read(step, index), self.digits)
        masked = self.masked_share(cell) or not self.defined(found, index)
        written = cell if masked else spelled(cell, self.overflows)
        lines = () if masked else tuple(self.line(stage, result) for stage in self.stages(self.taken(written)))
        lines = tuple(line for line in lines if str(line) != result)
        name = self.symbol(Cell("ref", (step, index)))
        symbols = ArithmeticLine(()) if written.op == "share" else self.symbols(written)
        return WorkedCell(name, symbols, lines, result, tuple(sources(cell)), masked)

    def defined(self, step: Step, index: Index) -> bool:
        return step.defined is None or bool(value(step.defined[index], self.read))

    def taken(self, cell: Cell) -> Cell:
        """The branch that is computed, where the other one is only a mask: 0 or −∞."""
        if cell.op != "if" or cell.args[2].op != "num" or cell.args[2].args[0] not in (0, -math.inf):
            return cell
        keep, yes, no = cell.args
        return self.taken(yes) if value(keep, self.read) else no

    def masked_share(self, cell: Cell) -> bool:
        return cell.op == "share" and all(np.all(value(x, self.read) == -math.inf) for x in cell.args)

    def overflows(self, share: Cell) -> bool:
        scores = np.hstack([value(arg, self.read) for arg in share.args])
        return bool(np.abs(scores[np.isfinite(scores)]).max(initial=0.0) > OVERFLOWS)

    # ---- the lines ----

    def stages(self, cell: Cell) -> list[Cell]:
        """The formula, then with the arguments of its functions evaluated, then with the functions evaluated too."""
        found = [cell]
        while not self.simple(found[-1]):
            found.append(self.reduced(found[-1]))
        return found

    def simple(self, cell: Cell) -> bool:
        """True if no further stage is needed: plain arithmetic, or one function of one number."""
        if cell.op in FUNCTIONS:
            return all(arg.leaf for arg in cell.args)
        return not any(node.op in FUNCTIONS for arg in cell.args for node in _nodes(arg)) if not cell.leaf else True

    def reduced(self, cell: Cell) -> Cell:
        """The formula with its innermost functions evaluated one stage further: their arguments first, then they."""
        if cell.leaf:
            return cell
        if cell.op in FUNCTIONS and not any(n.op in FUNCTIONS for arg in cell.args for n in _nodes(arg)):
            if all(arg.leaf for arg in cell.args):
                return self.settled(cell)
            return Cell(cell.op, tuple(arg if arg.leaf else self.settled(arg) for arg in cell.args))
        return Cell(cell.op, tuple(self.reduced(arg) for arg in cell.args))

    def settled(self, cell: Cell) -> Cell:
        """The formula replaced by its value; an array of values where it contains an elided middle."""
        found = value(cell, self.read)
        if isinstance(found, np.ndarray):
            return Cell("middle", (found, ()))
        return number(found if cell.op == "exp" else denoised(found))  # of e^x every digit counts

    def line(self, cell: Cell, result: str) -> ArithmeticLine:
        """The formula in numbers, with as many digits as the printed result needs to be true."""
        for digits in range(self.digits, self.digits + MOST_EXTRA_DIGITS + 1):
            if self.holds(cell, digits, result):
                return ArithmeticLine(tuple(self.numbers(cell, digits)), subtotals=self.subtotals(cell, digits))
        return ArithmeticLine(tuple(self.numbers(cell, self.digits + 2)), exact=False)

    def holds(self, cell: Cell, digits: int, result: str) -> bool:
        """True if the numbers printed with these digits evaluate to the printed result."""
        return fixed(value(self.printed(cell, digits), self.read), self.digits) == result

    def subtotals(self, cell: Cell, digits: int) -> tuple[str, ...]:
        """What the printed terms of a sum come to, one more each time; nothing for any other formula."""
        if cell.op != "sum":
            return ()
        terms = self.printed(cell, digits).args
        if elided(cell, self.longest):  # the last printed term stands before the middle
            terms = (*terms[:-2], terms[-1], terms[-2])
        sums = (value(Cell("sum", terms[:k]), self.read) for k in range(1, len(terms) + 1))
        return tuple(fixed(found, self.digits) for found in sums)

    def printed(self, cell: Cell, digits: int) -> Cell:
        """The formula with its numbers rounded as they are printed."""
        if cell.op == "ref":
            return number(self.as_printed(denoised(self.read(*cell.args)), digits))
        if cell.op == "num":
            return cell if cell.args[1] or _is_short(cell.args[0]) else number(self.as_printed(cell.args[0], digits))
        if cell.op in ("sum", "max") and elided(cell, self.longest):
            middle = denoised(value(Cell(cell.op, cell.args[3:-1]), self.read))
            hidden = number(self.as_printed(middle, digits))
            return Cell(cell.op, (*(self.printed(x, digits) for x in (*cell.args[:3], cell.args[-1])), hidden))
        return Cell(cell.op, tuple(self.printed(x, digits) for x in cell.args))

    # ---- the writing ----

    def figures(self, digits: int) -> int:
        """How many digits count of a number that would round to 0, on a line with so many decimals."""
        return FEWEST_FIGURES + digits - self.digits

    def as_printed(self, x: float, digits: int) -> float:
        """The value that is read where x is printed."""
        if vanishes(x, digits):
            return float(f"{x:.{self.figures(digits) - 1}e}")
        return float(rounded(x, digits)) if math.isfinite(x) and abs(x) < HUGE else x

    def numeral(self, x: float, digits: int) -> Numeral:
        """x with so many decimals; with the digits that count where these are all 0."""
        return counted_numeral(x, self.figures(digits)) if vanishes(x, digits) else fixed_numeral(x, digits)

    def operand(self, id: str, index: Index, digits: int) -> Numeral:
        """A cell's number as printed: an input that fits in fewer digits as it was entered, 0.43 instead of 0.4300."""
        x = self.read(id, index)
        entered = id in self.trace.program.inputs and math.isfinite(x) and float(rounded(x, digits)) == x
        return short_numeral(x) if entered else self.numeral(denoised(x), digits)

    def symbols(self, cell: Cell) -> ArithmeticLine:
        writer = CellWriter(self.symbol, lambda hidden: "⋯", longest=self.longest)
        return ArithmeticLine(tuple(writer.write(cell)))

    def symbol(self, leaf: Cell) -> Token:
        if leaf.op == "ref":
            name, at = Name(symbol_at(self.trace.program, *leaf.args)), place(self.trace.program, *leaf.args)
            return Token(plain(name.symbol) + at, "operand", leaf.args, written=name, place=at)
        written = fitted("line", SCRIPT, 0, named_constant(*leaf.args))
        unsigned, negative = without_minus(written)
        return Token(Plain()(unsigned), "number", written=written, negative=negative)

    def numbers(self, cell: Cell, digits: int) -> Tokens:
        def leaf(x: Cell) -> Token:
            if x.op == "ref":
                found = self.operand(x.args[0], x.args[1], digits)
                return Token(found.digits, "operand", x.args, negative=found.negative, product=found.product)
            constant, name = x.args
            found = short_numeral(constant) if name or _is_short(constant) else self.numeral(constant, digits)
            return Token(found.digits, "number", negative=found.negative, product=found.product)

        def subtotal(hidden: Cell) -> str:
            return f"⋯ {self.numeral(denoised(float(value(hidden, self.read))), digits)}"

        return CellWriter(leaf, subtotal, longest=self.longest).write(cell)


def _nodes(cell: Cell) -> Iterator[Cell]:
    yield cell
    if not cell.leaf:
        for arg in cell.args:
            yield from _nodes(arg)


def _is_short(x: float) -> bool:
    """True for a constant written in full (2, 0.5, 10000); longer ones are printed to the line's digits."""
    return math.isinf(x) or float(f"{x:.10g}") == x
