"""Printed tokens of a cell's formula, each number with the cell it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from string import Formatter
from typing import Literal

from engine.expression.cell import Cell, Index, terms
from engine.expression.scalars import SCALARS
from engine.readings.formulas.tree import Formula
from engine.readings.numbers import MINUS
from engine.readings.precedence import CALL, WHOLE, Binding, loose

Source = tuple[str, Index]
SHOWN_FIRST, SHOWN_LAST = 3, 1


@dataclass(frozen=True, slots=True)
class Token:
    """Piece of a printed line: what stands in it, behind a minus if it is `negative`.

    `source` is the cell an operand came from, `term` the number of its summand, `count` how many terms an ellipsis
    stands for. `written` is a symbol as a formula, `place` the indices behind a cell's: [2,3]. A `product` is a number
    with a power of ten, 3.1·10⁻⁹.
    """

    unsigned: str
    kind: Literal["operator", "operand", "number", "elided"]
    source: Source | None = None
    term: int = 0
    count: int = 0
    written: Formula | None = None
    place: str = ""
    negative: bool = False
    product: bool = False

    @property
    def text(self) -> str:
        """The piece as it is printed."""
        return MINUS + self.unsigned if self.negative else self.unsigned


# 1 sums, 2 quotients, 3 products, 4 powers, 5 roots
BINDINGS = {
    "sum": Binding(1, (1,)),
    "sub": Binding(1, (1, 2)),
    "div": Binding(2, (2, 4)),
    "mul": Binding(3, (3,)),
    "neg": Binding(3, (2,)),
    "share": Binding(3, (2,)),
    "power": Binding(4, (5,)),
    "square": Binding(4, (5,)),
    "sqrt": Binding(5, (5,)),
}
Tokens = list[Token]
Leaf = Callable[[Cell], Token]


@dataclass(frozen=True)
class CellWriter:
    """Writes a cell's formula as tokens.

    `leaf` prints a number or a reference, `subtotal` the value of an elided middle, and sums of more than `longest`
    terms are elided.
    """

    leaf: Leaf
    subtotal: Callable[[Cell], str]
    longest: int = 8

    def write(self, cell: Cell) -> Tokens:
        """Tokens of a formula; the terms of a sum at the top are numbered."""
        if cell.op == "sum":
            return self._sum(cell, numbered=True)
        return self._write(cell)

    def _write(self, cell: Cell) -> Tokens:
        if cell.leaf:
            return [self.leaf(cell)]
        if cell.op == "sum":
            return self._sum(cell)
        if cell.op == "max":
            return self._max(cell)
        if cell.op == "pick":
            return self._pick(cell)
        parts = [_bracketed(cell, k, arg, self._write(arg)) for k, arg in enumerate(cell.args)]
        if cell.op == "neg":
            return [Token("", "operator", negative=True), *parts[0]]
        return _filled(SCALARS[cell.op].words, parts)

    def _sum(self, cell: Cell, numbered: bool = False) -> Tokens:
        parts = self._shortened(cell)
        result = _as_term(parts[0], 0) if numbered else parts[0]
        for n, part in enumerate(parts[1:], 1):
            sign, rest = _sign(part)
            result += [operator(f" {sign} "), *(_as_term(rest, n) if numbered else rest)]
        return result

    def _max(self, cell: Cell) -> Tokens:
        parts = self._shortened(cell)
        result = [operator("max(")]
        for n, part in enumerate(parts):
            result += [*([operator(", ")] if n else []), *part]
        return [*result, operator(")")]

    def _pick(self, cell: Cell) -> Tokens:
        """(a, b, c)[1]: the cells of a row, and the number of the one that is taken, counted from 0."""
        number, *row = (self._write(arg) for arg in cell.args)
        listed = [token for part in row for token in (operator(", "), *part)][1:]
        return [operator("("), *listed, operator(")["), *number, operator("]")]

    def _shortened(self, cell: Cell) -> list[Tokens]:
        """Tokens of each operand; the middle of a long list is one token with its subtotal."""
        args = cell.args
        if not elided(cell, self.longest):
            return [_bracketed(cell, k, arg, self._write(arg)) for k, arg in enumerate(args)]
        first, hidden, last = args[:SHOWN_FIRST], args[SHOWN_FIRST:-SHOWN_LAST], args[-SHOWN_LAST:]
        middle = Token(self.subtotal(Cell(cell.op, hidden)), "elided", count=sum(map(terms, hidden)))
        shown = [_bracketed(cell, k, arg, self._write(arg)) for k, arg in enumerate((*first, *last))]
        return [*shown[:SHOWN_FIRST], [middle], *shown[SHOWN_FIRST:]]


def elided(cell: Cell, longest: int) -> bool:
    """True if a sum or maximum is printed with its middle elided."""
    return len(cell.args) > longest or any(terms(arg) > 1 for arg in cell.args)


def operator(text: str) -> Token:
    """Token of text that is no number."""
    return Token(text, "operator")


def text(tokens: Tokens) -> str:
    """The tokens joined to one line."""
    return "".join(token.text for token in tokens)


def _filled(template: str, parts: list[Tokens]) -> Tokens:
    automatic = count()
    result: Tokens = []
    for literal, field, _, _ in Formatter().parse(template):
        if literal:
            result.append(operator(literal))
        if field is not None:
            result += parts[int(field) if field else next(automatic)]
    return result


def _as_term(tokens: Tokens, n: int) -> Tokens:
    return [replace(t, term=n) for t in tokens]


def _sign(tokens: Tokens) -> tuple[str, Tokens]:
    """Sign and remainder of a term: a term that starts with a minus is subtracted instead of added."""
    first = tokens[0]
    if not first.negative:
        return "+", tokens
    rest = replace(first, negative=False, written=None)
    return "−", [rest, *tokens[1:]] if rest.unsigned else tokens[1:]


def _bracketed(outer: Cell, k: int, arg: Cell, tokens: Tokens) -> Tokens:
    """The operand in brackets if it needs them, or begins with a minus; a sum subtracts what is negative."""
    binding = BINDINGS.get(outer.op, CALL)
    negative = tokens[0].negative and binding.own < WHOLE and (outer.op, arg.op) != ("sum", "neg")
    its = BINDINGS["mul"] if arg.leaf and tokens[0].product else BINDINGS.get(arg.op, CALL)
    brackets = negative or loose(binding, k, its)
    return [operator("("), *tokens, operator(")")] if brackets else tokens
