"""Number formatting with rounding that a reader can check with a calculator."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MINUS = "−"
HUGE = 1e15  # from here on a double has no reliable decimals
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
NOISE = 1e-12  # what is nearer to 0 is, of a sum, what binary rounding leaves of it
CLEAR = (
    1e8  # units of the last decimal below which what is not near a tie needs no Decimal, which takes ten times as long
)


class Numeral(NamedTuple):
    """A number as it is printed: its digits, whether a minus stands before them, and whether it is a product with a
    power of ten, which has brackets wherever a product would.
    """

    digits: str
    negative: bool = False
    product: bool = False

    def __str__(self) -> str:
        """The number as text, with a true minus sign."""
        return MINUS + self.digits if self.negative else self.digits


def rounded(x: float, digits: int) -> Decimal:
    """x rounded to `digits` decimals, ties away from zero.

    x is first rounded to 13 significant digits, so that binary rounding error does not decide a tie: 0.285 → 0.29.
    Numbers of 1e15 and above are not rounded further.
    """
    exact = Decimal(f"{x:.13g}")
    return exact if abs(x) >= HUGE else exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def fixed(x: float, digits: int) -> str:
    """x with exactly `digits` decimals as text, with a true minus sign and no negative zero: "−0.50", "∞", "NaN".

    Numbers of 1e15 and above are in scientific notation.
    """
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "∞" if x > 0 else MINUS + "∞"
    if abs(x) >= HUGE:
        return f"{x:.6e}".replace("-", MINUS)
    scaled = abs(x) * 10**digits
    if scaled < CLEAR and abs(scaled % 1 - 0.5) > 1e-3:
        return f"{x if scaled >= 0.5 else abs(x):.{digits}f}".replace("-", MINUS)
    value = rounded(x, digits)
    return f"{abs(value) if value == 0 else value:f}".replace("-", MINUS)


def short(x: float) -> str:
    """A constant as text without trailing zeros, as it stands in a formula: "2", "0.5", "10000", "0.00001", "−∞"."""
    if math.isinf(x):
        return fixed(x, 0)
    x += 0.0  # no negative zero
    text = f"{x:.15f}".rstrip("0") if 1e-9 < abs(x) < 1e-4 else f"{x:.10g}"
    return text.replace("-", MINUS)


def fixed_numeral(x: float, digits: int) -> Numeral:
    """x as `fixed` prints it; what rounds to 0 has no minus."""
    return Numeral(fixed(abs(x), digits), x < 0 and (math.isinf(x) or rounded(x, digits) != 0))


def short_numeral(x: float) -> Numeral:
    """x as `short` prints it."""
    return Numeral(short(abs(x)), x < 0)


def scientific(x: float, figures: int) -> str:
    """A finite x with so many significant digits and a power of ten: "3.1·10⁻⁹"."""
    digits, power = f"{_to_figures(x, figures):.{figures - 1}e}".split("e")
    return f"{digits.replace('-', MINUS)}·10{str(int(power)).translate(RAISED)}"


def _to_figures(x: float, figures: int) -> Decimal:
    """x rounded to so many significant digits, ties away from zero, as `rounded` rounds decimals."""
    exact = Decimal(f"{x:.13g}")
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() + 1 - figures), ROUND_HALF_UP) if exact else exact


def significant(x: float, figures: int) -> str:
    """x with at most so many significant digits and no zeros behind them: "0.5", "−3", "1.25·10⁻⁵", "∞"."""
    if not math.isfinite(x):
        return fixed(x, 0)
    value = _to_figures(x, figures)
    digits, power = f"{value:.{figures - 1}e}".split("e")
    if x == 0 or -5 < int(power) < max(figures, 10):
        return short(float(value))
    counted = len(digits.replace(".", "").strip("-").rstrip("0"))
    return scientific(x, max(1, counted))


def vanishes(x: float, digits: int) -> bool:
    """Whether x rounds to 0 without being it."""
    return 0 < abs(x) < 1 and rounded(x, digits) == 0


def denoised(x: float) -> float:
    """x; 0 where it is no more than what binary rounding leaves of 0."""
    return 0.0 if abs(x) < NOISE else x


def counted_numeral(x: float, figures: int) -> Numeral:
    """x as `scientific` prints it."""
    return Numeral(scientific(abs(x), figures), x < 0, product=True)
