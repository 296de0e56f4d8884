"""Numbers as they are written: decimals, exact forms, percentages and infinities. Nothing is evaluated as code."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from loading.exact_numbers import exact, scientific

LONGEST = 64
CELLS = 8192  # texts whose numbers are remembered: a page reads all of its cells again at every move

# input methods for Chinese type —— for a minus and 。 for a point; √ and / come in several characters
DASHES = "−–—―‐‑‒﹣"  # what stands for a minus in print
SAME = str.maketrans(
    {**dict.fromkeys(DASHES, "-"), "。": ".", **dict.fromkeys("⁄∕÷", "/"), **dict.fromkeys("×·⋅∙✕", "*")}
)
# not to be replaced by NFKC: 10² would become 102, and 1½ would become 11/2
RAISED = re.compile("(?<![0-9.,])10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")  # a power of ten, 10⁻³
RAISED_OF_E = re.compile("(?<![0-9a-zA-Z])e([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
RAISED_DIGITS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
FLATTENED = ("<super>", "<sub>", "<circle>", "<square>")

DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?"
DECIMAL = re.compile(rf"[+-]?{DIGITS}")
INFINITE = re.compile(r"([+-]?)(?:∞|(?:(?:np|numpy|math|torch)\.)?inf|infinity|\\infty|oo|无穷大?)")
IN_PYTHON = re.compile(r"([+-]?)float\(['\"]([+-]?)(inf(?:inity)?)['\"]\)")
THOUSANDS = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]{3})+,[0-9]+)(?:%|e.*|/.*)?"
)
COMMA = re.compile(r",(?=[0-9])")
# spaces are allowed around signs and brackets, but not between digits
SPACES = re.compile(r"(?<=[-+/*(√^])\s+|\s+(?=[/*%)^√])|(?<=sqrt)\s+|(?<=ln)\s+|(?<=[0-9])\s+(?=sqrt|e\^|exp\(|ln)")
LATEX = (
    (re.compile(r"\$|\\left|\\right|\\,"), ""),
    (re.compile(r"\\(?:cdot|times)\s*"), "*"),
    (re.compile(r"\\sqrt\s*\{([^{}]*)\}"), r"√(\1)"),
    (re.compile(r"\\exp\s*"), "exp"),
    (re.compile(r"\^\{([^{}]*)\}"), r"^(\1)"),
    (re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\s*"), "√"),
)
# 约0.32, ≈ 0.32, 0.333…, 0.32。; 0.32分, 12 bytes; but not 3万, which is another number
ABOUT = re.compile(r"^(?:≈|≃|~|约等于|约)\s*")
AND_SO_ON = re.compile(r"(\.[0-9]+)\.{3}$")
END = re.compile(r"(?<=[^.,;、])[.;、]$")  # one mark as at the end of a sentence; a comma might have decimals to come
UNIT = re.compile(
    r"(?<=[0-9.)])\s*(?:[\u4e00-\u9fff]{1,4}|bytes?|bits?|marks?|points?|pts?|parameters|params|macs?|flops?)$"
)
NUMERALS = re.compile("[零〇一二三四五六七八九十百千万亿兆两半几]")
EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")  # a comma that can stand between thousands

Problem = Literal["too long", "two readings", "no number", "too large"]


class ReadNumber(NamedTuple):
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


def number(text: str, decimal_comma: bool = False, products: bool = False) -> ReadNumber | Problem | None:
    """The number that a text is, the kind of problem where it is none, or None for a blank. Never raises.

    With `decimal_comma`, 1,234 is 1.234 and not a question; with `products`, so is 512*768 a number.
    """
    if len(text) > LONGEST:
        text = text.strip()
    return "too long" if len(text) > LONGEST else _number(text, decimal_comma, products)


@lru_cache(CELLS)
def _number(text: str, decimal_comma: bool, products: bool) -> ReadNumber | Problem | None:
    usual = "-" + text[1:] if text[:1] == "−" else text  # as nearly everything typed and all that is drawn is
    if DECIMAL.fullmatch(usual):
        return _finite(_decimal(usual))
    found = plain(text.strip())
    if found == "":
        return None
    if found is not None and THOUSANDS.fullmatch(found) and not (decimal_comma and EITHER.fullmatch(found)):
        return "two readings"
    if found and (infinite := INFINITE.fullmatch(found)):
        return ReadNumber(-math.inf if infinite[1] == "-" else math.inf, None)
    value = found and _read(COMMA.sub(".", found), products)
    return _finite(value) if value else "no number"


def _finite(found: ReadNumber) -> ReadNumber | Problem:
    """The number, unless float64 has none so large."""
    return found if math.isfinite(found.value) else "too large"


def plain(text: str) -> str | None:
    """The text in ASCII, √ and ∞, without spaces inside an expression; None if that would change its value."""
    visible = text.lower() if text.isascii() else _normalised(text)
    if visible is None:
        return None
    for pattern, replacement in LATEX:
        visible = pattern.sub(replacement, visible)
    return _bare(SPACES.sub("", visible.strip()))


def _bare(text: str) -> str:
    """The number without “about” before it, a unit and a mark after it; 负 is a minus."""
    number = END.sub("", AND_SO_ON.sub(r"\1", ABOUT.sub("", text)))
    number = IN_PYTHON.sub(r"\1\2\3", number)
    number = re.sub(r"^正(?=无穷)", "", re.sub(r"^负\s*", "-", number))
    unit = UNIT.search(number)
    return number if unit is None or NUMERALS.search(unit[0]) or "无穷" in unit[0] else number[: unit.start()]


def _normalised(text: str) -> str | None:
    """In lower case, with ASCII digits and signs, without invisible characters; None if that would change its value."""
    for raised, base in ((RAISED, "10^"), (RAISED_OF_E, "e^")):
        text = raised.sub(lambda found, base=base: base + found[1].translate(RAISED_DIGITS), text)  # type: ignore[misc]
    for before, c in zip(" " + text, text, strict=False):
        kind = unicodedata.decomposition(c).partition(" ")[0]
        if kind in FLATTENED or (kind == "<fraction>" and before.isdigit()):
            return None
    flat = unicodedata.normalize("NFKC", text.replace("——", "-")).translate(SAME).lower()
    return "".join(c for c in flat if unicodedata.category(c) != "Cf").strip()


def _read(text: str, products: bool) -> ReadNumber | None:
    """The number in ASCII and √; None for a text that is not a number."""
    if DECIMAL.fullmatch(text):
        return _decimal(text)
    if text.endswith("%") and DECIMAL.fullmatch(text[:-1]):
        value, digits, exponent = _decimal(text[:-1])
        return ReadNumber(value / 100, digits, exponent - 2)
    if short := scientific(text):
        return ReadNumber(*short)
    formed = exact(text, products)
    return None if formed is None else ReadNumber(formed, None)


def _decimal(text: str) -> ReadNumber:
    mantissa, _, exponent = text.lower().partition("e")
    return ReadNumber(float(text), len(mantissa.partition(".")[2]), int(exponent or 0))
