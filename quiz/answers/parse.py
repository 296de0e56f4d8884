"""Parsing of typed numbers. Typed text is never evaluated as code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loading.numbers import EITHER, LONGEST, Problem, ReadNumber, plain
from loading.numbers import number as written
from quiz.errors import ParseError

LARGEST = 1e30

# a comma that cannot stand between thousands
COMMA_ONLY = re.compile(r"[+-]?(?:0?,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,}))")
POINT = re.compile(r"[0-9]?\.[0-9]")


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
class NotANumber:
    """A typed text that is not a number: the kind of problem, and an error with a message for the learner."""

    text: str
    error: ParseError
    problem: Problem = "no number"


def number(text: str, decimal_comma: bool = False, products: bool = False) -> ParsedNumber | Blank | NotANumber:
    """Parse one cell: decimals, fractions, percentages, roots, powers of e, ∞, in full-width digits too.

    With `decimal_comma`, 1,234 is 1.234 and not a question; with `products`, so is 512*768 a number. Never raises; a
    text that is not a number becomes Unreadable.
    """
    found = written(text, decimal_comma, products)
    if found is None:
        return Blank()
    if not isinstance(found, ReadNumber):
        return NotANumber(text, _error(found, text.strip()), found)
    if LARGEST < abs(found.value) < math.inf:
        return NotANumber(text, _error("too large", text.strip()), "too large")
    return ParsedNumber(found.value + 0.0, found.decimals, text)


def _error(problem: Problem, shown: str) -> ParseError:
    match problem:
        case "too long":
            return ParseError("This is longer than any number: enter at most {most} characters.", most=LONGEST)
        case "two readings":
            return ParseError("“{text}” can be read in two ways: write the decimal point as a point.", text=shown)
        case "too large":
            return ParseError("“{text}” is too large to compute with.", text=shown)
        case _:
            return ParseError("“{text}” is not a number: write it like −0.25, 1/3, 25% or -inf.", text=shown)


def commas_are_decimal(texts: Iterable[str], decimals: int) -> bool:
    """Whether the commas of a sheet are decimal commas, so that 1,234 can be read.

    They are if some comma can be nothing else and nobody writes a point; or if every comma has as many digits behind it
    as the sheet asks for, in two cells at least.
    """
    typed = [p for text in texts if (p := plain(text.strip()[: LONGEST + 1])) and len(p) <= LONGEST]
    if any(POINT.search(p) for p in typed):
        return False
    if any(COMMA_ONLY.fullmatch(p) for p in typed):
        return True
    return decimals == 3 and sum(EITHER.fullmatch(p) is not None for p in typed) > 1


def matrix(rows: Sequence[Sequence[str]], name: str) -> list[list[float]]:
    """A grid of typed cells as rows of numbers.

    `name` is what messages call the matrix. Raises ParseError that names the first cell that is not a number, or the
    first row whose length differs.
    """
    numbers = [[value_at(text, name, i, j) for j, text in enumerate(row, 1)] for i, row in enumerate(rows, 1)]
    for i, row in enumerate(numbers, 1):
        if len(row) != len(numbers[0]):
            raise ParseError(
                "Cells in row {row}: {got}, in the rows before it: {want}.",
                row=i,
                got=len(row),
                want=len(numbers[0]),
            )
    return numbers


def value_at(text: str, name: str, i: int, j: int) -> float:
    """The number typed in a cell of the matrix called `name`; its place counts from 1. Raises ParseError."""
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
