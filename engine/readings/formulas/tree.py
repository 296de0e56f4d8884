"""A formula as a tree, from which every notation is written: what a reader sees, brackets included, in no notation.

Trees are made here from expressions, and only here it is decided where brackets stand. A tree is stacked (fractions
above each other, as LaTeX and MathML set them) or on a line (as plain text has them).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from engine.expression.symbol import Symbol
from engine.readings.numbers import Numeral
from engine.readings.precedence import WHOLE, Binding, loose

Style = Literal["stacked", "line"]
Sign = Literal["+", "−", " ", "·", "×", "⊙", "/", ">", "=", "≤"]  # " " is a matrix product, "·" a number times it
Line = Literal["", "rows", "columns", "heads"]
Words = Mapping[str, str]  # the words in formulas (rows, columns, heads) in another language
NO_WORDS: Words = {}


@dataclass(frozen=True)
class Name:
    """A matrix, size or constant by its symbol."""

    symbol: Symbol


@dataclass(frozen=True)
class Number:
    """A number as it is printed: its digits, and whether a minus stands before them."""

    digits: str
    negative: bool = False

    @classmethod
    def of(cls, numeral: Numeral) -> Number:
        """The number that is printed so."""
        return cls(numeral.digits, numeral.negative)


@dataclass(frozen=True)
class Word:
    """Letters set upright, such as pos and ⊤."""

    text: str


@dataclass(frozen=True)
class Dots:
    """What is left out of a long list."""


@dataclass(frozen=True)
class Minus:
    """−x."""

    inside: Formula


@dataclass(frozen=True)
class Infix:
    """A sign between two operands."""

    sign: Sign
    left: Formula
    right: Formula


@dataclass(frozen=True)
class Fraction:
    """A numerator above a denominator."""

    above: Formula
    below: Formula


@dataclass(frozen=True)
class Root:
    """A square root."""

    inside: Formula


@dataclass(frozen=True)
class Exponential:
    """e to a power."""

    exponent: Formula


@dataclass(frozen=True)
class Raised:
    """A power, or a transpose."""

    base: Formula
    exponent: Formula


@dataclass(frozen=True)
class Slice:
    """Some rows, or some columns, of a matrix, counted from 1; `beside` says that there are rows to tell them from."""

    base: Formula
    start: int
    stop: int
    beside: bool


@dataclass(frozen=True)
class OfHead:
    """The number that belongs to each head."""

    base: Formula
    head: Name


@dataclass(frozen=True)
class Call:
    """A function of its arguments; `line` is the direction it works along, `sizes` what it cuts or rearranges into."""

    function: str
    arguments: tuple[Formula, ...]
    line: Line = ""
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Masked:
    """Scores where `keep` holds, another number elsewhere."""

    keep: Formula
    inside: Formula
    put: Formula


@dataclass(frozen=True)
class Ones:
    """A matrix of ones in a shape."""

    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Brackets:
    """A formula in round or square brackets."""

    inside: Formula
    square: bool = False


@dataclass(frozen=True)
class Listed:
    """Operands side by side in square brackets."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Matrix:
    """Rows below each other in square brackets."""

    rows: tuple[tuple[Formula, ...], ...]


