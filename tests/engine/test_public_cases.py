"""Exercises from elsewhere: the engine gives their right values, and names the wrong ones it can know."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, Trace, checked, run
from engine.execution.run import evaluate
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions

FOLDER = Path(__file__).parent / "public_cases"
CASES: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))
}
COMPUTED = [name for name, case in CASES.items() if case.get("engine_steps")]
# Not the engine's: printed tensors are read where numbers are pasted (tests/presentation/test_public_print_outs.py).
# The wrong answers are named by the examiner (tests/quiz/test_public_answers.py).
ELSEWHERE = {"pub_07_printed_tensors"}


def case(name: str) -> dict[str, Any]:
    (found,) = (CASES[id] for id in CASES if id.startswith(name))
    return found


def computed(name: str, **options: Any) -> Trace:
    found = case(name)
    mechanism = MECHANISMS[found["mechanism"]]
    chosen = mechanism.choose(**found["options"], **options)
    program, arrays = checked(mechanism, chosen, found["inputs"], found["sizes"])
    return run(program, arrays)


def close(array: Any, right: Any, atol: float = 1e-6) -> None:
    np.testing.assert_allclose(array, right, rtol=0, atol=atol)


@pytest.mark.parametrize("name", COMPUTED)
def test_the_right_values_of_every_case_come_out(name: str) -> None:
    trace, found = computed(name), CASES[name]
    for asked, step in found["engine_steps"].items():
        close(trace[step], found["right"][asked], found["tolerance_abs"])


def test_every_case_is_computed_here_or_said_to_be_elsewhere() -> None:
    by_hand = {"pub_04", "pub_09", "pub_11", "pub_15", "pub_17", "pub_20", "pub_21"}
    left = {name for name in CASES if name not in COMPUTED and name[:6] not in by_hand}
    assert left == ELSEWHERE


def test_pub_01_with_the_joint_weights_it_was_published_with() -> None:
    """[x, h] W, one matrix a gate, instead of matrices cut into two by hand."""
    found = case("pub_01")
    given = {k: np.array(v) for k, v in found["inputs"].items()}
    joint = {f"W_{g}": np.concatenate([given[f"W_{g}"], given[f"U_{g}"]]) for g in "rzh"}
    kept = {id: given[id] for id in ("x", "h_prev", "b_r", "b_z", "b_h")}
    gru = MECHANISMS["gru_step"]
    program, arrays = checked(
        gru, gru.choose(product="concatenated", joint="x_h", update="z_takes_new"), {**kept, **joint}
    )
    close(run(program, arrays)["hidden"], found["right"]["h"])


def test_pub_04_sigmoid_states_a_linear_output_and_its_gradients() -> None:
    """The output is 0.5 h, the target 4; the loss is half the square of the last error."""
    found = case("pub_04")
    rnn = MECHANISMS["rnn"]
    options = rnn.choose(activation="sigmoid", product="separate", output="linear")
    program, arrays = checked(rnn, options, {**found["inputs"], "W_y": [[0.5]], "b_y": [[0.0]]})
    forward, right = run(program, arrays), found["right"]
    close(forward["outputs"], right["h"])
    error = forward["predictions"][-1, 0] - 4.0
    close(forward["predictions"][-1:], right["y_T"])
    close([[error**2 / 2]], right["loss_half_square"])
    backward = gradient(program, "predictions")
    trace = run(backward, {**arrays, "backward/predictions": [[0.0], [0.0], [error]]})
    for asked, id in (("dW_x", "W"), ("dW_h", "U"), ("dW_y", "W_y")):
        close(trace[f"backward/{id}"], right[asked])


def test_pub_09_heads_reshaped_without_exchanging_axes() -> None:
    found = case("pub_09")
    mechanism = MECHANISMS["multi_head"]
    program = mechanism.build(sizes={"n": 2, "h": 2, "d_v": 2})
    heads = {"context": np.array(found["context_heads"])}
    step = program.steps["merged"]
    assert evaluate(step.expr, heads).tolist() == found["right"]
    named = {wrong.id: wrong.expr for wrong in wrong_versions(program, "merged")}
    assert evaluate(named["merge_heads.only_reshaped"], heads).tolist() == found["wrong"]


def test_pub_10_positions_counted_from_1_are_a_mistake_and_a_convention() -> None:
    from_1 = next(one["positions"] for one in case("pub_10")["wrong_answers"] if "from 1" in one["what"])
    trace = computed("pub_10")
    named = dict(trace.program.steps["angles"].wrong)["positions.from_one"]
    counted = run(trace.program, trace.arrays, {"angles": evaluate(named, trace.arrays)})
    close(counted["positions"], from_1)
    close(computed("pub_10", counted="from_1")["positions"], from_1)


def _equal(expr: Any, trace: Trace, wanted: Any) -> bool:
    found = evaluate(expr, trace.arrays)
    return found.shape == np.shape(wanted) and bool(np.allclose(found, wanted, atol=1e-6))


def test_pub_11_an_odd_width_leaves_the_last_cosine_out() -> None:
    close(computed("pub_11")["positions"], case("pub_11")["right"]["positions_if_supported"])


SCORES = [[0.5, 2.0, -1.0], [1.0, 0.0, 3.0], [0.25, 0.5, 1.0]]


def masked(notation: str, mask: Any) -> Trace:
    softmax = MECHANISMS["masked_softmax"]
    options = softmax.choose(mask="custom", notation=notation)
    program, arrays = checked(softmax, options, {"S": SCORES, "allowed": mask})
    return run(program, arrays)


def test_pub_15_three_notations_of_one_mask() -> None:
    look = np.array(case("pub_15")["right_allowed"], float)
    by_look = masked("one_is_look", look)
    for notation, mask in (
        ("one_is_ignore", 1 - look),
        ("added_numbers", np.where(look == 1, 0.0, -math.inf)),
    ):
        close(masked(notation, mask)["weights"], by_look["weights"], 1e-15)
    named = {wrong.id: wrong.expr for wrong in wrong_versions(by_look.program, "masked")}
    assert _equal(named["where.inverted"], by_look, np.where(look == 1, -math.inf, SCORES))
    assert _equal(named["mask.ones_added"], by_look, np.array(SCORES) + look)


def test_pub_17_scores_divided_by_their_sum() -> None:
    found = case("pub_17")
    product = MECHANISMS["scaled_dot_product"]
    for softmax, start in (("by_sum", ""), ("one_step", "softmax_")):
        program, arrays = checked(product, product.choose(scale="none", softmax=softmax), found["inputs"])
        trace = run(program, arrays)
        close(trace["scores"], found["right"]["scores"])
        close(trace["weights"], found["right"][f"{start}weights"])
        close(trace["context"], found["right"][f"{start}context"])


def test_pub_19_divided_by_one_less_is_the_other_convention() -> None:
    (wrong,) = case("pub_19")["wrong_answers"]
    close(computed("pub_19", variance="over_d_minus_1")["normalised"], wrong["normalised"], 1e-4)


def test_pub_20_gates_in_the_order_of_tensorflow_1() -> None:
    found = case("pub_20")
    lstm = MECHANISMS["lstm_step"]
    inputs = {**found["inputs"], "W": found["inputs"]["W_xh"]}
    del inputs["W_xh"]
    program, arrays = checked(lstm, lstm.presets["tensorflow_1"], inputs)
    trace = run(program, arrays)
    close(trace["preactivation"], found["right"]["z"])
    close(trace["cell"], found["right"]["c"])
    close(trace["hidden"], found["right"]["h"])


@pytest.mark.parametrize(
    ("gates", "right"), [("sigmoid", "sigmoid"), ("hard_fifth", "hard_0_2"), ("hard_sixth", "hard_1_6")]
)
def test_pub_21_gates_of_three_kinds(gates: str, right: str) -> None:
    found = case("pub_21")
    lstm = MECHANISMS["lstm_step"]
    program: Program = lstm.build(lstm.choose(gates=gates), {"d": 3, "k": 7})
    z = np.array([found["z"]])
    close(evaluate(program.steps["output_gate"].expr, {"output_preactivation": z})[0], found["right"][right])


def test_pub_22_with_one_set_of_weights_backward_is_forward_on_the_mirror_image() -> None:
    trace = computed("pub_22")
    mirrored = checked(
        MECHANISMS["lstm"],
        MECHANISMS["lstm"].choose(product="fused", biases="two"),
        {
            "X": trace["X"][::-1],
            **{id.removeprefix("forward/"): trace[id] for id in trace.program.inputs if id.startswith("forward/")},
        },
    )
    close(run(*mirrored)["outputs"][::-1], trace["outputs"][:, 2:], 1e-15)


def test_pub_23_a_second_step_from_the_state_before_the_first() -> None:
    """What the published program prints: the second row read from h_0 and C_0 again."""
    (wrong,) = case("pub_23")["wrong_answers"]
    trace = computed("pub_23")
    again = {**case("pub_23")["inputs"], "X": [case("pub_23")["inputs"]["X"][1]]}
    lstm = MECHANISMS["lstm"]
    first = run(*checked(lstm, lstm.choose(product="separate"), again))
    for name, value in wrong["values"].items():
        assert first[f"t=1/{name}"][0, 0] == pytest.approx(value, abs=1e-9)
        assert trace[f"t=2/{name}"][0, 0] != pytest.approx(value, abs=1e-3)
