"""Two option sets side by side on the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, InputError, Options
from engine.readings.compare import Aligned, compare
from tests.engine.cases import LAYOUTS, Case, draw, each_case

ATTENTION, LSTM, GRU = (MECHANISMS[id] for id in ("self_attention", "lstm_step", "gru_step"))


def steps(aligned: list[Aligned], **kinds: Any) -> list[str]:
    return [x.step for x in aligned if all(getattr(x, name) == value for name, value in kinds.items())]


def test_one_scale_beside_none() -> None:
    plain, unscaled = ATTENTION.choose(), ATTENTION.choose(scale="none")
    aligned = compare(ATTENTION, plain, unscaled, draw(ATTENTION.build()))
    assert [x.step for x in aligned] == ["queries", "keys", "values", "scores", "scaled", "weights", "context"]
    assert steps(aligned, only="a") == ["scaled"]
    assert steps(aligned, same=True) == ["queries", "keys", "values", "scores"]
    assert all(x.differing is not None and x.differing.any() for x in aligned if x.step in ("weights", "context"))


def test_a_step_of_the_second_alone_stands_where_it_is_computed() -> None:
    aligned = compare(ATTENTION, ATTENTION.choose(), ATTENTION.choose(mask="causal"), draw(ATTENTION.build()))
    assert [x.step for x in aligned][4:7] == ["scaled", "masked", "weights"]
    assert steps(aligned, only="b") == ["masked"]
    (weights,) = (x for x in aligned if x.step == "weights")
    assert weights.differing is not None
    assert weights.differing[0].all()
    assert not weights.differing[-1].any()


def test_inputs_that_only_one_set_reads_are_passed_in() -> None:
    inputs = draw(ATTENTION.build())
    padded = ATTENTION.choose(mask="padding")
    real = {"real": np.array([[1, 1, 1, 1, 1, 0]])}
    assert steps(compare(ATTENTION, ATTENTION.choose(), padded, inputs | real), only="b") == ["masked"]
    with pytest.raises(InputError, match="real is missing"):
        compare(ATTENTION, ATTENTION.choose(), padded, inputs)
    with pytest.raises(InputError, match="no input called reel"):
        compare(ATTENTION, ATTENTION.choose(), padded, inputs | real | {"reel": [[1]]})


@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_layouts_are_laid_side_by_side_as_the_same(mechanism: str) -> None:
    m = MECHANISMS[mechanism]
    plain = m.options()
    inputs = draw(m.build())
    others = [m.choose(**layout) for layout in LAYOUTS]
    for a, b in (*((plain, other) for other in others), *((other, plain) for other in others)):
        theirs = {id: x.swapaxes(-1, -2) if _turned(m.build().inputs[id].role, a) else x for id, x in inputs.items()}
        assert [x.step for x in compare(m, a, b, theirs) if not x.same] == [], (a, b)


def _turned(role: str, options: Options) -> bool:
    return options.weights == "out_in" if role == "weight" else options.tokens == "columns"


def test_a_name_that_means_another_shape_is_given_twice() -> None:
    joined, apart = LSTM.choose(), LSTM.choose(product="separate")
    inputs = draw(LSTM.build(joined))
    pieces = {f"{letter}_{gate}": inputs[f"W_{gate}"][rows] for gate in "fico" for letter, rows in CUT.items()}
    aligned = compare(LSTM, joined, apart, inputs, pieces)
    assert steps(aligned, only="a") == ["joined"]
    assert len(steps(aligned, same=True)) == len(aligned) - 1


CUT = {"U": slice(0, 2), "W": slice(2, 5)}


@pytest.mark.parametrize(("apart", "same"), [(0.0049, True), (0.0051, False)])
def test_cells_differ_from_half_a_unit_of_the_last_decimal_on(apart: float, same: bool) -> None:
    inputs = draw(ATTENTION.build())
    inputs["X"][:, 0] = 1  # so that a change of the first row of W_v is the change of every value
    moved = inputs["W_v"].copy()
    moved[0] += apart
    aligned = compare(ATTENTION, ATTENTION.choose(), ATTENTION.choose(), inputs, {"W_v": moved}, decimals=2)
    (values,) = (x for x in aligned if x.step == "values")
    assert values.same == same


def test_decimals_say_what_counts_as_different() -> None:
    inputs = draw(ATTENTION.build())
    exact = ATTENTION.choose(scale="constant", constant=1.41421)
    fine, coarse = (compare(ATTENTION, ATTENTION.choose(), exact, inputs, decimals=n) for n in (9, 4))
    assert steps(fine, same=False) == ["scaled", "weights", "context"]
    assert not steps(coarse, same=False)


def test_heads_are_counted_by_the_caller() -> None:
    heads = MECHANISMS["multi_head"]
    sizes = {"n": 3, "d": 8, "h": 4, "d_k": 2, "d_v": 2}
    inputs = draw(heads.build(None, sizes))
    (scores,) = (x for x in compare(heads, heads.options(), heads.choose(mask="causal"), inputs, sizes=sizes)[6:7])
    assert scores.step == "scores"
    assert scores.a is not None
    assert scores.a.shape == (4, 3, 3)


@each_case
def test_an_option_set_beside_itself_differs_nowhere(case: Case) -> None:
    mechanism, options = MECHANISMS[case[0]], case[1]
    aligned = compare(mechanism, options, options, draw(mechanism.build(options)))
    assert [x.step for x in aligned] == list(mechanism.build(options).steps)
    assert all(x.same for x in aligned)
