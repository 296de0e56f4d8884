"""Arrays that are called as a mechanism calls its inputs."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS
from loading import Refused, printed
from parameters import by_name


def test_ids_symbols_and_other_spellings_are_the_inputs() -> None:
    program = MECHANISMS["self_attention"].build()
    for names in (("X", "W_q", "W_k", "W_v"), ("X", "W^Q", "W^K", "W^V"), ("x", "Wq", "w_k", "wV")):
        text = "\n".join(f"{name} = np.array([[{n}.0, 2.0]])" for n, name in enumerate(names))
        found = by_name(printed(text), program)
        assert list(found) == ["X", "W_q", "W_k", "W_v"]
        assert [x[0, 0] for x in found.values()] == [0, 1, 2, 3]


def test_small_letters_and_capitals_are_told_apart_where_both_are_inputs() -> None:
    program = MECHANISMS["character_rnn"].build()
    assert {"V", "c", "W", "b"} <= set(by_name(printed("V = [[1]]\nc = [[2]]\nW=[[3]]\nb=[[4]]"), program))


def test_a_row_may_come_without_its_first_axis_and_a_batch_of_one_with_it() -> None:
    program = MECHANISMS["rnn"].build()
    found = by_name(printed("b = tensor([0.1, 0.2])\nX = tensor([[[1., 2.], [3., 4.]]])"), program)
    np.testing.assert_array_equal(found["b"], [[0.1, 0.2]])
    np.testing.assert_array_equal(found["X"], [[1, 2], [3, 4]])


def test_wrong_names_are_listed_with_those_that_are_wanted() -> None:
    program = MECHANISMS["rnn"].build()
    with pytest.raises(Refused) as refused:
        by_name(printed("weights = [[1]]\nX = [[1, 2]]"), program)
    assert refused.value.code == "names"
    assert refused.value.values == {"found": ("weights",), "wanted": ("X", "h_0", "W", "b")}


def test_a_batch_asks_which_element() -> None:
    program = MECHANISMS["rnn"].build()
    (X,) = printed("X = tensor([[[1., 2.]], [[3., 4.]], [[5., 6.]]])")
    with pytest.raises(Refused) as refused:
        by_name([X], program)
    assert (refused.value.code, refused.value.values["leading"]) == ("batch", (3,))
    np.testing.assert_array_equal(by_name([X.element(1)], program)["X"], [[3, 4]])


@pytest.mark.parametrize(
    "text",
    [
        "allowed = tensor([[ True, False],\n        [ True,  True]])",
        "allowed = [[1, 0], [1, 1]]",
        "allowed = tensor([[0., -inf],\n        [0., 0.]])",
        "allowed = array([[0.e+00, -1.e+09], [0.e+00, 0.e+00]])",
    ],
)
def test_masks_of_truths_and_masks_that_are_added(text: str) -> None:
    mechanism = MECHANISMS["multi_head"]
    program = mechanism.build(mechanism.choose(mask="custom"))
    np.testing.assert_array_equal(by_name(printed(text), program)["allowed"], [[1, 0], [1, 1]])


def test_an_added_mask_becomes_what_the_input_is_declared_to_hold() -> None:
    (mask,) = printed("allowed = tensor([[0., -inf],\n        [0., 0.]])")
    mechanism = MECHANISMS["multi_head"]
    expected = {"one_is_look": [[1, 0], [1, 1]], "one_is_ignore": [[0, 1], [0, 0]], "added_numbers": mask.values}
    for notation, numbers in expected.items():
        program = mechanism.build(mechanism.choose(mask="custom", notation=notation))
        np.testing.assert_array_equal(by_name([mask], program)["allowed"], numbers)
