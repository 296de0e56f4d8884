"""Sizes, counts and constants as formula trees: h d_k, n − 1, 2 n d_k, ε."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from engine.expression.cell import Constant
from engine.expression.dim import Monomial, Sum
from engine.expression.symbol import Symbol, symbol
from engine.readings.formulas.tree import (
    SCRIPT,
    Formula,
    Fraction,
    Minus,
    Name,
    Number,
    Raised,
    Sign,
    Style,
    fitted,
    infix,
    minus,
)
from engine.readings.numbers import short_numeral


def constant(value: float, name: Constant, style: Style = "line") -> Formula:
    """A number by its name, if it has one."""
    if isinstance(name, Symbol):
        return Name(name)
    return size(name, style) if name else Number.of(short_numeral(value))


def size(monomial: Monomial, style: Style = "line") -> Formula:
    """A size by its factors: h d_k, n − 1."""
    return counted(((1, monomial),), style)


def counted(
    terms: Iterable[tuple[int, Monomial]], style: Style = "line", values: Mapping[str, int] | None = None
) -> Formula:
    """A sum of products of sizes, each with a coefficient; with `values`, numbers stand in place of the names."""
    found = [_term(coefficient, monomial, style, values) for coefficient, monomial in terms]
    return reduce(lambda a, b: _added(style, a, b), found) if found else Number("0")


def _added(style: Style, a: Formula, b: Formula) -> Formula:
    """A term that begins with a minus is subtracted."""
    return infix(style, "−", a, b.inside) if isinstance(b, Minus) else infix(style, "+", a, b)


def _term(coefficient: int, monomial: Monomial, style: Style, values: Mapping[str, int] | None) -> Formula:
    over = [_power(factor, n, style, values) for factor, n in monomial if n > 0]
    under = [_power(factor, -n, style, values) for factor, n in monomial if n < 0]
    front: list[Formula] = [Number(str(abs(coefficient)))] if abs(coefficient) != 1 or not over else []
    top, bottom = (_product([*front, *over], style, values), _product(under, style, values) if under else None)
    quotient = divided(style, top, bottom) if bottom else top
    return minus(style, quotient) if coefficient < 0 else quotient


def _product(factors: list[Formula], style: Style, values: Mapping[str, int] | None) -> Formula:
    """Names stand beside each other, numbers need a sign between them."""
    sign: Sign = "·" if values is None else "×"
    return reduce(lambda a, b: infix(style, sign, a, b), factors)


def _power(factor: int | str | Sum, n: int, style: Style, values: Mapping[str, int] | None) -> Formula:
    base = _factor(factor, style, values)
    return base if n == 1 else Raised(fitted(style, SCRIPT, 0, base), Number(str(n)))


def _factor(factor: int | str | Sum, style: Style, values: Mapping[str, int] | None) -> Formula:
    if isinstance(factor, Sum):
        return counted(((n, term) for term, n in factor.terms), style, values)
    if isinstance(factor, int):
        return Number(str(factor))
    return Number(str(values[factor])) if values and factor in values else Name(symbol(factor))


def divided(style: Style, a: Formula, b: Formula) -> Formula:
    """A quotient: stacked a fraction, on a line with a slash."""
    return Fraction(a, b) if style == "stacked" else infix(style, "/", a, b)
