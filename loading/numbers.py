"""Numbers as they are written: decimals, fractions, percentages, roots and infinities. Nothing is evaluated as code."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal, NamedTuple

LONGEST = 64

# input methods for Chinese type —— for a minus and 。 for a point; √ and / come in several characters
SAME = str.maketrans({**dict.fromkeys("−–—―‐‑‒﹣", "-"), "。": ".", "⁄": "/", "∕": "/", "÷": "/"})
# not to be replaced by NFKC: 10² would become 102, and 1½ would become 11/2
FLATTENED = ("<super>", "<sub>", "<circle>", "<square>")

DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?"
ROOT = r"(?:√|sqrt)(?:[0-9]+(?:\.[0-9]+)?|\([0-9]+(?:\.[0-9]+)?\))"
DECIMAL = re.compile(rf"[+-]?{DIGITS}")
INFINITE = re.compile(r"([+-]?)(?:∞|inf|infinity|\\infty)")
QUOTIENT = re.compile(rf"(?P<sign>[+-]?)(?P<over>{DIGITS}|{ROOT})(?:/(?P<under>[+-]?{DIGITS}|{ROOT}))?")
THOUSANDS = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]{3})+,[0-9]+)(?:%|e.*|/.*)?"
)
COMMA = re.compile(r",(?=[0-9])")
# spaces are allowed around signs, slashes and percent signs, but not between digits
SPACES = re.compile(r"(?<=[-+/(√])\s+|\s+(?=[/%)])")
LATEX = ((re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}"), r"\1/\2"), (re.compile(r"\\sqrt\{([^{}]*)\}"), r"√(\1)"))

Problem = Literal["too long", "two readings", "no number", "too large"]


class Number(NamedTuple):
    """A number that was read: its value, −0.0 kept, and how it was written.

    `digits` is the number of digits after the point, None for exact input (1/3, √2, −∞); `exponent` the power of ten
    behind them. 0.50 has 2 digits, 1.5e-3 has 1 and the exponent −3, 25% has 0 and the exponent −2.
    """

    value: float
    digits: int | None
    exponent: int = 0

    @property
    def decimals(self) -> int | None:
        """Decimals after the point, with the exponent taken into account; None for exact input."""
        return None if self.digits is None else max(0, self.digits - self.exponent)


def number(text: str) -> Number | Problem | None:
    """The number that a text is, the kind of problem where it is none, or None for a blank. Never raises."""
    if len(text) <= LONGEST and DECIMAL.fullmatch(text):
        return _finite(_decimal(text))  # as nearly everything typed is
    shown = text.strip()
    if len(shown) > LONGEST:
        return "too long"
    plain = _plain(shown)
    if plain == "":
        return None
    if plain is not None and THOUSANDS.fullmatch(plain):
        return "two readings"
    if plain and (infinite := INFINITE.fullmatch(plain)):
        return Number(-math.inf if infinite[1] == "-" else math.inf, None)
    found = plain and _read(COMMA.sub(".", plain))
    return _finite(found) if found else "no number"


def _finite(found: Number) -> Number | Problem:
    """The number, unless float64 has none so large."""
    return found if math.isfinite(found.value) else "too large"


def _plain(text: str) -> str | None:
    """The text in ASCII, √ and ∞, without spaces inside an expression; None if that would change its value."""
    visible = text.lower() if text.isascii() else _normalised(text)
    if visible is None:
        return None
    for pattern, plain in LATEX:
        visible = pattern.sub(plain, visible)
    return SPACES.sub("", visible)


def _normalised(text: str) -> str | None:
    """In lower case, with ASCII digits and signs, without invisible characters; None if that would change its value."""
    for before, c in zip(" " + text, text, strict=False):
        kind = unicodedata.decomposition(c).partition(" ")[0]
        if kind in FLATTENED or (kind == "<fraction>" and before.isdigit()):
            return None
    flat = unicodedata.normalize("NFKC", text.replace("——", "-")).translate(SAME).lower()
    return "".join(c for c in flat if unicodedata.category(c) != "Cf").strip()


def _read(plain: str) -> Number | None:
    if DECIMAL.fullmatch(plain):
        return _decimal(plain)
    if plain.endswith("%") and DECIMAL.fullmatch(plain[:-1]):
        value, digits, exponent = _decimal(plain[:-1])
        return Number(value / 100, digits, exponent - 2)
    if found := QUOTIENT.fullmatch(plain):
        under = _factor(found["under"] or "1")
        sign = -1 if found["sign"] == "-" else 1
        return Number(sign * _factor(found["over"]) / under, None) if under else None
    return None


def _factor(plain: str) -> float:
    """The value of a decimal or a root."""
    if DECIMAL.fullmatch(plain):
        return float(plain)
    return math.sqrt(float(plain.removeprefix("√").removeprefix("sqrt").strip("()")))


def _decimal(plain: str) -> Number:
    mantissa, _, exponent = plain.lower().partition("e")
    return Number(float(plain), len(mantissa.partition(".")[2]), int(exponent or 0))
