"""What frameworks print, as collected from elsewhere (pub_07): read into the matrix it is pasted into, or asked about.

That nothing is mixed before the learner has chosen is held in the browser (tests/browser/test_paste.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from content import topic
from loading import printed
from presentation.figure.inputs import inputs_figure
from presentation.figure.pasted import PasteAnswer, Pasted, answered
from presentation.translate import speaking
from presentation.workspaces.workspace import opened

FILE = Path(__file__).parents[1] / "engine" / "public_cases" / "pub_07_printed_tensors.json"
CASE: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def into_query_weights(text: str) -> PasteAnswer:
    shown = inputs_figure(opened(topic("self-attention")))
    (block,) = [b for b in shown.blocks if b.id == "W_q"]
    assert (len(block.text), len(block.text[0])) == (3, 2)
    return answered(Pasted(1, "W_q", 0, 0, text), shown)


@pytest.mark.parametrize("name", CASE["texts"])
def test_a_print_out_is_read_to_its_last_digit(name: str) -> None:
    (found,) = printed(CASE["texts"][name])
    np.testing.assert_array_equal(found.values, CASE["right"])


@pytest.mark.parametrize("name", CASE["texts"])
def test_a_print_out_fills_the_matrix_it_is_pasted_into(name: str) -> None:
    made = into_query_weights(CASE["texts"][name])
    assert made.said == ""
    np.testing.assert_array_equal(np.array(made.rows, dtype=float), CASE["right"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_of_a_batch_nothing_goes_in_before_an_element_is_chosen(lang: str) -> None:
    with speaking(lang):
        made = into_query_weights(CASE["refuse"]["two batch elements"])
    assert made.rows == []
    assert made.said
    assert [rows for _label, rows in made.offers] == [
        [["1", "2", "3"], ["4", "5", "6"]],
        [["7", "8", "9"], ["1", "1", "1"]],
    ]


@pytest.mark.parametrize(("name", "shape"), [("smaller than the grid", (2, 2)), ("transposed", (2, 3))])
def test_another_shape_is_handed_over_whole_so_that_it_can_be_asked_about(name: str, shape: tuple[int, int]) -> None:
    made = into_query_weights(CASE["refuse"][name])
    assert np.array(made.rows, dtype=float).shape == shape
