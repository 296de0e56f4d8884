"""Drawn sheets: the same seed gives the same numbers, and the numbers expose what can be exposed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from engine import MECHANISMS
from engine.execution.run import evaluate
from quiz.exercises.certificate import classes
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import BY_ROLE, Exercise, degenerate, draw
from tests.quiz.learners import ATTENTION, CAUSAL, GRU, LSTM, Array, Steps, exercise, softmax

EXERCISES: list[tuple[str, Steps, dict[str, str]]] = [
    ("self_attention", ATTENTION, {}),
    ("self_attention", CAUSAL, {"mask": "causal"}),
    ("lstm_step", LSTM, {}),
    ("gru_step", GRU, {}),
    ("gru_step", GRU, {"update": "z_takes_new"}),
]


each_exercise = pytest.mark.parametrize(("mechanism", "steps", "options"), EXERCISES)
GATES = {"forget_gate", "input_gate", "output_gate", "reset_gate", "update_gate"}


@each_exercise
def test_every_variant_is_certified(mechanism: str, steps: Steps, options: dict[str, str]) -> None:
    asked = exercise(mechanism, steps, 3, **options)
    for seed in range(15):
        variant = draw(asked, seed)
        assert variant.complete, [c for c in variant.certificate if not c.complete]


def worked(sheet: Sheet, steps: Steps) -> dict[str, Array]:
    """The sheet's arrays with every step as plain NumPy gives it."""
    arrays = {id: np.asarray(x) for id, x in sheet.inputs.items()}
    for step in sheet.program.steps:
        arrays.update({step: steps[step](arrays)} if step in steps else {})
    return arrays


def has_dull_rows(array: Array) -> bool:
    rows = [tuple(row) for row in array.tolist()]
    return array.shape[0] > 1 < array.shape[1] and (len(set(rows)) < len(rows) or any(not any(row) for row in rows))


def saturated(step: str, array: Array) -> bool:
    """Shares and gates that are all but 0 or 1, candidates that are all but ±1."""
    if step == "weights":
        return bool(((array > 0.985) & (array < 1)).any()) or bool((array[-1] == 1).any())
    if step == "candidate":
        return bool((abs(array) > 0.985).any())
    return step in GATES and bool(((array > 0.985) | (array < 0.015)).any())


def test_fixed_inputs_are_the_same_each_time_and_the_others_are_drawn() -> None:
    asked = replace(
        exercise("gru_step", GRU), fixed={"weight": "identity", "W_z": 1.0, "bias": 0.0}, sizes={"d": 2, "k": 2}
    )
    one, other = draw(asked, 1).sheet.inputs, draw(asked, 2).sheet.inputs
    assert np.array_equal(one["W_h"], np.eye(2))
    assert np.array_equal(one["W_z"], np.ones((2, 2)))
    assert not one["b_h"].any()
    assert not np.array_equal(one["x"], other["x"])


@each_exercise
def test_there_is_something_to_see_in_every_matrix_of_a_variant(
    mechanism: str, steps: Steps, options: dict[str, str]
) -> None:
    asked = exercise(mechanism, steps, 3, **options)
    for seed in range(15):
        arrays = worked(draw(asked, seed).sheet, steps)
        for id in ({"X", "x"} & set(arrays)) | set(asked.asked):
            assert not has_dull_rows(arrays[id]), (seed, id, arrays[id])
            assert not saturated(id, arrays[id]), (seed, id, arrays[id])


def test_numbers_on_which_there_is_nothing_to_see_are_told() -> None:
    sheet = draw(exercise("self_attention", ATTENTION), 1).sheet
    dull = {
        "a row of zeros": {"X": np.array([[1.0, 2, -1], [0, 0, 0], [2, 1, 0]])},
        "two tokens alike": {"X": np.array([[1.0, 2, -1], [1, 2, -1], [2, 1, 0]])},
        "saturated shares": {name: np.array(sheet.inputs[name]) * 4 for name in ("W_q", "W_k")},
    }
    assert not degenerate(sheet)
    for name, inputs in dull.items():
        assert degenerate(replace(sheet, inputs={**sheet.inputs, **inputs})), name


