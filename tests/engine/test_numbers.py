"""Numbers as they are printed: rounding that a calculator confirms, quick where no tie is near."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.readings.numbers import MINUS, fixed, scientific, significant


def by_hand(x: float, digits: int) -> str:
    """Rounded in decimal from 13 significant digits, halves away from zero, without a minus before zero."""
    value = Decimal(f"{x:.13g}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{abs(value) if value == 0 else value:f}".replace("-", MINUS)


@given(some.floats(-1e14, 1e14), some.integers(0, 10))
def test_any_number(x: float, digits: int) -> None:
    assert fixed(x, digits) == by_hand(x, digits)


@given(some.integers(-(10**7), 10**7), some.integers(0, 6), some.integers(-3, 3))
def test_ties_and_what_is_next_to_them(halves: int, digits: int, beside: int) -> None:
    x = (halves + 0.5) / 10**digits
    x += beside * abs(x) * 2.0**-52
    assert fixed(x, digits) == by_hand(x, digits)


@pytest.mark.parametrize(
    ("x", "digits", "said"),
    [
        (0.285, 2, "0.29"),
        (-0.285, 2, "−0.29"),
        (-0.00004, 4, "0.0000"),
        (-0.0, 4, "0.0000"),
        (2.5, 0, "3"),
        (-0.5, 0, "−1"),
    ],
)
def test_worked_by_hand(x: float, digits: int, said: str) -> None:
    assert fixed(x, digits) == said


@pytest.mark.parametrize(
    ("x", "written"),
    [
        (0.0, "0"),
        (-3.0, "−3"),
        (0.123456789, "0.123457"),
        (-0.0001, "−0.0001"),
        (1.25e-5, "1.25·10⁻⁵"),
        (-1e-12, "−1·10⁻¹²"),
        (2_000_000.0, "2000000"),
        (1.5e20, "1.5·10²⁰"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
    ],
)
def test_significant_digits_are_followed_by_no_zeros(x: float, written: str) -> None:
    assert significant(x, 6) == written


@pytest.mark.parametrize(
    ("x", "figures", "written", "with_a_power"),
    [
        (0.285, 2, "0.29", "2.9·10⁻¹"),
        (-1.25, 2, "−1.3", "−1.3·10⁰"),
        (1.005, 3, "1.01", "1.01·10⁰"),
        (9.95, 2, "10", "1.0·10¹"),
        (2.5e-7, 1, "3·10⁻⁷", "3·10⁻⁷"),
        (1.15e-5, 2, "1.2·10⁻⁵", "1.2·10⁻⁵"),
    ],
)
def test_ties_are_rounded_away_from_zero_as_decimals_are(
    x: float, figures: int, written: str, with_a_power: str
) -> None:
    assert significant(x, figures) == written
    assert scientific(x, figures) == with_a_power
