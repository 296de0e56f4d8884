"""Slips of copying: each kind is named where it alone explains the answer, and nothing is named on too few cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from content import question
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from quiz.verdicts import StepMarking
from tests.quiz.learners import ATTENTION, LSTM, Typed, exercise, printed, variant, work

# a cell of X W_q has three terms
INPUTS: dict[str, Any] = {
    "X": np.array([[1.0, 2, -1], [2, 1, 1], [1, 2, 0]]),
    "W_q": np.array([[0.5, 1.0], [-0.25, 0.5], [1.0, -1.0]]),
    "W_k": np.array([[1.0, 0.5], [0.5, -1.0], [-0.5, 1.0]]),
    "W_v": np.array([[0.5, 1.0], [1.0, 0.5], [-1.0, 1.0]]),
}


def with_queries(change: Any) -> StepMarking:
    """Right work, but for what is done to the typed queries."""
    sheet = exercise("self_attention", ATTENTION).sheet(INPUTS)
    typed = work(sheet, ATTENTION)
    typed["queries"] = change(typed["queries"])
    return mark(sheet, typed)["queries"]


def put(i: int, j: int, value: float) -> Any:
    """One cell typed otherwise."""

    def change(rows: Typed) -> list[list[str]]:
        changed = [list(row) for row in rows]
        changed[i][j] = f"{value:.2f}"
        return changed

    return change


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_a_sum_with_one_term_left_out_is_named(left_out: int) -> None:
    terms = INPUTS["X"][1] * INPUTS["W_q"][:, 1]  # 2, 0.5, −1
    marked = with_queries(put(1, 1, terms.sum() - terms[left_out]))
    assert (marked.status, marked.slip) == ("slip", "dropped_term")
    assert (marked.cells[1][1], marked.count("right"), marked.points) == ("slip", 5, 2.5)


def test_a_sum_with_two_terms_left_out_is_no_slip() -> None:
    terms = INPUTS["X"][1] * INPUTS["W_q"][:, 1]
    assert with_queries(put(1, 1, terms[1])).status == "wrong"


def test_rows_and_columns_that_changed_places_are_named() -> None:
    rows = with_queries(lambda typed: [typed[1], typed[0], typed[2]])
    assert (rows.status, rows.slip) == ("slip", "rows_exchanged")
    columns = with_queries(lambda typed: [row[::-1] for row in typed])
    assert (columns.status, columns.slip) == ("slip", "columns_exchanged")


def test_what_two_slips_explain_is_none() -> None:
    """−1 + 4 − 1 is 2: typed as −2, its sign or its second term is lost."""
    inputs = {**INPUTS, "W_q": np.array([[-1.0, 1.0], [4.0, 0.5], [1.0, -1.0]])}
    inputs["X"] = np.array([[1.0, 2, -1], [2, 1, 1], [1, 1, -1]])
    sheet = exercise("self_attention", ATTENTION).sheet(inputs)
    typed = work(sheet, ATTENTION)
    assert typed["queries"][2][0] == "2.00"
    typed["queries"] = put(2, 0, -2)(typed["queries"])
    marked = mark(sheet, typed)["queries"]
    assert (marked.status, marked.slip) == ("wrong", None)


def test_what_two_slips_explain_is_none_where_the_number_is_not_whole() -> None:
    """−1.3 + 4.5 − 0.95 is 2.25: typed as −2.25, its sign or its second term is lost."""
    inputs = {**INPUTS, "W_q": np.array([[-1.3, 1.13], [4.5, 0.52], [0.95, -1.06]])}
    inputs["X"] = np.array([[1.0, 2, -1], [2, 1, 1], [1, 1, -1]])
    sheet = exercise("self_attention", ATTENTION).sheet(inputs)
    typed = work(sheet, ATTENTION)
    assert typed["queries"][2][0] == "2.25"
    marked = mark(sheet, {**typed, "queries": put(2, 0, -2.25)(typed["queries"])})["queries"]
    assert (marked.status, marked.slip) == ("wrong", None)


@pytest.mark.parametrize(("first", "slip"), [(0.25, None), (0.29, "sign")])
def test_a_whole_number_that_lost_its_sign_needs_more_right_ones_beside_it(first: float, slip: str | None) -> None:
    """0.25 + 2.25 + 0.5 is 3, which five right numbers beside it do not make a slip of; 3.04 is one."""
    sheet = exercise("self_attention", ATTENTION).sheet(
        {
            **INPUTS,
            "X": np.array([[1.0, 1, 1], [2, 1, 1], [1, 2, 0]]),
            "W_q": np.array([[first, 1.13], [2.25, 0.52], [0.5, -1.06]]),
        }
    )
    typed = work(sheet, ATTENTION)
    value = float(typed["queries"][0][0])
    assert value.is_integer() is (slip is None)
    marked = mark(sheet, {**typed, "queries": put(0, 0, -value)(typed["queries"])})["queries"]
    assert (marked.slip, marked.count("right")) == (slip, 5)


@pytest.mark.parametrize(("value", "slip"), [(3, None), (12, "sign")])
def test_a_lost_sign_of_a_whole_number_of_two_digits_is_a_slip(value: int, slip: str | None) -> None:
    """A 3 is found for −3 by chance as any small number is; nobody finds 12 for −12."""
    weights = np.array([[2.75 - value, 1.13], [-2.25, 0.52], [-0.5, -1.06]])
    inputs = {**INPUTS, "X": np.array([[1.0, 1, 1], [2, 1, 1], [1, 2, 0]]), "W_q": weights}
    sheet = exercise("self_attention", ATTENTION).sheet(inputs)
    typed = work(sheet, ATTENTION)
    assert typed["queries"][0][0] == f"{-value}.00"
    marked = mark(sheet, {**typed, "queries": put(0, 0, value)(typed["queries"])})["queries"]
    assert (marked.slip, marked.count("right")) == (slip, 5)


@pytest.mark.parametrize(("tokens", "slip"), [(4, None), (5, "sign")])
def test_a_small_whole_number_that_lost_its_sign_needs_eight_right_ones_beside_it(
    tokens: int, slip: str | None
) -> None:
    """Seven or nine right numbers stand beside 3 for −3."""
    weights = np.array([[-0.25, 1.13], [-2.25, 0.52], [-0.5, -1.06]])
    X = np.array([[1.0, 1, 1], [2, 1, 1], [1, 2, 0], [0, 1, 1], [1, 0, 2]])[:tokens]
    asked = exercise("self_attention", ATTENTION)
    sheet = replace(asked, sizes={**asked.sizes, "n": tokens}).sheet({**INPUTS, "X": X, "W_q": weights})
    typed = work(sheet, ATTENTION)
    assert typed["queries"][0][0] == "-3.00"
    marked = mark(sheet, {**typed, "queries": put(0, 0, 3)(typed["queries"])})["queries"]
    assert (marked.slip, marked.count("right")) == (slip, 2 * tokens - 1)


@pytest.mark.parametrize(("other", "slip"), [(1.5, None), (-1.5, "sign")])
def test_a_minus_before_a_whole_number_comes_of_a_minus_in_its_formula(other: float, slip: str | None) -> None:
    """12.5 + 1.5 + 2 × 0 and 12.5 − 1.5 + 2 × 0: only in the second is there a minus to be put in a wrong place."""
    weights = np.array([[12.5, 1.13], [other, 0.52], [-0.5, -1.06]])
    inputs = {**INPUTS, "X": np.array([[1.0, 1, 0], [2, 1, 1], [1, 2, 0]]), "W_q": weights}
    sheet = exercise("self_attention", ATTENTION).sheet(inputs)
    typed = work(sheet, ATTENTION)
    value = float(typed["queries"][0][0])
    assert value == 12.5 + other
    marked = mark(sheet, {**typed, "queries": put(0, 0, -value)(typed["queries"])})["queries"]
    assert (marked.slip, marked.count("right")) == (slip, 5)


def test_a_minus_before_an_attention_weight_is_no_slip() -> None:
    sheet = exercise("self_attention", ATTENTION).sheet(INPUTS)
    typed = work(sheet, ATTENTION)
    j = int(sheet.truth["weights"][1].argmax())
    typed["weights"] = put(1, j, -float(typed["weights"][1][j]))(typed["weights"])
    marked = mark(sheet, typed)["weights"]
    assert (marked.status, marked.slip) == ("wrong", None)


def test_one_lost_sign_beside_one_right_number_is_no_slip() -> None:
    sheet = variant("lstm_step", LSTM, decimals=3).sheet
    typed = work(sheet, LSTM)
    (candidate,) = printed(sheet.truth["candidate"], 3)
    (negated,) = printed(-sheet.truth["candidate"], 3)
    assert candidate[0] != negated[0]
    typed["candidate"] = [[negated[0], candidate[1]]]
    marked = mark(sheet, typed)["candidate"]
    assert (marked.status, marked.slip, marked.count("right")) == ("wrong", None, 1)


@pytest.mark.parametrize(("right", "slip"), [(2, None), (3, "sign")])
def test_a_lost_sign_needs_three_right_numbers_beside_it(right: int, slip: str | None) -> None:
    weights = np.array([[0.53, 1.13], [-0.27, 0.52], [1.04, -1.06]])
    sheet = exercise("self_attention", ATTENTION).sheet({**INPUTS, "W_q": weights})
    typed = work(sheet, ATTENTION)
    cells = [text for row in typed["queries"] for text in row]
    cells[0] = f"{-float(cells[0]):.2f}"
    cells[1 + right :] = [""] * (5 - right)
    marked = mark(sheet, {**typed, "queries": [cells[k : k + 2] for k in (0, 2, 4)]})["queries"]
    assert (marked.slip, marked.count("right")) == (slip, right)


def test_a_rank_that_is_one_too_small_lacks_no_term() -> None:
    """A rank is counted: every number that is one too small would be such a sum."""
    posed = pose(question("beam-search/one-step"), 1)
    assert isinstance(posed, PosedSteps)
    sheet, ranks = posed.sheet, "t=2/ranks"
    typed = {step: printed(sheet.truth[step], sheet.decimals) for step in sheet.asked}
    third = typed[ranks][0].index("3.00")
    typed[ranks][0][third] = "2"
    marked = mark(sheet, typed)[ranks]
    assert (marked.status, marked.slip) == ("wrong", None)
