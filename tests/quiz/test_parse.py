"""What learners type: every usual way of writing a number is read, the rest is said to be unreadable."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.answers.parse import Blank, NotANumber, ParsedNumber, matrix, number
from quiz.errors import ParseError

READABLE = [
    ("12", 12, 0),
    (".5", 0.5, 1),
    ("5.", 5, 0),
    ("0.50", 0.5, 2),
    ("+0.5", 0.5, 1),
    ("1e-3", 0.001, 3),
    ("1.5E-3", 0.0015, 4),
    ("2.5e1", 25, 0),
    ("1e3", 1000, 0),
    ("25%", 0.25, 2),
    ("25.5 %", 0.255, 3),
    ("−0.5", -0.5, 1),
    ("–0.5", -0.5, 1),
    ("——0.5", -0.5, 1),
    ("- 0.5", -0.5, 1),
    ("０．５", 0.5, 1),
    ("－１２", -12, 0),
    ("0。5", 0.5, 1),
    ("0,5", 0.5, 1),
    ("-0,500", -0.5, 3),
    (",5", 0.5, 1),
    ("12,34", 12.34, 2),
    ("1234,567", 1234.567, 3),
    ("1/3", 1 / 3, None),
    ("−2/3", -2 / 3, None),
    ("1 / 3", 1 / 3, None),
    ("½", 0.5, None),
    (r"-\frac{1}{4}", -0.25, None),
    ("√2", math.sqrt(2), None),
    ("-sqrt(2)", -math.sqrt(2), None),
    ("1/√2", 1 / math.sqrt(2), None),
    ("√3/2", math.sqrt(3) / 2, None),
    ("∞", math.inf, None),
    ("−∞", -math.inf, None),
    ("-inf", -math.inf, None),
    ("Infinity", math.inf, None),
    (r"-\infty", -math.inf, None),
    (" 7\u200b", 7, 0),
    ("-7√2/2", -7 * math.sqrt(2) / 2, None),
    ("-3.5√2", -3.5 * math.sqrt(2), None),
    ("2*√2/2", math.sqrt(2), None),
    ("2 √3", 2 * math.sqrt(3), None),
    ("sqrt 2", math.sqrt(2), None),
    ("3 sqrt(2) / 2", 3 * math.sqrt(2) / 2, None),
    (r"\frac{-7}{\sqrt{2}}", -7 / math.sqrt(2), None),
    (r"-\frac{7\sqrt{2}}{2}", -7 * math.sqrt(2) / 2, None),
    (r"$3\cdot\sqrt{2}$", 3 * math.sqrt(2), None),
    ("e^-1", math.exp(-1), None),
    ("e^{-0.5}", math.exp(-0.5), None),
    (r"\exp(-1)", math.exp(-1), None),
    ("exp(-1)", math.exp(-1), None),
    ("2e^-1", 2 * math.exp(-1), None),
    ("3.2×10^-1", 0.32, 2),
    ("3.2×10⁻¹", 0.32, 2),
    (r"3.2 \times 10^{-1}", 0.32, 2),
    ("10²", 100, 0),
    ("-10^9", -1e9, 0),
    ("≈0.32", 0.32, 2),
    ("约 0.32", 0.32, 2),
    ("0.32分", 0.32, 2),
    ("0.32 marks", 0.32, 2),
    ("12 bytes", 12, 0),
    ("负0.5", -0.5, 1),
    ("0.32。", 0.32, 2),
    ("-0.32.", -0.32, 2),
    ("1.50；", 1.5, 2),
    ("-∞。", -math.inf, None),
    ("-np.inf", -math.inf, None),
    ("float('-inf')", -math.inf, None),
    ('-float("inf")', -math.inf, None),
    ("负无穷", -math.inf, None),
    ("负无穷大", -math.inf, None),
    ("正无穷", math.inf, None),
]


@pytest.mark.parametrize(("text", "value", "decimals"), READABLE)
def test_reads_every_usual_way_of_writing(text: str, value: float, decimals: int | None) -> None:
    found = number(text)
    assert isinstance(found, ParsedNumber), found
    assert found.value == pytest.approx(value, rel=1e-15)
    assert (found.decimals, found.text) == (decimals, text)


def test_zero_has_no_sign() -> None:
    found = number("-0.00")
    assert isinstance(found, ParsedNumber)
    assert math.copysign(1, found.value) == 1


@pytest.mark.parametrize("text", ["", "  ", "\t", "\u3000", "\u200b"])
def test_nothing_typed_is_blank(text: str) -> None:
    assert isinstance(number(text), Blank)


@pytest.mark.parametrize(
    "text",
    [
        *("x", "--1", "1..2", "1 000", "1_000", "0x10", "5,", "e5", "nan", "1/0", "1/2/3", "1/∞", "√-1", "٣", "-", "?"),
        *(
            "5²",
            "1½",
            "①",
            "x₂",
            "1,5.5",
            "1+1",
            "2*3",
            "=1",
            "1e",
            "1e1000",
            "3万",
            "7/2√2",
            "√",
            "e",
            "e^",
            "10^",
            "exp",
        ),
        *("__import__('os').system('true')", "eval('1')", "().__class__", "{0}", "%d", "{text}", "lambda: 1"),
    ],
)
def test_says_what_is_no_number(text: str) -> None:
    found = number(text)
    assert isinstance(found, NotANumber)
    assert found.text == text
    assert text in str(found.error)


@pytest.mark.parametrize(
    "text", ["1,000", "-1,000", "1,234,567", "1,234.5", "1.234,5", "1,000/3", "1,000%", "１，０００"]
)
def test_asks_which_comma_is_meant(text: str) -> None:
    found = number(text)
    assert isinstance(found, NotANumber)
    assert found.problem == "two readings"


@pytest.mark.parametrize("text", ["1e31", "-1e31", "1e999", "1e999/1e999", "9" * 40])
def test_refuses_what_is_too_large(text: str) -> None:
    found = number(text)
    assert isinstance(found, NotANumber)
    assert found.problem == "too large"


def test_refuses_what_is_too_long_and_does_not_repeat_it() -> None:
    found = number("1" * 65)
    assert isinstance(found, NotANumber)
    assert str(found.error) == "This is longer than any number: enter at most 64 characters."
    assert isinstance(number(" " * 1000 + "1" + " " * 1000), ParsedNumber)


# ---- what is printed reads back ----

reals = st.floats(-1e30, 1e30)


@given(reals, st.integers(0, 12))
def test_fixed_decimals_read_back(value: float, digits: int) -> None:
    found = number(f"{value:.{digits}f}")
    assert isinstance(found, ParsedNumber)
    assert found.decimals == digits
    assert abs(found.value - value) <= 0.5 * 10.0**-digits + 1e-15 * abs(value)


@given(reals)
@example(5e-324)
@example(1e22)
def test_shortest_digits_read_back_exactly(value: float) -> None:
    for text in (repr(value), f"{value!r}".replace("-", "−"), np.format_float_positional(value, trim="-")):
        found = number(text)
        if len(text) <= 64:
            assert isinstance(found, ParsedNumber), text
            assert found.value == value


@given(reals, st.integers(0, 16))
def test_scientific_digits_read_back(value: float, digits: int) -> None:
    for text in (f"{value:.{digits}e}", f"{value:.{digits + 1}g}", f"{value:.{digits}E}"):
        found = number(text)
        assert isinstance(found, ParsedNumber)
        assert found.value == pytest.approx(value, rel=0.51 * 10.0**-digits, abs=5e-324)


@given(reals, st.integers(1, 6).filter(lambda digits: digits != 3))
def test_a_decimal_comma_reads_back(value: float, digits: int) -> None:
    written = f"{value:.{digits}f}"
    assert number(written.replace(".", ",")) == ParsedNumber(float(written) + 0.0, digits, written.replace(".", ","))


@given(reals, st.integers(0, 6))
def test_percent_reads_back(value: float, digits: int) -> None:
    found = number(f"{value:.{digits}f}%")
    assert isinstance(found, ParsedNumber)
    assert found.decimals == digits + 2
    assert found.value == float(f"{value:.{digits}f}") / 100


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_fractions_are_exact(over: int, under: int) -> None:
    text = f"{over}/{under}"
    assert number(text) == ParsedNumber(over / under, None, text)


# ---- whatever is typed ----

near_numbers = st.text("0123456789.,+-−–/%eE∞√() ½²１，。infsqrt\\{}_\u200b*×^·≈分万负无穷expfrac$", max_size=24)


@given(st.text() | near_numbers)
def test_reading_a_cell_never_raises(text: str) -> None:
    found = number(text)
    assert isinstance(found, ParsedNumber | Blank | NotANumber)
    if isinstance(found, ParsedNumber):
        assert not math.isnan(found.value)
        assert math.isinf(found.value) or abs(found.value) <= 1e30
        assert found.decimals is None or found.decimals >= 0
    if isinstance(found, NotANumber):
        assert str(found.error)


# ---- matrices ----


def test_a_matrix_of_typed_cells() -> None:
    assert matrix([["1", "1/2"], ["−0,5", "-inf"]], "Q") == [[1, 0.5], [-0.5, -math.inf]]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("", "Q[2, 1] is empty: enter a number."),
        ("abc", "Q[2, 1] is “abc”, which is not a number."),
        ("1,000", "Q[2, 1] is “1,000”, which can be read in two ways: write decimals with a point."),
        ("1e40", "Q[2, 1] is “1e40”, which is too large to compute with."),
        ("1" * 65, "Q[2, 1] is longer than any number."),
        ("{name}", "Q[2, 1] is “{name}”, which is not a number."),
    ],
)
def test_names_the_cell_that_is_no_number(cell: str, sentence: str) -> None:
    with pytest.raises(ParseError) as refused:
        matrix([["1", "2"], [cell, "4"]], "Q")
    assert str(refused.value) == sentence


def test_names_the_row_of_another_length() -> None:
    with pytest.raises(ParseError, match=r"Cells in row 2: 1, in the rows before it: 2\."):
        matrix([["1", "2"], ["3"]], "Q")
