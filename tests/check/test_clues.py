"""Where nothing known explains a step, what its numbers have in common with the right ones is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from check import Findings, check
from engine import MECHANISMS, run
from presentation.check.check_words import report
from presentation.translate import speaking
from tests.check.broken import drawn

SIZES = {"n": 5, "d": 4, "f": 6}


def found(change: Callable[[Any], Any]) -> Findings:
    program = MECHANISMS["feed_forward"].build(None, SIZES)
    inputs = drawn(program, 4)
    output = np.asarray(run(program, inputs)["output"])
    return check("feed_forward", inputs, None, {"output": change(output).round(4)}, 4, SIZES)


COLUMNS = np.array([[0.31, -1.27, 0.08, 0.66]])


@pytest.mark.parametrize(
    ("change", "id", "english", "chinese"),
    [
        (lambda y: 1.7 * y, "factor", "1.7 times", "1.7 倍"),
        (lambda y: y - 0.613, "amount", "the same amount, −0.613", "−0.613"),
        (lambda y: y + COLUMNS, "amount_of_columns", "In each column", "每一列"),
        (lambda y: y + COLUMNS[0, 0] * np.arange(1, 6)[:, None] ** 2, "amount_of_rows", "In each row", "每一行"),
    ],
)
def test_what_all_numbers_share_is_said(change: Any, id: str, english: str, chinese: str) -> None:
    seen = found(change)
    assert (seen.verdict, seen.clue.id if seen.clue else "") == ("unknown", id)
    for language, said in (("en", english), ("zh", chinese)):
        with speaking(language):
            assert any(said in line for line in report(seen)), report(seen)


def test_numbers_that_share_nothing_get_no_clue() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        seen = found(lambda y: y + rng.normal(size=y.shape))
        assert (seen.verdict, seen.clue) == ("unknown", None)


def test_what_is_explained_needs_no_clue() -> None:
    assert found(lambda y: y).clue is None
    program = MECHANISMS["feed_forward"].build(None, SIZES)
    inputs = drawn(program, 4)
    inputs["b_2"] = inputs["b_2"] + 0.5
    right = run(program, inputs)
    without = np.asarray(right["output"]) - inputs["b_2"]
    seen = check("feed_forward", inputs, None, {"output": without.round(4)}, 4, SIZES)
    assert (seen.verdict, seen.clue) == ("mistake", None)