@dataclass(frozen=True)
class FormulaList:
    """Formulas one after another, separated by commas."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Braced:
    """A step written out, over a brace with its number."""

    inside: Formula
    number: int


Formula = (
    Name | Number | Word | Dots | Minus | Infix | Fraction | Root | Exponential | Raised | Slice | OfHead | Call
    | Masked | Ones | Brackets | Listed | Matrix | FormulaList | Braced
)  # fmt: skip


@dataclass(frozen=True)
class Equation:
    """Sides that are equal, and what is counted: each index with the numbers it runs over, None for those left out."""

    sides: tuple[Formula, ...]
    counts: tuple[tuple[Formula, tuple[Formula, ...]], ...] = ()


# ---- brackets: 1 sums, 2 quotients on a line, 3 products and fractions, 4 scripts ----

SYMBOL = WHOLE + 1  # on a line, a root needs no brackets only over a symbol or a number
INFIX: dict[Sign, Binding] = {
    "+": Binding(1, (1,)),
    "−": Binding(1, (1, 2)),
    "/": Binding(2, (3, 4)),
    **dict.fromkeys(("·", "×"), Binding(3, (3,))),
    " ": Binding(3, (3,), "matrix product"),
    "⊙": Binding(3, (3,), "cell by cell"),
    **dict.fromkeys((">", "=", "≤"), Binding(0)),
}
MINUS = Binding(3, (3,))
SCRIPT = Binding(4, (5,))
POWER: dict[Style, Binding] = {"stacked": Binding(4, (5, 0)), "line": Binding(4, (5, 5))}
ROOT: dict[Style, Binding] = {"stacked": Binding(WHOLE), "line": Binding(WHOLE, (SYMBOL,))}


def infix(style: Style, sign: Sign, left: Formula, right: Formula) -> Formula:
    """Two operands with a sign between them; what begins with a minus is bracketed behind a sign of arithmetic."""
    fitting = fitted(style, INFIX[sign], 1, right)
    bracketed = negative(fitting) and sign != ">"
    return Infix(sign, fitted(style, INFIX[sign], 0, left), Brackets(right) if bracketed else fitting)


def minus(style: Style, inside: Formula) -> Formula:
    """An operand behind a minus; what begins with a minus itself is bracketed."""
    fitting = fitted(style, MINUS, 0, inside)
    return Minus(Brackets(inside) if negative(fitting) else fitting)


def fitted(style: Style, outer: Binding, k: int, inside: Formula) -> Formula:
    """Operand k of an operation, in brackets if it needs them."""
    return Brackets(inside) if loose(outer, k, binds(inside, style)) else inside


def binds(formula: Formula, style: Style) -> Binding:
    """How tightly a formula holds together; a number in front of a product leaves it the product it is."""
    match formula:
        case Infix("·" | "×" as sign, left, right):
            return INFIX[sign]._replace(family=binds(left, style).family or binds(right, style).family)
        case Infix(sign):
            return INFIX[sign]
        case Name(symbol):
            return Binding(SYMBOL if not symbol.by else 3 if style == "stacked" else 2)
        case Braced(inside):
            return binds(inside, style)
        case Number():
            return Binding(SYMBOL)
        case Minus(inside):
            return MINUS._replace(family=binds(inside, style).family)
        case Fraction():
            return Binding(3)
        case Raised() | Exponential() | Slice() | OfHead():
            return Binding(4)
    return Binding(WHOLE)


def negative(formula: Formula) -> bool:
    """Whether it begins with a minus."""
    match formula:
        case Minus():
            return True
        case Number(_, minus):
            return minus
        case Infix(_, first, _) | Braced(first) | Raised(first) | Slice(first) | OfHead(first):
            return negative(first)
    return False


def joins_numbers(formula: Infix) -> bool:
    """Whether a number stands on either side of the sign: side by side, 2 3 would be read as one."""
    last = formula.left
    while isinstance(last, Infix):
        last = last.right
    return isinstance(last, Number) and isinstance(formula.right, Number)


def without_minus(formula: Formula) -> tuple[Formula, bool]:
    """A number without the minus before it, and whether there was one; any other formula as it is."""
    if isinstance(formula, Number):
        return replace(formula, negative=False), formula.negative
    return formula, False


def stacks(formula: Formula | Equation) -> bool:
    """Whether there is a fraction anywhere inside."""
    return any(isinstance(f, Fraction) or (isinstance(f, Name) and f.symbol.by is not None) for f in parts(formula))


def contains(formula: Formula | Equation, kind: type) -> bool:
    """Whether there is a part of this kind anywhere inside."""
    return any(isinstance(part, kind) for part in parts(formula))


def parts(value: object) -> Iterator[Formula]:
    """A formula and everything inside it."""
    if isinstance(value, Formula):
        yield value
    if isinstance(value, Formula | Equation):
        value = tuple(vars(value).values())
    if isinstance(value, tuple):
        for one in value:
            yield from parts(one)