WRONG: dict[str, tuple[str, Steps]] = {
    "no root": ("scaled", {"scaled": lambda a: a["scores"] / a["W_k"].shape[1]}),
    "multiplied": ("scaled", {"scaled": lambda a: a["scores"] * np.sqrt(a["W_k"].shape[1])}),
    "not divided": ("scaled", {"scaled": lambda a: a["scores"]}),
    "other axis": ("weights", {"weights": lambda a: softmax(a["masked"], -2)}),
    "no softmax": ("weights", {"weights": lambda a: a["masked"]}),
    "scaled after": ("weights", {"weights": lambda a: softmax(a["masked"] * 2**0.5) / 2**0.5}),
    "not masked": ("masked", {"masked": lambda a: a["scaled"]}),
    "masked with 0": ("masked", {"masked": lambda a: np.tril(a["scaled"])}),
    "the other half masked": ("masked", {"masked": lambda a: np.where(np.tri(3) > 0, -np.inf, a["scaled"])}),
    "weights turned": ("context", {"context": lambda a: a["weights"].T @ a["values"]}),
    "keys asked": ("scores", {"scores": lambda a: a["keys"] @ a["queries"].T}),
    "keys for queries": ("queries", {"queries": lambda a: a["X"] @ a["W_k"]}),
    "values for queries": ("queries", {"queries": lambda a: a["X"] @ a["W_v"]}),
}


def test_no_two_mistakes_look_alike_on_a_variant() -> None:
    """Written out by hand: each differs from right work, and from the others in its step, by more than a last digit."""
    asked = exercise("self_attention", CAUSAL, 2, mask="causal")
    for seed in range(15):
        right = worked(draw(asked, seed).sheet, CAUSAL)
        results = [("right", step, right[step]) for step in asked.asked]
        results += [(name, step, wrong[step](right)) for name, (step, wrong) in WRONG.items()]
        for (one, step, a), (other, same_step, b) in combinations(results, 2):
            if step == same_step:
                both = np.isfinite(a) & np.isfinite(b)
                assert ((a != b) & ~both).any() or (abs(a - b)[both] > 0.01).any(), (seed, one, other)


def test_what_no_draw_can_change_does_not_make_a_sheet_degenerate() -> None:
    """The first position has the angle 0 in every pair, whatever the tokens are."""
    mechanism = MECHANISMS["sinusoidal"]
    asked = Exercise("sinusoidal", mechanism.choose(base=4.0), mechanism.sizes, ("angles", "positions", "embedded"))
    variant = draw(asked, 0)
    assert not variant.sheet.truth["angles"][0].any()
    assert not degenerate(variant.sheet)


def test_what_is_certified_really_differs() -> None:
    variant = draw(exercise("self_attention", CAUSAL, mask="causal"), 3)
    sheet = variant.sheet
    for certificate in variant.certificate:
        found = classes(sheet.program, certificate.step, sheet.hidden)
        results = {c[0].id: evaluate(c[0].expr, sheet.truth.arrays) for c in found.classes}
        for name, result in results.items():
            with np.errstate(invalid="ignore"):
                gap = np.abs(result - sheet.truth[certificate.step])
            assert not (gap <= 2 * sheet.half).all(), name


def test_a_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    asked = exercise("lstm_step", LSTM)
    one, again, other = (draw(asked, seed).sheet.inputs for seed in (5, 5, 6))
    assert all(np.array_equal(one[id], again[id]) for id in one)
    assert any(not np.array_equal(one[id], other[id]) for id in one)


def test_numbers_stay_in_their_range_and_states_are_not_zero() -> None:
    sheet = draw(exercise("gru_step", GRU), 2).sheet
    for id, x in sheet.program.inputs.items():
        assert np.isin(sheet.inputs[id], BY_ROLE[x.role].numbers).all()
    assert sheet.inputs["h_prev"].all()


def test_the_sheet_of_stored_inputs_is_the_sheet_that_was_drawn() -> None:
    asked = exercise("self_attention", ATTENTION)
    sheet = draw(asked, 9).sheet
    stored = {id: x.tolist() for id, x in sheet.inputs.items()}
    again = asked.sheet({id: np.array(x) for id, x in stored.items()})
    assert np.array_equal(again.truth["context"], sheet.truth["context"])


@pytest.mark.parametrize("tokens", ["rows", "columns"])
def test_one_hot_inputs_pick_one_token_each(tokens: str) -> None:
    mechanism = MECHANISMS["next_token_loss"]
    asked = Exercise(mechanism.id, mechanism.choose(tokens=tokens), mechanism.sizes, ("logits", "losses", "loss"))
    drawn = draw(asked, 3).sheet.inputs["tokens"]
    assert set(drawn.flat) == {0, 1}
    assert (drawn.sum(-1 if tokens == "rows" else -2) == 1).all()
