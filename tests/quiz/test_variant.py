"""Drawn sheets: the same seed gives the same numbers, and the numbers expose what can be exposed."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS
from engine.execution.run import evaluate
from quiz.exercises.certificate import classes
from quiz.exercises.variant import BY_ROLE, Exercise, degenerate, draw
from tests.quiz.learners import ATTENTION, CAUSAL, GRU, LSTM, Steps, exercise

EXERCISES: list[tuple[str, Steps, dict[str, str]]] = [
    ("self_attention", ATTENTION, {}),
    ("self_attention", CAUSAL, {"mask": "causal"}),
    ("lstm_step", LSTM, {}),
    ("gru_step", GRU, {}),
    ("gru_step", GRU, {"update": "z_keeps_old"}),
]


@pytest.mark.parametrize(("mechanism", "steps", "options"), EXERCISES)
def test_every_variant_is_certified(mechanism: str, steps: Steps, options: dict[str, str]) -> None:
    asked = exercise(mechanism, steps, 3, **options)
    for seed in range(15):
        variant = draw(asked, seed)
        assert variant.complete, [c for c in variant.certificate if not c.complete]
        assert not degenerate(variant.sheet)


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
        assert np.isin(sheet.inputs[id], BY_ROLE[x.role].numbers()).all()
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
