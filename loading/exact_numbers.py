"""Exact forms of a number: -7√2/2, 1/√2, e^-1, exp(-1), ln(1/4), 3.2*10^-1, and products of whole numbers.

A small recursive reading of a fixed grammar; nothing that is typed is ever evaluated as code.

    quotient = [sign] product ["/" [sign] factor]
    product  = factor {["*"] factor}      the sign of multiplication may be left out before a root, e and ln
    factor   = number ["^" exponent] | root | power of e | logarithm | "(" quotient ")"

log is none of it: it is read as base 10 and as base e.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?(?![\^])|[0-9]+(?:\.[0-9]+)?(?=\^)")
SIGN = re.compile(r"[+-]")
ROOT = re.compile(r"√|sqrt")
POWER_OF_E = re.compile(r"e\^|exp(?=\()")
LOGARITHM = re.compile(r"ln")
EXPONENT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)|\([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)\)")
SCIENTIFIC = re.compile(r"([+-]?)(?:([0-9]+\.?[0-9]*|\.[0-9]+)\*)?10\^\(?([+-]?[0-9]{1,3})\)?")
DEEPEST = 4  # brackets within brackets


class _NoNumber(Exception):
    """The text is not of this grammar, or has no value."""


@dataclass
class _Reader:
    text: str
    at: int = 0
    plain: int = 0  # plain numbers multiplied so far, outside roots and powers
    special: bool = False  # whether there was a root, a power of e or a logarithm

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found[0] if found else ""

    def quotient(self, depth: int) -> float:
        sign = -1 if self.take(SIGN) == "-" else 1
        over = self.product(depth)
        if not self.text.startswith("/", self.at):
            return sign * over
        self.at += 1
        sign *= -1 if self.take(SIGN) == "-" else 1
        under = self.factor(depth)  # one factor: 7/2√2 could be 7/(2√2) or 3.5√2
        if not under:
            raise _NoNumber
        return sign * over / under if math.isfinite(under) else math.inf

    def product(self, depth: int) -> float:
        found, count = self.factor(depth), 1
        while self.at < len(self.text):
            if self.text.startswith("*", self.at):
                self.at += 1
            elif not any(kind.match(self.text, self.at) for kind in (ROOT, POWER_OF_E, LOGARITHM)):
                break
            found *= self.factor(depth)
            count += 1
        self.plain = max(self.plain, count)
        return found

    def factor(self, depth: int) -> float:
        if self.take(ROOT):
            self.special = True
            return math.sqrt(self.operand(depth))
        if self.take(POWER_OF_E):
            self.special = True
            return math.exp(self.exponent())
        if self.take(LOGARITHM):
            self.special = True
            return math.log(self.operand(depth))
        if self.text.startswith("(", self.at) and depth < DEEPEST:
            return self.bracketed(depth)
        number = self.take(NUMBER)
        if not number:
            raise _NoNumber
        if self.text.startswith("^", self.at):
            self.at += 1
            return math.pow(float(number), self.exponent())
        return float(number)

    def operand(self, depth: int) -> float:
        found = self.bracketed(depth) if self.text.startswith("(", self.at) else float(self.take(NUMBER) or "nan")
        if not found >= 0:
            raise _NoNumber
        return found

    def bracketed(self, depth: int) -> float:
        self.at += 1
        found = self.quotient(depth + 1)
        if not self.text.startswith(")", self.at):
            raise _NoNumber
        self.at += 1
        return found

    def exponent(self) -> float:
        found = self.take(EXPONENT)
        if not found:
            raise _NoNumber
        return float(found.strip("()"))


def exact(plain: str, products: bool = False) -> float | None:
    """The value of an exact form in ASCII and √, infinite if it is too large to compute; None if the text is none.

    A product of plain numbers alone, such as 512*768, is an unfinished calculation and is read only with `products`.
    """
    reader = _Reader(plain)
    try:
        found = reader.quotient(0)
    except OverflowError:
        return math.inf
    except (_NoNumber, ZeroDivisionError, ValueError):
        return None
    finished = products or reader.special or reader.plain == 1
    return found if reader.at == len(plain) and finished and not math.isnan(found) else None


def scientific(plain: str) -> tuple[float, int, int] | None:
    """The value of 3.2*10^-1 or 10^9, its digits after the point, and its exponent; None for any other text."""
    found = SCIENTIFIC.fullmatch(plain)
    if not found:
        return None
    sign, mantissa, exponent = found[1], found[2] or "1", int(found[3])
    return float(f"{sign}{mantissa}e{exponent}"), len(mantissa.partition(".")[2]), exponent
