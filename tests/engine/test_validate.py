"""What a learner may enter: every fault is one sentence that names the input and the dimension."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import MECHANISMS, InputError, Mechanism, Options, Program, checked, run
from tests.examples import examples

ATTENTION = MECHANISMS["self_attention"]
GOOD: dict[str, Any] = {
    "X": [[1, 2, 3], [4, 5, 6]],
    "W_q": np.ones((3, 2)),
    "W_k": np.ones((3, 2)),
    "W_v": np.ones((3, 4)),
}


def refused(**changes: Any) -> str:
    entered = {name: x for name, x in {**GOOD, **changes}.items() if x is not None}
    with pytest.raises(InputError) as caught:
        checked(ATTENTION, ATTENTION.options(), entered)
    assert caught.value.template.format(**caught.value.values) == str(caught.value)
    return str(caught.value)


def test_sizes_are_read_from_what_was_entered() -> None:
    program, arrays = checked(ATTENTION, ATTENTION.options(), GOOD)
    assert program.dims == {"n": 2, "d": 3, "d_k": 2, "d_v": 4}
    assert run(program, arrays)["context"].shape == (2, 4)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"W_k": np.ones((3, 4))}, "The number of columns is 4 in W_k but 2 in W_q; both are d_k."),
        ({"W_q": np.ones((2, 2))}, "The number of rows of W_q is 2 but that of columns of X is 3; both are d."),
        ({"X": [[1, float("nan"), 3]]}, "X[1, 2] is nan; enter a finite number of ordinary size."),
        ({"X": [[1, 2, float("inf")]]}, "X[1, 3] is inf; enter a finite number of ordinary size."),
        ({"X": [[1, 2, 1e31]]}, "X[1, 3] is 1e+31; enter a finite number of ordinary size."),
        ({"X": []}, "X is empty: enter at least one number."),
        ({"X": None}, "X is missing: enter a matrix of n × d."),
        ({"Y": [[1]]}, "There is no input called Y here; there are X, W_q, W_k, W_v."),
        ({"X": np.ones((2, 2, 3))}, "The number of axes of X is 3; a matrix has two, rows and columns."),
        ({"X": np.ones((5000, 3))}, "n is 5000; at most 4096 can be shown."),
    ],
)
def test_each_fault_is_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    assert refused(**changes) == sentence


@pytest.mark.parametrize(
    "bad", [[[1, 2], [3]], [["a", "b", "c"]], "text", {"a": 1}, [[None, 1, 2]], [[1, "__import__('os')", 2]]]
)
def test_what_is_not_a_table_of_numbers_is_named(bad: Any) -> None:
    assert refused(X=bad).startswith("X")


def test_the_largest_number_is_1e30() -> None:
    assert checked(ATTENTION, ATTENTION.options(), {**GOOD, "X": [[-1e30, 1e30, 0]] * 2})[1]["X"].min() == -1e30
    assert refused(X=[[np.nextafter(1e30, np.inf), 0, 0]] * 2).startswith("X[1, 1] is 1.0")


def test_memory_is_estimated_before_anything_is_allocated() -> None:
    wide = {"X": np.ones((4096, 1)), "W_q": np.ones((1, 4096)), "W_k": np.ones((1, 4096)), "W_v": np.ones((1, 4096))}
    assert "MB is allowed" in refused(**wide)


def test_a_mask_holds_only_ones_and_zeros() -> None:
    with pytest.raises(InputError, match="real may hold only 1"):
        checked(ATTENTION, ATTENTION.choose(mask="padding"), {**GOOD, "real": [[1, 0.5]]})


def picking(rows: Any, tokens: str = "rows") -> Any:
    """What a mechanism that reads one-hot rows says to these."""

    def look_up(p: Program, o: Options) -> None:
        (picked,) = p.one_hot(picked="n v")
        (E,) = p.weights(E="v d")
        p.step("embedded", "X", picked @ E)

    layout: Any = {"tokens": tokens}
    mechanism = Mechanism("look_up", look_up, Options, {"n": 2, "v": 3, "d": 1}, {})
    return checked(mechanism, Options(**layout), {"picked": rows, "E": np.ones((3, 1))})[1]["picked"].tolist()


def test_a_one_hot_row_picks_one() -> None:
    assert picking([[0, 1, 0], [1, 0, 0]]) == [[0, 1, 0], [1, 0, 0]]
    assert picking([[0], [1], [0]], "columns") == [[0], [1], [0]]
    for bad in ([0, 0, 0], [1, 1, 0], [0, 0.5, 0.5], [2, -1, 0]):
        with pytest.raises(InputError, match="Row 2 of picked must pick one"):
            picking([[0, 1, 0], bad])
    with pytest.raises(InputError, match="Column 1 of picked must pick one"):
        picking([[0], [0], [0]], "columns")


def test_sizes_that_no_axis_shows_are_passed_in() -> None:
    rnn = MECHANISMS["rnn"]
    deep = rnn.build(sizes={"layers": 2})
    entered = {id: np.ones(tuple(map(int, x.shape))) for id, x in deep.inputs.items()}
    program, arrays = checked(rnn, rnn.options(), entered, {"layers": 2})
    assert set(arrays) == set(deep.inputs)
    assert "layer=2/outputs" in program.steps
    with pytest.raises(InputError, match="layer=2/W is missing"):
        checked(rnn, rnn.options(), {id: x for id, x in entered.items() if id != "layer=2/W"}, {"layers": 2})


def test_a_flat_list_is_a_row() -> None:
    gru = MECHANISMS["gru_step"]
    entered = {id: np.ones(tuple(map(int, x.shape))) for id, x in gru.build().inputs.items()} | {"x": [1, 2, 3]}
    assert checked(gru, gru.options(), entered)[1]["x"].shape == (1, 3)


def test_a_flat_list_is_a_column_where_tokens_are_columns() -> None:
    gru = MECHANISMS["gru_step"]
    columns = gru.choose(tokens="columns")
    entered = {id: np.ones(tuple(map(int, x.shape))) for id, x in gru.build(columns).inputs.items()}
    assert checked(gru, columns, entered | {"x": [1, 2, 3]})[1]["x"].tolist() == [[1], [2], [3]]


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda x: st.lists(x, max_size=4),
    max_leaves=12,
)


@pytest.mark.exhaustive
@examples(200)
@given(X=anything, W_q=anything)
def test_nothing_a_learner_enters_raises_anything_else(X: Any, W_q: Any) -> None:
    with contextlib.suppress(InputError):
        program, arrays = checked(ATTENTION, ATTENTION.options(), {**GOOD, "X": X, "W_q": W_q})
        assert all(np.isfinite(array).all() for array in arrays.values())
        assert run(program, arrays)["context"].shape == (arrays["X"].shape[0], 4)
