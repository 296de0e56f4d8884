"""What learners type, as numbers. Nothing typed is ever evaluated as code."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.errors import ParseError

LONGEST = 64
LARGEST = 1e30

DASHES = str.maketrans(dict.fromkeys("−–—‐‑‒﹣", "-"))
DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?")
ROOT = re.compile(r"([+-]?)(?:√|sqrt)\(?(\d+(?:\.\d+)?)\)?")
INFINITE = re.compile(r"([+-]?)(?:∞|inf|infinity)")


@dataclass(frozen=True)
class Number:
    """A number; `decimals` counts the digits after the point as typed, None for what is exact (1/3, √2, −∞)."""

    value: float
    decimals: int | None
    text: str


@dataclass(frozen=True)
class Blank:
    """Nothing was typed."""


@dataclass(frozen=True)
class Unreadable:
    """Something that is no number, and the sentence that says so."""

    text: str
    error: ParseError


def number(text: str) -> Number | Blank | Unreadable:
    """Read one cell: decimals, fractions, percent, √2, ∞; full-width digits and every kind of minus."""
    if len(text) > LONGEST:
        return Unreadable(
            text, ParseError("This is longer than any number: enter at most {most} characters.", most=LONGEST)
        )
    plain = unicodedata.normalize("NFKC", text).translate(DASHES).strip().lower().replace(" ", "")
    if not plain:
        return Blank()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return Unreadable(
            text, ParseError("“{text}” can be read in two ways: write the decimal point as a point.", text=text.strip())
        )
    found = _read(re.sub(r"^([+-]?\d*),(\d+)$", r"\1.\2", plain))
    if found is None:
        return Unreadable(
            text, ParseError("“{text}” is not a number: write it like −0.25, 1/3, 25% or -inf.", text=text.strip())
        )
    value, decimals = found
    if math.isfinite(value) and abs(value) > LARGEST:
        return Unreadable(text, ParseError("“{text}” is too large to compute with.", text=text.strip()))
    return Number(value, decimals, text)


def _read(plain: str) -> tuple[float, int | None] | None:
    if found := INFINITE.fullmatch(plain):
        return (-math.inf if found[1] == "-" else math.inf), None
    if found := ROOT.fullmatch(plain):
        return (-1 if found[1] == "-" else 1) * math.sqrt(float(found[2])), None
    if plain.endswith("%") and DECIMAL.fullmatch(plain[:-1]):
        return float(plain[:-1]) / 100, _decimals(plain[:-1]) + 2
    over, slash, under = plain.partition("/")
    if slash and DECIMAL.fullmatch(over) and DECIMAL.fullmatch(under):
        return (float(over) / float(under), None) if float(under) else None
    return (float(plain), _decimals(plain)) if DECIMAL.fullmatch(plain) else None


def _decimals(plain: str) -> int:
    """Digits after the point: 0.50 has two, 1e-3 three, 2.5e1 none."""
    mantissa, _, exponent = plain.partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


# ---- tables ----


def grid(text: str) -> list[list[str]]:
    """A pasted table cut into cells: tabs, commas, semicolons, blanks, NumPy, MATLAB, LaTeX.

    Raises ParseError naming the first row that has another number of cells than the rows before it.
    """
    clean = re.sub(r"\\begin\{\w+\}|\\end\{\w+\}|np\.|array|matrix|dtype=\w+|[()]", "", text.replace("\r", "")).strip()
    rows = [cells for row in _rows(clean) if any(cells := _cells(row))]
    for k, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ParseError(
                "Row {row} has {got} cells but the rows before it have {want}.", row=k, got=len(row), want=len(rows[0])
            )
    return rows


def _rows(clean: str) -> list[str]:
    if re.search(r"\]\s*,?\s*\[", clean):
        return re.split(r"\]\s*,?\s*\[", clean)
    if "\\\\" in clean:
        return clean.split("\\\\")
    if clean.startswith("[") and ";" in clean:
        return clean.split(";")
    return clean.split("\n")


def _cells(row: str) -> list[str]:
    line = row.strip().strip("[],").strip()
    for mark in ("\t", "&", ";"):
        if mark in line:
            return [cell.strip() for cell in line.split(mark)]
    several = line.count(",") > 1 or re.search(r",\s|\d\.\d*,", line)
    return [cell.strip() for cell in (line.split(",") if several else line.split())]


def matrix(rows: Sequence[Sequence[str]], name: str) -> list[list[float]]:
    """Typed cells as numbers; raises ParseError naming the first cell that is none."""
    return [[_value(text, name, i, j) for j, text in enumerate(row, 1)] for i, row in enumerate(rows, 1)]


def _value(text: str, name: str, i: int, j: int) -> float:
    found = number(text)
    if isinstance(found, Number):
        return found.value
    if isinstance(found, Blank):
        raise ParseError("{name}[{row}, {column}] is empty: enter a number.", name=name, row=i, column=j)
    raise ParseError(
        "{name}[{row}, {column}] is “{text}”, which is not a number.", name=name, row=i, column=j, text=text.strip()
    )
