"""Heads that are cut and gates that are held: what is done to a step, and that everything after it is computed anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Trace, run
from engine.readings.appended_tokens import is_as_before, kept
from engine.readings.interventions import Cut, Hold, gates, heads, intervened
from tests.engine.cases import draw


def computed(mechanism: str, sizes: dict[str, int] | None = None, **options: Any) -> Trace:
    made = MECHANISMS[mechanism]
    program = made.build(made.choose(**options), sizes or {})
    return run(program, draw(program, 5))


def test_a_head_that_is_cut_has_equal_weights_over_what_it_may_see_and_its_output_is_a_mean() -> None:
    found = computed("multi_head", mask="causal")
    assert heads(found.program) == (("weights", (0,)), ("weights", (1,)))
    cut = intervened(found, [Cut("weights", (1,))])
    np.testing.assert_allclose(cut["weights"][1], np.tri(3) / np.array([[1], [2], [3]]))
    np.testing.assert_array_equal(cut["weights"][0], found["weights"][0])
    mean = found["value_heads"][1].mean(0)
    np.testing.assert_allclose(cut["context"][1, 2], mean, rtol=1e-14)
    assert not np.allclose(cut["output"][2], found["output"][2])


def test_where_tokens_are_columns_a_head_is_cut_along_the_other_axis() -> None:
    turned = computed("multi_head", mask="causal", tokens="columns")
    cut = intervened(turned, [Cut("weights", (0,), axis=-2)])
    np.testing.assert_allclose(cut["weights"][0].sum(0), 1)
    np.testing.assert_allclose(cut["weights"][0][:, 2], [1 / 3, 1 / 3, 1 / 3])


def test_a_row_in_which_nothing_is_allowed_stays_without_weights() -> None:
    found = computed("masked_softmax")
    masked = found["masked"].copy()
    masked[1] = -np.inf
    hidden = Trace(found.program, {**found.arrays, "masked": masked})
    cut = Cut("weights", ()).applied(hidden, "weights")
    np.testing.assert_array_equal(cut[:2], [[1, 0, 0, 0], [0, 0, 0, 0]])


def test_a_head_that_is_cut_sees_also_what_softmax_has_rounded_to_nothing() -> None:
    made = MECHANISMS["multi_head"]
    program = made.build(made.choose(mask="causal"))
    inputs = draw(program, 5)
    found = run(program, {**inputs, "W_q": inputs["W_q"] * 1e6})
    assert (found["weights"][1][np.tri(3, dtype=bool)] == 0).any()
    cut = intervened(found, [Cut("weights", (1,))])
    np.testing.assert_allclose(cut["weights"][1], np.tri(3) / np.array([[1], [2], [3]]))


def test_a_gate_held_in_one_unit_leaves_the_others_to_what_has_changed() -> None:
    found = computed("lstm", {"T": 3})
    steps = gates(found.program)["forget_gate"]
    assert steps == ("t=1/forget_gate", "t=2/forget_gate", "t=3/forget_gate")
    held = intervened(found, [Hold(steps, 0.25, unit=0)])
    for t, step in enumerate(steps, 1):
        assert held[step][0, 0] == 0.25
        again = held[f"t={t}/forget_gate"][0, 1]
        assert (again == found[step][0, 1]) == (t == 1)  # from the second moment on it reads another state
    before = held.arrays["c_0"]
    cell = held["t=1/forget_gate"] * before + held["t=1/input_gate"] * held["t=1/candidate"]
    np.testing.assert_allclose(held["t=1/cell"], cell, rtol=1e-14)


def test_a_whole_gate_is_held_where_no_unit_is_named() -> None:
    found = computed("gru", {"T": 2})
    steps = gates(found.program)["update_gate"]
    held = intervened(found, [Hold(steps[:1], 1.0)])
    np.testing.assert_array_equal(held[steps[0]], np.ones_like(found[steps[0]]))
    np.testing.assert_array_equal(held["t=1/hidden"], held.arrays["h_0"])  # z = 1 keeps all of it
    assert (held[steps[1]] != 1).all()


def test_two_heads_of_two_layers_are_cut_one_after_the_other() -> None:
    found = computed("language_model", {"layers": 2})
    first, second = "layer=1/attention/weights", "layer=2/attention/weights"
    both = intervened(found, [Cut(second, (0,)), Cut(first, (1,))])
    alone = intervened(found, [Cut(first, (1,))])
    np.testing.assert_allclose(both[second][1], alone[second][1], rtol=1e-14)
    np.testing.assert_allclose(both[second][0, 2], 1 / 3)


def test_an_unknown_step_is_refused_and_nothing_changes_nothing() -> None:
    found = computed("multi_head")
    assert intervened(found, []) is found
    with pytest.raises(KeyError):
        intervened(found, [Cut("no_such_step", (0,))])


# ---- what is kept of earlier tokens ----


@pytest.mark.parametrize("tokens", ["rows", "columns"])
def test_of_a_language_model_keys_and_values_of_every_layer_are_kept(tokens: str) -> None:
    found = computed("language_model", {"layers": 2, "n": 4}, tokens=tokens)
    axis = -2 if tokens == "rows" else -1
    assert kept(found, "probabilities", axis) == tuple(
        f"layer={layer}/attention/{name}" for layer in (1, 2) for name in ("key_heads", "value_heads")
    )


def test_an_appended_token_leaves_a_causal_models_rows_and_changes_those_of_an_encoder() -> None:
    for mask, same in (("causal", True), ("none", False)):
        long = computed("encoder_block", {"n": 4}, mask=mask)
        program = MECHANISMS["encoder_block"].build(MECHANISMS["encoder_block"].choose(mask=mask), {"n": 3})
        inputs = {id: long[id][:3] if id == "X" else long[id] for id in program.inputs}
        short = run(program, inputs)
        last = list(program.steps)[-1]
        assert is_as_before(long, short, last) == same
