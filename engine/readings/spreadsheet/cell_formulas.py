"""Spreadsheet formula of a cell.

Short sums are written term by term; long ones become SUM, SUMPRODUCT or MMULT over ranges where their operands are
contiguous. −∞ is written as −1E+300, whose EXP is 0. No intermediate result overflows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.errors import EngineError
from engine.expression.cell import Cell, Index
from engine.expression.scalars import SCALARS, spelled
from engine.readings.precedence import CALL, WHOLE, Binding, loose

Place = tuple[int, int]  # row and column, counted from 0
Where = Callable[[str, Index], Place]

MINUS_INFINITY = "-1E+300"
MASKED = "<-1E+290"
COMPARED = {"greater": ">", "equal": "="}
WRITTEN_OUT = 8  # terms of a sum written one by one
LONGEST_FORMULA = 8192  # characters, the limit of Excel
MOST_ARGUMENTS = 200  # of one MAX; spreadsheets allow 255

# operations that work element-wise on ranges inside SUMPRODUCT; MIN, MAX, IF and ERF do not
LINEWISE = frozenset(("sum", "sub", "mul", "div", "neg", "square", "power", "exp", "log", "sqrt", "sin", "cos", "tanh"))


# 1 sums, 2 products, 3 powers; a spreadsheet's minus binds tighter than its power
BINDINGS = {
    "sum": Binding(1),
    "sub": Binding(1, (0, 2)),
    "mul": Binding(2, (2, 3)),
    "div": Binding(2, (2, 3)),
    "share": Binding(2),
    "square": Binding(3, (WHOLE,)),
    "power": Binding(3, (WHOLE,)),
    "neg": Binding(WHOLE, (WHOLE,)),
    "sigmoid": Binding(WHOLE, (WHOLE,)),
}
SIGNED = Binding(1)  # a number with a minus


@dataclass(frozen=True)
class FormulaText:
    """Text of a formula, and how tightly it binds.

    `line` is the direction of its ranges, "row" or "column", or "" for a single number; `bare` marks a plain reference
    or range, `negative` what begins with a minus.
    """

    text: str
    binds: Binding = CALL
    line: str = ""
    bare: bool = False
    negative: bool = False


class Formulas:
    """Writer of spreadsheet formulas; `where` gives a cell's place, `infinite` names the steps that may hold −∞."""

    def __init__(self, where: Where, infinite: Collection[str] = ()) -> None:
        """`where(step, index)` returns (row, column) counted from 0."""
        self.where, self.infinite = where, infinite

    def formula(self, cell: Cell) -> str:
        """The formula of a cell with its "="; raises EngineError if it is too long for a spreadsheet."""
        text = self.write(cell).text
        if len(text) >= LONGEST_FORMULA:
            raise EngineError(
                "A formula of {length} characters does not fit in a spreadsheet cell; use smaller sizes.",
                length=len(text),
            )
        return "=" + text

    def write(self, cell: Cell) -> FormulaText:
        """The formula of a cell without "="."""
        match cell.op:
            case "ref":
                return FormulaText(address(self.where(*cell.args)), bare=True)
            case "num":
                return _number(cell.args[0])
            case "share":
                return self.share(cell)
            case "sum":
                return self.sum(cell.args)
            case "max":
                return FormulaText(self.largest(cell.args))
            case "pick":
                number, *row = (self.write(arg).text for arg in cell.args)
                return FormulaText(f"CHOOSE({number}+1,{','.join(row)})")
            case "if" if cell.args[0].op in COMPARED:
                left, right, *branches = (self.write(x).text for x in (*cell.args[0].args, *cell.args[1:]))
                return FormulaText(f"IF({left}{COMPARED[cell.args[0].op]}{right},{','.join(branches)})")
        return combined(cell.op, [self.write(arg) for arg in cell.args])

    # ---- sums ----

    def sum(self, terms: Sequence[Cell]) -> FormulaText:
        """Formula of a sum: term by term if short, else over ranges where possible."""
        runs = [[term] for term in terms] if len(terms) <= WRITTEN_OUT else list(self.runs(terms))
        pieces = [piece for run in runs for piece in self.run(run)]
        return combined("sum", pieces) if len(pieces) > 1 else pieces[0]

    def run(self, terms: Sequence[Cell]) -> list[FormulaText]:
        """Formulas of adjacent terms: one for all if they form a range, else one per term."""
        whole = self.summed(terms) if len(terms) > 1 else None
        return [whole] if whole else [self.write(term) for term in terms]

    def runs(self, cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
        """The cells divided into stretches whose operands are contiguous."""
        start = 0
        for k, (a, b) in enumerate(pairwise(cells), 1):
            if self.summed((a, b)) is None:
                yield cells[start:k]
                start = k
        yield cells[start:]

    def summed(self, terms: Sequence[Cell]) -> FormulaText | None:
        """Sum of terms that follow one pattern along a range; None if they do not."""
        pattern = self.lifted(terms)
        if pattern is None:
            return self.crossed(terms)
        if not pattern.line:
            return None
        if pattern.bare:
            return FormulaText(f"SUM({pattern.text})")
        return FormulaText(f"SUMPRODUCT({pattern.text})")

    def crossed(self, terms: Sequence[Cell]) -> FormulaText | None:
        """Dot product of a row and a column, with MMULT; None if the terms are no such product."""
        if any(term.op != "mul" for term in terms):
            return None
        sides = [self.lifted([term.args[k] for term in terms]) for k in (0, 1)]
        lines = {side.line: side.text for side in sides if side and side.bare}
        return FormulaText(f"SUM(MMULT({lines['row']},{lines['column']}))") if set(lines) == {"row", "column"} else None

    def lifted(self, cells: Sequence[Cell]) -> FormulaText | None:
        """All cells as one expression over ranges; None if they do not follow one pattern."""
        first = cells[0]
        if first.op == "ref" and all(cell.op == "ref" for cell in cells):
            return _line([self.where(*cell.args) for cell in cells])
        if all(cell == first for cell in cells):
            return self.write(first)
        if first.op not in LINEWISE or any((c.op, len(c.args)) != (first.op, len(first.args)) for c in cells):
            return None
        return self.lifted_operands(cells)

    def lifted_operands(self, cells: Sequence[Cell]) -> FormulaText | None:
        """An operation over lifted operands; None if an operand has no pattern or their ranges differ in direction."""
        operands = []
        for k in range(len(cells[0].args)):
            operand = self.lifted([cell.args[k] for cell in cells])
            if operand is None:
                return None
            operands.append(operand)
        lines = {operand.line for operand in operands if operand.line}
        return combined(cells[0].op, operands, *lines) if len(lines) == 1 else None

    # ---- lines ----

    def largest(self, cells: Sequence[Cell]) -> str:
        """Formula of a maximum, with nested MAX where there are too many arguments."""
        whole = self.lifted(cells) if len(cells) > 1 else None
        if whole and whole.line:
            return f"MAX({whole.text})" if whole.bare else f"SUMPRODUCT(MAX({whole.text}))"
        texts = [self.write(cell).text for cell in cells]
        while len(texts) > MOST_ARGUMENTS:
            texts = [f"MAX({','.join(texts[k : k + MOST_ARGUMENTS])})" for k in range(0, len(texts), MOST_ARGUMENTS)]
        return f"MAX({','.join(texts)})"

    def share(self, cell: Cell) -> FormulaText:
        """Formula of one softmax output, with the row's maximum subtracted; 0 in a fully masked row."""
        own, *row = cell.args
        line = self.lifted(row) if len(row) > 1 else None
        if line is None or not line.line:
            share = self.write(spelled(cell, lambda _: True))
        else:
            top = self.largest(row)
            below = f"SUMPRODUCT(EXP({line.text}-{top}))"
            share = FormulaText(f"EXP({self.write(own).text}-{top})/{below}", BINDINGS["div"])
        if not any(self.may_be_masked(x) for x in row):
            return share
        return FormulaText(f"IF({self.largest(row)}{MASKED},0,{share.text})")

    def may_be_masked(self, cell: Cell) -> bool:
        """True if the cell reads −∞ or a step that may hold it."""
        if cell.op == "ref":
            return cell.args[0] in self.infinite
        if cell.op == "num":
            return bool(cell.args[0] == -math.inf)
        return any(self.may_be_masked(arg) for arg in cell.args)


def combined(op: str, parts: Sequence[FormulaText], line: str = "") -> FormulaText:
    """One operation over operands already written, with the brackets a spreadsheet needs."""
    binding = BINDINGS.get(op, CALL)
    fitted = [_fitted(op, k, part) for k, part in enumerate(parts)]
    texts = [part.text for part in fitted]
    written = "+".join(texts) if op == "sum" else SCALARS[op].sheet.format(*texts)
    return FormulaText(written, binding, line, negative=binding.own < WHOLE and fitted[0].negative)


def _fitted(op: str, k: int, part: FormulaText) -> FormulaText:
    brackets = loose(BINDINGS.get(op, CALL), k, part.binds) or (op == "sum" and k > 0 and part.negative)
    return FormulaText(f"({part.text})") if brackets else part


def _number(x: float) -> FormulaText:
    if math.isinf(x):
        return FormulaText(MINUS_INFINITY, SIGNED, negative=True) if x < 0 else FormulaText("1E+300")
    text = str(int(x)) if x == int(x) and abs(x) < 1e15 else repr(float(x)).replace("e", "E")
    return FormulaText(text, SIGNED if x < 0 else CALL, negative=x < 0)


def _line(places: Sequence[Place]) -> FormulaText | None:
    """Range through the places in order, or one address if they are all the same; None if they are not contiguous."""
    steps = {(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)}
    if steps == {(0, 0)}:
        return FormulaText(address(places[0]), bare=True)
    line = LINES.get(steps.pop()) if len(steps) == 1 else None
    return FormulaText(f"{address(places[0])}:{address(places[-1])}", line=line, bare=True) if line else None


LINES = {(0, 1): "row", (1, 0): "column"}


def address(place: Place) -> str:
    """Address of a place in A1 notation: (4, 1) → "B5"."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
