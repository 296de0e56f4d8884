"""One cell as worked lines that are true as printed.

A line is true when evaluating its printed numbers and rounding, halves up, to the printed digits gives the printed
result. Digits are added to a line until it is; if eight more are not enough, the line ends in ≈.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.execution.run import Trace
from engine.expression.cell import Cell, Index, number, sources
from engine.expression.scalars import spelled
from engine.program import Program, Step
from engine.readings.explanation.long_sums import TraceOperand, value
from engine.readings.explanation.tokens import Source, Token, Tokens, Writer, elided, text
from engine.readings.formulas.plain import Plain, plain
from engine.readings.formulas.read import constant as named_constant
from engine.readings.formulas.tree import SCRIPT, Name, fitted
from engine.readings.numbers import fixed, rounded, short

MOST_EXTRA_DIGITS = 8
FUNCTIONS = frozenset(("exp", "log", "erf", "sqrt", "sin", "cos", "tanh", "sigmoid", "square", "relu", "power"))
OVERFLOWS = 700.0  # e to more than this is more than a double can hold


@dataclass(frozen=True)
class ArithmeticLine:
    """One line of arithmetic, equal to the result as printed unless `exact` is False."""

    tokens: tuple[Token, ...]
    exact: bool = True

    def __str__(self) -> str:
        return text(list(self.tokens))


@dataclass(frozen=True)
class WorkedCell:
    """A cell worked out: its label, the formula in symbols, the lines in numbers, the result, the cells it came from.

    `fully_masked` says that the cell belongs to a row in which everything is masked: 0 by definition, no arithmetic.
    """

    label: Token
    symbols: ArithmeticLine
    lines: tuple[ArithmeticLine, ...]
    result: str
    sources: tuple[Source, ...]
    fully_masked: bool = False

    def __str__(self) -> str:
        signs = ["=", "=", *("=" if line.exact else "≈" for line in self.lines)]
        between = zip(signs, (str(self.symbols), *map(str, self.lines), self.result), strict=True)
        return self.label.text + "".join(f" {sign} {part}" for sign, part in between)


def explain(trace: Trace, step: str, index: Index, digits: int = 4, longest: int = 8) -> WorkedCell:
    """The arithmetic of one cell of a step of an unbatched trace.

    index counts from 0, one number an axis; digits are the decimals of the result.
    Raises KeyError for an unknown step and IndexError for an index outside its shape.
    """
    shape = trace.program.steps[step].shape
    if len(index) != len(shape) or not all(0 <= k < n for k, n in zip(index, shape, strict=True)):
        raise IndexError(index)
    return _Explainer(trace, digits, longest).worked(step, index)


def label(program: Program, id: str, index: Index) -> str:
    """A cell by symbol and place, counting from 1, without axes of one: S[2,3], fₜ[2]."""
    return plain(program[id].symbol) + place(program, id, index)


def place(program: Program, id: str, index: Index) -> str:
    """Where a cell stands, counting from 1, without axes of one: [2,3]."""
    places = [str(k + 1) for k, n in zip(index, program[id].shape, strict=True) if n > 1]
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
        lines = () if masked else tuple(self.line(stage, result) for stage in self.stages(written))
        lines = tuple(line for line in lines if str(line) != result)
        name = self.symbol(Cell("ref", (step, index)))
        symbols = ArithmeticLine(()) if written.op == "share" else self.symbols(written)
        return WorkedCell(name, symbols, lines, result, tuple(sources(cell)), masked)

    def defined(self, step: Step, index: Index) -> bool:
        return step.defined is None or bool(value(step.defined[index], self.read))

    def masked_share(self, cell: Cell) -> bool:
        return cell.op == "share" and all(np.all(value(x, self.read) == -math.inf) for x in cell.args)

    def overflows(self, share: Cell) -> bool:
        scores = np.hstack([value(arg, self.read) for arg in share.args])
        return bool(np.abs(scores[np.isfinite(scores)]).max(initial=0.0) > OVERFLOWS)

    # ---- the lines ----

    def stages(self, cell: Cell) -> list[Cell]:
        """The formula, then what is inside its functions worked out, then the functions themselves."""
        found = [cell]
        while not self.simple(found[-1]):
            found.append(self.reduced(found[-1]))
        return found

    def simple(self, cell: Cell) -> bool:
        """Whether a reader can finish it in one go: plain arithmetic, or one function of one number."""
        if cell.op in FUNCTIONS:
            return all(arg.leaf for arg in cell.args)
        return not any(node.op in FUNCTIONS for arg in cell.args for node in _nodes(arg)) if not cell.leaf else True

    def reduced(self, cell: Cell) -> Cell:
        """The innermost functions one step further: a compound argument becomes a number, or the function does."""
        if cell.leaf:
            return cell
        if cell.op in FUNCTIONS and not any(n.op in FUNCTIONS for arg in cell.args for n in _nodes(arg)):
            if all(arg.leaf for arg in cell.args):
                return self.settled(cell)
            return Cell(cell.op, tuple(arg if arg.leaf else self.settled(arg) for arg in cell.args))
        return Cell(cell.op, tuple(self.reduced(arg) for arg in cell.args))

    def settled(self, cell: Cell) -> Cell:
        """What it comes to, in place of the formula."""
        found = value(cell, self.read)
        return Cell("middle", (found, ())) if isinstance(found, np.ndarray) else number(found)

    def line(self, cell: Cell, result: str) -> ArithmeticLine:
        for digits in range(self.digits, self.digits + MOST_EXTRA_DIGITS):
            if self.holds(cell, digits, result):
                return ArithmeticLine(tuple(self.numbers(cell, digits)))
        return ArithmeticLine(tuple(self.numbers(cell, self.digits + 2)), exact=False)

    def holds(self, cell: Cell, digits: int, result: str) -> bool:
        """Would a reader with a calculator get the printed result from the printed numbers?"""
        return fixed(value(self.printed(cell, digits), self.read), self.digits) == result

    def printed(self, cell: Cell, digits: int) -> Cell:
        """The cell as its printed numbers say it."""
        if cell.op == "ref":
            return number(_as_printed(self.read(*cell.args), digits))
        if cell.op == "num":
            return cell if cell.args[1] or _is_short(cell.args[0]) else number(_as_printed(cell.args[0], digits))
        if cell.op in ("sum", "max") and elided(cell, self.longest):
            hidden = number(_as_printed(value(Cell(cell.op, cell.args[3:-1]), self.read), digits))
            return Cell(cell.op, (*(self.printed(x, digits) for x in (*cell.args[:3], cell.args[-1])), hidden))
        return Cell(cell.op, tuple(self.printed(x, digits) for x in cell.args))

    # ---- the writing ----

    def operand(self, id: str, index: Index, digits: int) -> str:
        """An input that fits in fewer digits is printed as it was entered: 0.43, not 0.4300."""
        x = self.read(id, index)
        entered = id in self.trace.program.inputs and math.isfinite(x) and float(rounded(x, digits)) == x
        return short(x) if entered else fixed(x, digits)

    def symbols(self, cell: Cell) -> ArithmeticLine:
        writer = Writer(self.symbol, lambda hidden: "⋯", longest=self.longest)
        return ArithmeticLine(tuple(writer.write(cell)))

    def symbol(self, leaf: Cell) -> Token:
        if leaf.op == "ref":
            name, at = Name(self.trace.program[leaf.args[0]].symbol), place(self.trace.program, *leaf.args)
            return Token(plain(name.symbol) + at, "operand", leaf.args, written=name, place=at)
        written = fitted("line", SCRIPT, 0, named_constant(*leaf.args))
        return Token(Plain()(written), "number", written=written)

    def numbers(self, cell: Cell, digits: int) -> Tokens:
        def leaf(x: Cell) -> Token:
            if x.op == "ref":
                return Token(self.operand(x.args[0], x.args[1], digits), "operand", x.args)
            constant = x.args[0]
            return Token(short(constant) if x.args[1] or _is_short(constant) else fixed(constant, digits), "number")

        def subtotal(hidden: Cell) -> str:
            return "⋯ " + fixed(value(hidden, self.read), digits)

        return Writer(leaf, subtotal, longest=self.longest).write(cell)


def _nodes(cell: Cell) -> Iterator[Cell]:
    yield cell
    if not cell.leaf:
        for arg in cell.args:
            yield from _nodes(arg)


def _as_printed(x: float, digits: int) -> float:
    return float(rounded(x, digits)) if math.isfinite(x) and abs(x) < 1e15 else x


def _is_short(x: float) -> bool:
    """A constant of the formula (2, 0.5, 10000), printed as it is; anything longer is printed to the line's digits."""
    return math.isinf(x) or float(f"{x:.10g}") == x
