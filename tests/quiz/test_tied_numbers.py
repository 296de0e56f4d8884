"""Sheets on which numbers are put in order: no two of them look equal, or who comes first were a convention."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from content import StepsQuestion, question
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet
from quiz.exercises.tied_numbers import tied
from quiz.exercises.variant import degenerate, draw

ORDERED = {  # by question: the numbers that its steps put in order, one row for each order
    "sampling/top-k": lambda s: s.inputs["Z"],
    "sampling/top-p": lambda s: s.inputs["Z"],
    "beam-search/one-step": lambda s: s.truth["t=2/totals"].reshape(1, -1),
    "beam-search/two-steps": lambda s: s.truth["t=2/totals"].reshape(1, -1),
    "mixture-of-experts/route": lambda s: s.truth["router_logits"],
    "mixture-of-experts/balance": lambda s: s.truth["router_logits"],
}


def drawn(id: str, seed: int) -> Sheet:
    asked = question(id)
    assert isinstance(asked, StepsQuestion)
    return draw(exercise(asked), seed).sheet


@pytest.mark.parametrize("id", ORDERED)
def test_no_two_numbers_that_are_put_in_order_look_equal(id: str) -> None:
    for seed in range(1, 21):
        sheet = drawn(id, seed)
        rows = np.round(np.asarray(ORDERED[id](sheet)), sheet.decimals)
        assert all(len(set(row)) == len(row) for row in rows.tolist()), (seed, rows)


def test_two_equal_logits_make_a_sheet_degenerate() -> None:
    sheet = drawn("sampling/top-k", 1)
    logits = np.array(sheet.inputs["Z"])
    logits[0, 1] = logits[0, 0]
    assert not degenerate(sheet)
    assert degenerate(replace(sheet, inputs={**sheet.inputs, "Z": logits}))


def test_equal_numbers_behind_a_given_step_do_no_harm() -> None:
    """The distribution is given there; only what is drawn from it is asked."""
    sheet = drawn("sampling/draw", 1)
    logits = np.array(sheet.inputs["Z"])
    logits[0, 1] = logits[0, 0]
    assert not tied(replace(sheet, inputs={**sheet.inputs, "Z": logits}))
