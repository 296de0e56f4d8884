"""Rows that are Python's tuples."""

from __future__ import annotations

import numpy as np
import pytest

from loading import printed
from loading.errors import Refused
from loading.tuples import as_lists

ROWS = [[0.86, -0.3], [1.1, 2e-3]]


@pytest.mark.parametrize(
    "text",
    [
        "((0.86, -0.3), (1.1, 2e-3))",
        "[(0.86, -0.3), (1.1, 2e-3)]",
        "((0.86, −0.3),\n (1.1, 2e-3),)",
        "np.array([(0.86, -0.3), (1.1, 2e-3)])",
        "tensor(((0.86, -0.3), (1.1, 2e-3)))",
        "（（0.86，-0.3），（1.1，2e-3））",
    ],
)
def test_tuples_are_rows(text: str) -> None:
    (found,) = printed(f"X = {text}")
    assert found.name == "X"
    assert np.array_equal(found.values, ROWS)


def test_three_axes() -> None:
    (found,) = printed("[((1, 2), (3, 4)), ((5, 6), (7, 8))]")
    assert found.values.tolist() == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def test_arrays_in_a_tuple_stay_apart() -> None:
    assert [x.values.shape for x in printed("(tensor([[1., 2.]]), (tensor([3.]), tensor([4.])))")] == [
        (1, 2),
        (1,),
        (1,),
    ]
    assert [x.values.shape for x in printed("([[1, 2], [3, 4]], [[5, 6]])")] == [(2, 2), (1, 2)]


@pytest.mark.parametrize("text", ["  (0, 1)\t0.5\n  (1, 0)\t0.25", "torch.Size([2, 3])", "f(1, 2)", "(1, 2)"])
def test_other_round_brackets_stay(text: str) -> None:
    assert as_lists(text) == text


def test_rows_of_different_lengths_are_told_with_their_line() -> None:
    with pytest.raises(Refused) as told:
        printed("X = ((1, 2),\n (3,))")
    assert told.value.code == "ragged"
