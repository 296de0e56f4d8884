"""Exact forms and decimal commas: what is written in the usual ways is read, and to the value it says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.answers.grid import answers
from quiz.answers.parse import NotANumber, ParsedNumber, commas_are_decimal, number

numbers = st.integers(1, 999).map(str) | st.decimals("0.01", 99, places=2).map(str)
signs = st.sampled_from(["", "-", "−", "+", "- "])


@given(signs, numbers, st.integers(0, 999), st.integers(1, 999), st.sampled_from(["√{}", "sqrt {}", "√({})", "*√{}"]))
def test_a_multiple_of_a_root_over_a_number_reads_back(sign: str, a: str, b: int, c: int, root: str) -> None:
    minus = -1 if sign.strip() in ("-", "−") else 1
    for text, value in (
        (f"{sign}{a}{root.format(b)}/{c}", minus * float(a) * math.sqrt(b) / c),
        (rf"{sign}\frac{{{a}\sqrt{{{b}}}}}{{{c}}}", minus * float(a) * math.sqrt(b) / c),
    ):
        found = number(text)
        assert isinstance(found, ParsedNumber), text
        assert found.value == pytest.approx(value, rel=1e-12)
        assert found.decimals is None


@given(signs, st.integers(-40, 40), st.sampled_from(["e^{}", "e^({})", "exp({})", "e^{{{}}}", r"\exp({})"]))
def test_a_power_of_e_reads_back(sign: str, exponent: int, form: str) -> None:
    found = number(sign + form.format(exponent))
    assert isinstance(found, ParsedNumber)
    minus = -1 if sign.strip() in ("-", "−") else 1
    assert found.value == pytest.approx(minus * math.exp(exponent), rel=1e-12)


@given(signs, st.integers(1, 999), st.integers(1, 999))
def test_a_natural_logarithm_reads_back(sign: str, a: int, b: int) -> None:
    minus = -1 if sign.strip() in ("-", "−") else 1
    for text, value in (
        (f"{sign}ln {a}", math.log(a)),
        (f"{sign}ln({a}/{b})", math.log(a / b)),
        (f"{sign}2ln{a}", 2 * math.log(a)),
    ):
        found = number(text)
        assert isinstance(found, ParsedNumber), text
        assert found.value == pytest.approx(minus * value, rel=1e-12, abs=1e-15)
        assert found.decimals is None


@pytest.mark.parametrize("text", ["log 2", "ln", "ln 0", "ln(-1)", "ln x", "2 log(3)"])
def test_a_logarithm_of_two_readings_or_none_is_no_number(text: str) -> None:
    assert isinstance(number(text), NotANumber)


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("0.333…", 0.333, 3),
        ("-0.66...", -0.66, 2),
        ("e⁻²", math.exp(-2), None),
    ],
)
def test_what_stands_around_a_number_on_paper_is_passed_over(text: str, value: float, decimals: int | None) -> None:
    found = number(text)
    assert isinstance(found, ParsedNumber)
    assert found.value == pytest.approx(value, rel=1e-12)
    assert found.decimals == decimals


@pytest.mark.parametrize("text", ["0.5..", "1...", "= 0.5", "S=0.5", "1/3=0.333"])
def test_what_says_more_than_a_number_is_none(text: str) -> None:
    assert isinstance(number(text), NotANumber)


@given(st.decimals("-99", 99, places=2), st.integers(-12, 12))
def test_a_power_of_ten_has_the_decimals_of_its_digits(mantissa: object, exponent: int) -> None:
    for times in ("×10^", "*10^", "·10^"):
        found = number(f"{mantissa}{times}{exponent}")
        assert isinstance(found, ParsedNumber)
        assert found.value == pytest.approx(float(f"{mantissa}e{exponent}"), rel=1e-12, abs=1e-15)
        assert found.decimals == max(0, 2 - exponent)


@given(st.lists(st.integers(1, 4096), min_size=2, max_size=4), st.sampled_from(["*", "×", " * ", "·"]))
def test_a_product_of_whole_numbers_is_read_where_products_are_meant(factors: list[int], times: str) -> None:
    text = times.join(map(str, factors))
    found = number(text, products=True)
    assert isinstance(found, ParsedNumber)
    assert found.value == math.prod(factors)
    assert isinstance(number(text), NotANumber)


@given(st.integers(-99, 99), st.sampled_from(["分", " 分", "个", "字节", " bytes", "marks", " pts"]))
def test_a_unit_after_a_number_is_passed_over(value: int, unit: str) -> None:
    found = number(f"{value}{unit}")
    assert isinstance(found, ParsedNumber)
    assert found.value == value
    assert isinstance(number(f"{value}万{unit}"), NotANumber)


# ---- decimal commas, decided for a whole sheet ----


@pytest.mark.parametrize(
    ("texts", "decimals", "decimal"),
    [
        (["1,234", "0,5"], 2, True),  # 0,5 can be nothing else
        (["1,234", "-0,123"], 3, True),
        (["1,234", "12,3456"], 3, True),
        (["1,234", "2,345"], 3, True),  # three digits are what was asked for
        (["1,234"], 3, False),
        (["1,234", "2,345"], 2, False),
        (["1,234", "0.5"], 3, False),  # who writes a point means thousands
        (["0,5", "0.5"], 2, False),
        (["1", "x", ""], 3, False),
    ],
)
def test_one_comma_decides_for_all(texts: list[str], decimals: int, decimal: bool) -> None:
    assert commas_are_decimal(texts, decimals) is decimal


@given(st.lists(st.decimals(-99, 99, places=3), min_size=2, max_size=9), st.integers(1, 5))
def test_a_sheet_in_decimal_commas_is_read_at_any_length(values: list[object], others: int) -> None:
    texts = [f"{value:.3f}".replace(".", ",") for value in values]
    read = answers({"a": [texts], "b": [[f"0,{'5' * others}"]]}, {"a": (1, len(texts)), "b": (1, 1)}, 2)
    np.testing.assert_allclose(read["a"].values[0], [float(str(value)) for value in values])
    assert read["a"].half[0, 0] == 0.0005


def test_a_point_in_one_step_keeps_the_commas_of_another_from_being_decimal() -> None:
    shapes = {"a": (1, 2), "b": (1, 1)}
    assert answers({"a": [["1,234", "2,345"]], "b": [["0.5"]]}, shapes, 3)["a"].status == ("unreadable", "unreadable")
    assert answers({"a": [["1,234", "2,345"]], "b": [["5"]]}, shapes, 3)["a"].status == (None, None)
