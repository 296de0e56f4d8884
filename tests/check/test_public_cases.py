"""What people asked in public: right numbers are right, and wrong ones are told as their authors were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from check import Findings, check
from engine import MECHANISMS, run
from tests.check.broken import drawn
from tests.engine.test_public_cases import CASES, COMPUTED, SCORES, case

PRINTED = 7  # decimals of the numbers that were computed, not copied


def checked(name: str, results: Mapping[str, Any], digits: int, **options: Any) -> Findings:
    found = case(name)
    return check(found["mechanism"], found["inputs"], {**found["options"], **options}, results, digits, found["sizes"])


def named(found: Findings) -> list[str]:
    """The causes of each explanation: mistakes and slips by id, conventions by what they set."""
    return [
        " + ".join(cause.id or ",".join(f"{name}={value}" for name, value in cause.values) for cause in one.causes)
        for one in found.explanations
    ]


def wrong(name: str, what: str) -> dict[str, Any]:
    """What was published or computed wrongly, by step."""
    found = case(name)
    (answer,) = [one for one in found["wrong_answers"] if one["what"].startswith(what)]
    return {found["engine_steps"][key]: value for key, value in answer.items() if key in found["engine_steps"]}


@pytest.mark.parametrize("name", COMPUTED)
def test_right_numbers_are_right(name: str) -> None:
    steps = CASES[name]["engine_steps"]
    results = {step: CASES[name]["right"][asked] for asked, step in steps.items()}
    assert checked(name, results, PRINTED).verdict == "equal"


@pytest.mark.parametrize(
    ("name", "what", "digits", "expected"),
    [
        ("pub_01", "as published", 3, "last_digit"),
        ("pub_03", "as published", 3, "cut_off"),
        ("pub_10", "exponent 2j/d", PRINTED, "positions.by_column"),
        ("pub_10", "exponent j/d", PRINTED, "positions.own_wavelength"),
        ("pub_10", "positions counted from 1", PRINTED, "counted=from_1"),
        ("pub_12_rope_half_split", "table of one", PRINTED, "mixed.pairing.interleaved"),
        ("pub_12_rope_interleaved", "table of one", PRINTED, "mixed.pairing.half_split"),
        ("pub_19", "divided by n - 1", 4, "variance=over_d_minus_1"),
    ],
)
def test_wrong_numbers_have_their_name(name: str, what: str, digits: int, expected: str) -> None:
    assert expected in named(checked(name, wrong(name, what), digits))


def test_a_sum_in_place_of_exponentials_is_found_in_the_context_alone() -> None:
    right = case("pub_17")["right"]
    inputs = case("pub_17")["inputs"]
    found = check("scaled_dot_product", inputs, {"scale": "none"}, {"context": right["context"]}, PRINTED)
    assert named(found) == ["softmax.no_exp"]
    asked = {"scores": right["scores"], "weights": right["softmax_weights"], "context": right["softmax_context"]}
    assert check("scaled_dot_product", inputs, {"scale": "none"}, asked, PRINTED).verdict == "equal"


def test_what_follows_from_rounded_shares_is_no_mistake_of_its_own() -> None:
    shares = np.round(case("pub_18")["right"]["weights"], 1)
    found = checked("pub_18", {"weights": shares, "context": wrong("pub_18", "published")["context"]}, 1)
    context = {step.step: step for step in found.steps}["context"]
    assert context.equal or context.follows


def test_the_initial_state_used_again_is_found_from_one_gate_on() -> None:
    (answer,) = case("pub_23")["wrong_answers"]
    results = {f"t=2/{step}": [[value]] for step, value in answer["values"].items()}
    found = checked("pub_23", results, PRINTED)
    assert found.begins == "t=2/forget_gate"
    assert found.verdict == "mistake"


def test_heads_that_were_only_reshaped_are_named_from_the_output_alone() -> None:
    """The program of pub_09, with weights around it: a reshape where head and token should have been exchanged."""
    rng = np.random.default_rng(9)
    X, W_q, W_k, W_v, W_o = (rng.normal(size=shape).round(3) for shape in ((4, 4), (4, 4), (4, 4), (4, 4), (4, 4)))

    def heads(x: Any) -> Any:
        return x.reshape(4, 2, 2).transpose(1, 0, 2)

    Q, K, V = heads(X @ W_q), heads(X @ W_k), heads(X @ W_v)
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(2)
    weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    output = (weights @ V).reshape(4, 4) @ W_o
    inputs = {"X": X, "W_q": W_q, "W_k": W_k, "W_v": W_v, "W_o": W_o}
    found = check("multi_head", inputs, None, {"output": output.round(4)}, 4, {"h": 2})
    assert "merge_heads.only_reshaped" in named(found)


# ---- cases whose numbers are not those of one step of a whole computation ----


def test_pub_04_states_and_gradients_of_the_last_error_are_right() -> None:
    """The output is half of the last state, the loss half the square of its error."""
    asked = case("pub_04")
    right, kind = asked["right"], MECHANISMS["rnn"]
    options = kind.choose(activation="sigmoid", product="separate", output="linear")
    error = right["y_T"][0][0] - 4.0
    inputs = {**asked["inputs"], "W_y": [[0.5]], "b_y": [[0.0]], "backward/predictions": [[0.0], [0.0], [error]]}
    results = {"outputs": right["h"], "W.grad": right["dW_x"], "U.grad": right["dW_h"], "W_y.grad": right["dW_y"]}
    assert check(kind, inputs, options, results, PRINTED, gradient_of="predictions").verdict == "equal"
    results["U.grad"] = [[2 * right["dW_h"][0][0]]]
    found = check(kind, inputs, options, results, PRINTED, gradient_of="predictions")
    assert [step.step for step in found.steps if not step.equal] == ["backward/U"]


def test_pub_11_positions_of_an_odd_width_are_right() -> None:
    asked = case("pub_11")
    results = {"positions": asked["right"]["positions_if_supported"]}
    assert check("sinusoidal", asked["inputs"], {}, results, PRINTED).verdict == "equal"


def test_pub_15_a_mask_is_the_same_in_each_notation_and_named_where_it_is_taken_for_another() -> None:
    look = np.array(case("pub_15")["right_allowed"], float)
    scores = np.array(SCORES)
    seen = np.where(look == 1, scores, -np.inf)
    weights = np.exp(seen) / np.exp(seen).sum(axis=1, keepdims=True)
    masks = {"one_is_look": look, "one_is_ignore": 1 - look, "added_numbers": np.where(look == 1, 0.0, -np.inf)}
    for notation, mask in masks.items():
        options = {"mask": "custom", "notation": notation}
        inputs = {"S": scores, "allowed": mask}
        assert check("masked_softmax", inputs, options, {"weights": weights.round(4)}, 4).verdict == "equal"
        inverted = np.where(look == 1, -np.inf, scores)
        told = named(check("masked_softmax", inputs, options, {"masked": inverted}, 4))
        assert told == ["notation=one_is_look" if notation == "added_numbers" else "where.inverted"]
    added = np.exp(scores + look) / np.exp(scores + look).sum(axis=1, keepdims=True)
    found = check("masked_softmax", {"S": scores, "allowed": look}, {"mask": "custom"}, {"weights": added.round(4)}, 4)
    assert named(found) == ["mask.ones_added"]


def test_pub_20_gates_in_the_order_of_tensorflow_1_are_that_convention() -> None:
    asked, kind = case("pub_20"), MECHANISMS["lstm_step"]
    inputs = {"W" if id == "W_xh" else id: x for id, x in asked["inputs"].items()}
    results = {"cell": asked["right"]["c"], "hidden": asked["right"]["h"]}
    options = kind.presets["tensorflow_1"]
    assert check(kind, inputs, options, results, PRINTED).verdict == "equal"
    found = check(kind, inputs, replace(options, order="ifgo"), results, PRINTED)  # type: ignore[call-arg]
    assert (found.verdict, named(found)) == ("convention", ["order=ijfo"])


@pytest.mark.parametrize("gates", ["hard_fifth", "hard_sixth"])
def test_pub_21_gates_bent_by_another_function_are_that_convention(gates: str) -> None:
    kind = MECHANISMS["lstm_step"]
    options = kind.choose(gates="sigmoid")
    program = kind.build(options)
    inputs = drawn(program, 3)
    hidden = np.asarray(run(kind.build(kind.choose(gates=gates), program.dims), inputs)["hidden"])
    found = check(kind, inputs, options, {"hidden": hidden.round(4)}, 4)
    assert (found.verdict, named(found)[0]) == ("convention", f"gates={gates}")
