"""Worked steps of a backward pass: right against finite differences, mistakes named, errors carried on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from content import StepsQuestion, topic, topics
from engine import MECHANISMS, run
from engine.expression.node import names
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions
from quiz.answers.write import written
from quiz.kinds import steps
from quiz.kinds.steps import PosedSteps
from tests.quiz.kinds.samples import GRADIENT
from tests.quiz.learners import Typed, printed

Array = np.ndarray[Any, Any]
HEAD, RNN, LSTM, LOSS, FORWARD = GRADIENT
each = pytest.mark.parametrize("question", GRADIENT, ids=lambda q: q.id)


def slope(posed: PosedSteps, name: str) -> Array:
    """∂L/∂name by finite differences, where L is what comes back times the output, or the loss itself."""
    sheet, output = posed.sheet, posed.question.gradient_of or ""
    back = sheet.inputs.get(f"backward/{output}", np.ones((1, 1)))
    forward = {id: x for id, x in sheet.inputs.items() if not id.startswith("backward/")}
    program = sheet.mechanism.build(sheet.options, sheet.sizes)
    start = run(program, forward)[name]

    def loss(array: Array) -> float:
        put = {**forward, name: array} if name in forward else forward
        carried = {name: array} if name in program.steps else {}
        return float((back * run(program, put, carried)[output]).sum())

    found = np.zeros(start.shape)
    for at in np.ndindex(*start.shape):
        step = np.zeros(start.shape)
        step[at] = 1e-5
        found[at] = (loss(start + step) - loss(start - step)) / 2e-5
    return found


@each
def test_every_gradient_is_the_slope_of_the_loss(question: StepsQuestion) -> None:
    posed = steps.pose(question, 5)
    for step in posed.parts:
        name = step.removeprefix("backward/")
        assert np.allclose(posed.sheet.truth[step], slope(posed, name), atol=1e-5), step


@pytest.mark.exhaustive
@each
def test_the_solution_earns_full_marks_on_forty_draws(question: StepsQuestion) -> None:
    for seed in range(40):
        posed = steps.pose(question, seed)
        marking = posed.mark(posed.solution())
        assert marking.points == marking.possible
        assert all(np.isfinite(posed.sheet.truth[step]).all() for step in posed.parts)


def by_hand(posed: PosedSteps, softmax_back: Any) -> Typed:
    """A learner who goes back through a head with a softmax derivative of their own, rounding as asked."""
    a = posed.sheet.truth
    back = posed.sheet.inputs["backward/context"]
    weights = np.array(printed(back @ a["values"].T, 2), dtype=float)
    scaled = np.array(printed(softmax_back(a["weights"], weights), 2), dtype=float)
    return {
        "backward/weights": printed(weights, 2),
        "backward/scaled": printed(scaled, 2),
        "backward/scores": printed(scaled / np.sqrt(2), 2),
        "backward/values": printed(a["weights"].T @ back, 2),
    }


def test_the_jacobian_of_the_softmax_is_followed_row_by_row() -> None:
    for seed in range(10):
        posed = steps.pose(HEAD, seed)
        right = by_hand(posed, lambda a, g: a * (g - (g * a).sum(-1, keepdims=True)))
        assert posed.mark(right).points == posed.possible


@pytest.mark.parametrize(
    ("slip", "wrong"),
    [
        ("softmax.elementwise", lambda a, g: g * a * (1 - a)),
        ("softmax.without_sum", lambda a, g: a * g),
        ("sum.other_axis", lambda a, g: a * (g - (g * a).sum(0, keepdims=True))),
    ],
)
def test_a_wrong_derivative_of_the_softmax_is_named_and_the_rest_follows(slip: str, wrong: Any) -> None:
    posed = steps.pose(HEAD, 3)
    marking = posed.mark(by_hand(posed, wrong))
    assert marking["backward/weights"].status == "right"
    assert marking["backward/scaled"].status == "misconception"
    assert slip in marking["backward/scaled"].misconceptions
    assert marking["backward/scores"].status == "follows"
    assert marking["backward/scores"].points == 3
    assert marking["backward/values"].status == "right"


def test_tanh_differentiated_at_its_input_is_named_in_two_steps_of_time_and_costs_once() -> None:
    posed = steps.pose(RNN, 2)
    a = posed.sheet.truth
    back, U = posed.sheet.inputs["backward/outputs"], posed.sheet.inputs["U"]
    z2 = back[1:] * (1 - a["t=2/preactivation"] ** 2)
    h1 = back[:1] + z2 @ U.T
    z1 = h1 * (1 - a["t=1/preactivation"] ** 2)
    U_back = posed.sheet.inputs["h_0"].T @ z1 + a["t=1/hidden"].T @ z2
    found = posed.mark({step: printed(x, 2) for step, x in zip(posed.parts, (z2, h1, z1, U_back), strict=True)})
    statuses = [step.status for step in found.steps]
    assert statuses[0] == statuses[2] == "misconception"
    assert statuses[1] == "follows"
    assert found.steps[0].misconceptions == ("tanh.derivative_at_input",)
    assert found.steps[2].repeated


def test_a_gradient_through_a_closed_relu_is_named() -> None:
    posed = steps.pose(FORWARD, 1)
    answers = {**posed.solution(), "backward/preactivation": posed.solution()["backward/activated"]}
    assert posed.mark(answers)["backward/preactivation"].misconceptions == ("relu.passed_through",)


def test_a_gradient_left_blank_carries_the_truth() -> None:
    posed = steps.pose(LSTM, 4)
    answers = {step: rows for step, rows in posed.solution().items() if step != "backward/cell"}
    marking = posed.mark(answers)
    assert marking["backward/cell"].status == "blank"
    assert {marking[step].status for step in answers} == {"right"}


def test_shares_less_targets_is_the_gradient_of_the_cross_entropy() -> None:
    posed = steps.pose(LOSS, 1)
    a = posed.sheet.truth
    rows = written((a["probabilities"] - a["targets"]) / len(a["targets"]), 2)
    assert posed.mark({**posed.solution(), "backward/logits": rows}).points == posed.possible


def test_what_stays_in_the_head_is_part_of_the_formula() -> None:
    sheet = steps.pose(RNN, 1).sheet
    read = set(names(sheet.on_paper("backward/U").steps["backward/U"].expr))
    assert read == {"t=1/hidden", "h_0", "backward/t=1/preactivation", "backward/t=2/preactivation"}
    assert not read & set(sheet.hidden)
    assert sheet.on_paper("backward/U") is sheet.on_paper("backward/U")
    assert run(sheet.on_paper("backward/U"), sheet.inputs)["backward/U"] == pytest.approx(sheet.truth["backward/U"])


@pytest.mark.exhaustive
def test_a_formula_too_long_to_read_stays_as_it_is() -> None:
    alone = LSTM.model_copy(update={"given": (), "ask": ("backward/W_f",)})
    sheet = steps.pose(alone, 1).sheet
    assert sheet.on_paper("backward/W_f") is sheet.program


@pytest.mark.parametrize("here", topics(), ids=lambda t: t.id)
def test_every_mistake_in_every_backward_pass_has_words(here: Any) -> None:
    mechanism = MECHANISMS[here.mechanism]
    forward = mechanism.build(mechanism.options())
    program = gradient(forward, list(forward.steps)[-1])
    for step in program.steps:
        if step.startswith("backward/"):
            for wrong in wrong_versions(program, step):
                name, text = here.misconception(wrong.id, step, "zh")
                assert name
                assert text


def test_words_for_gradients_are_not_those_of_the_step_they_belong_to() -> None:
    gate = topic("lstm")
    assert gate.misconception("mul.without_left", "cell", "en") != gate.misconception(
        "mul.without_left", "backward/cell", "en"
    )
    assert gate.misconception("exchanged.backward_hidden.cell", "backward/cell", "en")[0] == (
        "Exchanged: the gradient of Hidden state and Cell state"
    )
    assert "的梯度" in gate.misconception("exchanged.backward_hidden.cell", "backward/cell", "zh")[0]
