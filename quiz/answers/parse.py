"""What learners type, as numbers. Nothing typed is ever evaluated as code."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.answers.paste import grid
from quiz.errors import ParseError

__all__ = ["Blank", "Number", "Unreadable", "grid", "matrix", "number"]

LONGEST = 64
LARGEST = 1e30

# input methods for Chinese type —— for a minus and 。 for a point; √ and / come in several characters
SAME = str.maketrans({**dict.fromkeys("−–—―‐‑‒﹣", "-"), "。": ".", "⁄": "/", "∕": "/", "÷": "/"})
# what NFKC may replace: 10² would become 102, and 1½ would become 11/2
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
LATEX = ((re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}"), r"\1/\2"), (re.compile(r"\\sqrt\{([^{}]*)\}"), r"√(\1)"))

Problem = Literal["too long", "two readings", "no number", "too large"]


@dataclass(frozen=True)
class Number:
    """A number; `decimals` counts the digits after the point as typed, None for what is exact (1/3, √2, −∞).

    0.50 has two, 1e-3 three, 25% two, 1e3 none.
    """

    value: float
    decimals: int | None
    text: str


@dataclass(frozen=True)
class Blank:
    """Nothing was typed."""


@dataclass(frozen=True)
class Unreadable:
    """Something that is no number, why not, and the sentence that says so."""

    text: str
    error: ParseError
    problem: Problem = "no number"


def number(text: str) -> Number | Blank | Unreadable:
    """Read one cell: decimals, fractions, percent, √2, ∞; full-width digits and every kind of minus. Never raises."""
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
    return Number(value + 0.0, decimals, text)


def _plain(text: str) -> str | None:
    """The text in ASCII, √ and ∞, without blanks inside an expression; None where that would change its meaning."""
    for before, c in zip(" " + text, text, strict=False):
        kind = unicodedata.decomposition(c).partition(" ")[0]
        if kind in FLATTENED or (kind == "<fraction>" and before.isdigit()):
            return None
    flat = unicodedata.normalize("NFKC", text.replace("——", "-")).translate(SAME).lower()
    visible = "".join(c for c in flat if unicodedata.category(c) != "Cf").strip()
    for pattern, plain in LATEX:
        visible = pattern.sub(plain, visible)
    # blanks may stand around a sign, a slash or a percent, but never between digits
    return re.sub(r"(?<=[-+/(√])\s+|\s+(?=[/%)])", "", visible)


def _read(plain: str) -> tuple[float, int | None] | None:
    """The value and its decimals; None for what is no number."""
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
    """A decimal or a root."""
    if DECIMAL.fullmatch(plain):
        return float(plain)
    return math.sqrt(float(plain.removeprefix("√").removeprefix("sqrt").strip("()")))


def _decimals(plain: str) -> int:
    """Digits after the point."""
    mantissa, _, exponent = plain.partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


def matrix(table: str | Sequence[Sequence[str]], name: str) -> list[list[float]]:
    """A pasted text, or cells as typed, as numbers.

    Raises ParseError naming the first cell that is no number, or the first row of another length.
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
    if isinstance(found, Number):
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
