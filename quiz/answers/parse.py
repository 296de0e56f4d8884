"""Parsing of typed numbers. Typed text is never evaluated as code."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.answers.paste import grid
from quiz.errors import ParseError

__all__ = ["Blank", "ParsedNumber", "Unreadable", "grid", "matrix", "number"]

LONGEST = 64
LARGEST = 1e30

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


@dataclass(frozen=True)
class ParsedNumber:
    """A parsed number; `decimals` is the number of digits typed after the point, None for exact input (1/3, √2, −∞).

    0.50 has 2 decimals, 1e-3 has 3, 25% has 2, 1e3 has 0.
    """

    value: float
    decimals: int | None
    text: str


@dataclass(frozen=True)
class Blank:
    """A cell in which nothing was typed."""


@dataclass(frozen=True)
class Unreadable:
    """A typed text that is not a number: the kind of problem, and an error with a message for the learner."""

    text: str
    error: ParseError
    problem: Problem = "no number"


def number(text: str) -> ParsedNumber | Blank | Unreadable:
    """Parse one cell: decimals, fractions, percentages, √2, ∞, in full-width digits too and with any minus sign.

    Never raises; a text that is not a number becomes Unreadable.
    """
    if len(text) <= LONGEST and DECIMAL.fullmatch(text) and abs(value := float(text)) <= LARGEST:
        return ParsedNumber(value + 0.0, _decimals(text), text)  # as nearly everything typed is
    shown = text.strip()
    if len(shown) > LONGEST:
        error = ParseError("This is longer than any number: enter at most {most} characters.", most=LONGEST)
        return Unreadable(text, error, "too long")
    plain = _plain(shown)
    if plain == "":
        return Blank()
    if plain is not None and THOUSANDS.fullmatch(plain):
        error = ParseError("“{text}” can be read in two ways: write the decimal point as a point.", text=shown)
        return Unreadable(text, error, "two readings")
    found = plain and _read(COMMA.sub(".", plain))
    if not found:
        error = ParseError("“{text}” is not a number: write it like −0.25, 1/3, 25% or -inf.", text=shown)
        return Unreadable(text, error)
    value, decimals = found
    if not abs(value) <= LARGEST and not INFINITE.fullmatch(plain or ""):
        return Unreadable(text, ParseError("“{text}” is too large to compute with.", text=shown), "too large")
    return ParsedNumber(value + 0.0, decimals, text)


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


def _read(plain: str) -> tuple[float, int | None] | None:
    """The value and its number of decimals; None for a text that is not a number."""
    if found := INFINITE.fullmatch(plain):
        return (-math.inf if found[1] == "-" else math.inf), None
    if DECIMAL.fullmatch(plain):
        return float(plain), _decimals(plain)
    if plain.endswith("%") and DECIMAL.fullmatch(plain[:-1]):
        return float(plain[:-1]) / 100, _decimals(plain[:-1]) + 2
    if found := QUOTIENT.fullmatch(plain):
        under = _factor(found["under"] or "1")
        sign = -1 if found["sign"] == "-" else 1
        return (sign * _factor(found["over"]) / under, None) if under else None
    return None


def _factor(plain: str) -> float:
    """The value of a decimal or a root."""
    if DECIMAL.fullmatch(plain):
        return float(plain)
    return math.sqrt(float(plain.removeprefix("√").removeprefix("sqrt").strip("()")))


def _decimals(plain: str) -> int:
    """The number of digits after the point, with the exponent taken into account."""
    mantissa, _, exponent = plain.partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


def matrix(table: str | Sequence[Sequence[str]], name: str) -> list[list[float]]:
    """A pasted table, or a grid of typed cells, as rows of numbers.

    `name` is what messages call the matrix. Raises ParseError that names the first cell that is not a number, or the
    first row whose length differs.
    """
    rows = grid(table) if isinstance(table, str) else table
    numbers = [[_value(text, name, i, j) for j, text in enumerate(row, 1)] for i, row in enumerate(rows, 1)]
    for i, row in enumerate(numbers, 1):
        if len(row) != len(numbers[0]):
            raise ParseError(
                "Row {row} has {got} cells but the rows before it have {want}.",
                row=i,
                got=len(row),
                want=len(numbers[0]),
            )
    return numbers


def _value(text: str, name: str, i: int, j: int) -> float:
    found = number(text)
    if isinstance(found, ParsedNumber):
        return found.value
    if isinstance(found, Blank):
        raise ParseError("{name}[{row}, {column}] is empty: enter a number.", name=name, row=i, column=j)
    place = {"name": name, "row": i, "column": j, "text": text.strip()}
    match found.problem:
        case "two readings":
            raise ParseError(
                "{name}[{row}, {column}] is “{text}”, which can be read in two ways: write decimals with a point.",
                **place,
            )
        case "too large":
            raise ParseError("{name}[{row}, {column}] is “{text}”, which is too large to compute with.", **place)
        case "too long":
            raise ParseError("{name}[{row}, {column}] is longer than any number.", **place)
        case _:
            raise ParseError("{name}[{row}, {column}] is “{text}”, which is not a number.", **place)
