"""Parsing of typed numbers. Typed text is never evaluated as code."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.answers.exact import exact, scientific
from quiz.answers.paste import grid
from quiz.errors import ParseError

__all__ = ["Blank", "ParsedNumber", "Unreadable", "commas_are_decimal", "grid", "matrix", "number"]

LONGEST = 64
LARGEST = 1e30

# input methods for Chinese type —— for a minus and 。 for a point; √ and / come in several characters
SAME = str.maketrans(
    {**dict.fromkeys("−–—―‐‑‒﹣", "-"), "。": ".", **dict.fromkeys("⁄∕÷", "/"), **dict.fromkeys("×·⋅∙✕", "*")}
)
# not to be replaced by NFKC: 10² would become 102, and 1½ would become 11/2
RAISED = re.compile("(?<![0-9.,])10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")  # a power of ten, 10⁻³
RAISED_DIGITS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
FLATTENED = ("<super>", "<sub>", "<circle>", "<square>")

DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?"
DECIMAL = re.compile(rf"[+-]?{DIGITS}")
INFINITE = re.compile(r"([+-]?)(?:∞|inf|infinity|\\infty|无穷大?)")
THOUSANDS = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]{3})+,[0-9]+)(?:%|e.*|/.*)?"
)
COMMA = re.compile(r",(?=[0-9])")
# spaces are allowed around signs and brackets, but not between digits
SPACES = re.compile(r"(?<=[-+/*(√^])\s+|\s+(?=[/*%)^√])|(?<=sqrt)\s+|(?<=[0-9])\s+(?=sqrt|e\^|exp\()")
LATEX = (
    (re.compile(r"\$|\\left|\\right|\\,"), ""),
    (re.compile(r"\\(?:cdot|times)\s*"), "*"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r"√(\1)"),
    (re.compile(r"\\exp\s*"), "exp"),
    (re.compile(r"\^\{([^{}]*)\}"), r"^(\1)"),
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\s*"), "√"),
)
# 约0.32, ≈ 0.32; 0.32分, 12 bytes; but not 3万, which is another number
ABOUT = re.compile(r"^(?:≈|≃|~|约等于|约)\s*")
UNIT = re.compile(
    r"(?<=[0-9.)])\s*(?:[\u4e00-\u9fff]{1,4}|bytes?|bits?|marks?|points?|pts?|parameters|params|macs?|flops?)$"
)
NUMERALS = re.compile("[零〇一二三四五六七八九十百千万亿兆两半几]")
# a comma that cannot stand between thousands, and one that can
COMMA_ONLY = re.compile(r"[+-]?(?:0?,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}))")
EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
POINT = re.compile(r"[0-9]?\.[0-9]")

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


def number(text: str, decimal_comma: bool = False, products: bool = False) -> ParsedNumber | Blank | Unreadable:
    """Parse one cell: decimals, fractions, percentages, roots, powers of e, ∞, in full-width digits too.

    With `decimal_comma`, 1,234 is 1.234 and not a question; with `products`, so is 512*768 a number. Never raises; a
    text that is not a number becomes Unreadable.
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
    if plain is not None and THOUSANDS.fullmatch(plain) and not (decimal_comma and EITHER.fullmatch(plain)):
        error = ParseError("“{text}” can be read in two ways: write the decimal point as a point.", text=shown)
        return Unreadable(text, error, "two readings")
    found = plain and _read(COMMA.sub(".", plain), products)
    if not found:
        error = ParseError("“{text}” is not a number: write it like −0.25, 1/3, 25% or -inf.", text=shown)
        return Unreadable(text, error)
    value, decimals = found
    if not abs(value) <= LARGEST and not INFINITE.fullmatch(plain or ""):
        return Unreadable(text, ParseError("“{text}” is too large to compute with.", text=shown), "too large")
    return ParsedNumber(value + 0.0, decimals, text)


def commas_are_decimal(texts: Iterable[str], decimals: int) -> bool:
    """Whether the commas of a sheet are decimal commas, so that 1,234 can be read.

    They are if some comma can be nothing else and nobody writes a point; or if every comma has as many digits behind it
    as the sheet asks for, in two cells at least.
    """
    plain = [p for text in texts if (p := _plain(text.strip()[: LONGEST + 1])) and len(p) <= LONGEST]
    if any(POINT.search(p) for p in plain):
        return False
    if any(COMMA_ONLY.fullmatch(p) for p in plain):
        return True
    return decimals == 3 and sum(EITHER.fullmatch(p) is not None for p in plain) > 1


def _plain(text: str) -> str | None:
    """The text in ASCII, √ and ∞, without spaces inside an expression; None if that would change its value."""
    visible = text.lower() if text.isascii() else _normalised(text)
    if visible is None:
        return None
    for pattern, plain in LATEX:
        visible = pattern.sub(plain, visible)
    return _bare(SPACES.sub("", visible.strip()))


def _bare(text: str) -> str:
    """The number without “about” before it and a unit after it; 负 is a minus."""
    number = ABOUT.sub("", text)
    number = re.sub(r"^正(?=无穷)", "", re.sub(r"^负\s*", "-", number))
    unit = UNIT.search(number)
    return number if unit is None or NUMERALS.search(unit[0]) or "无穷" in unit[0] else number[: unit.start()]


def _normalised(text: str) -> str | None:
    """In lower case, with ASCII digits and signs, without invisible characters; None if that would change its value."""
    text = RAISED.sub(lambda found: "10^" + found[1].translate(RAISED_DIGITS), text)
    for before, c in zip(" " + text, text, strict=False):
        kind = unicodedata.decomposition(c).partition(" ")[0]
        if kind in FLATTENED or (kind == "<fraction>" and before.isdigit()):
            return None
    flat = unicodedata.normalize("NFKC", text.replace("——", "-")).translate(SAME).lower()
    return "".join(c for c in flat if unicodedata.category(c) != "Cf").strip()


def _read(plain: str, products: bool) -> tuple[float, int | None] | None:
    """The value and its number of decimals; None for a text that is not a number."""
    if found := INFINITE.fullmatch(plain):
        return (-math.inf if found[1] == "-" else math.inf), None
    if DECIMAL.fullmatch(plain):
        return float(plain), _decimals(plain)
    if plain.endswith("%") and DECIMAL.fullmatch(plain[:-1]):
        return float(plain[:-1]) / 100, _decimals(plain[:-1]) + 2
    if short := scientific(plain):
        return short
    value = exact(plain, products)
    return None if value is None else (value, None)


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
