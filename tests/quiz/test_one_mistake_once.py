"""One mistake costs once: the marks of learners who make one mistake wherever it can be made, worked in plain NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from content import question
from quiz.exercises.sheet import Sheet
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from tests.quiz.families import GRU_WHOLE, LSTM_WHOLE
from tests.quiz.learners import LSTM, Array, Steps, joined, sigmoid, variant, work
from tests.quiz.mistakes import Step

GATES = {"forget": "f", "input": "i", "candidate": "c", "output": "o"}


def sheet(id: str, seed: int) -> Sheet:
    posed = pose(question(id), seed)
    assert isinstance(posed, PosedSteps)
    return posed.sheet


def lost(paper: Sheet, typed: Mapping[str, Any]) -> dict[str, float]:
    """The marks lost, by step, where any are."""
    return {step.step: step.possible - step.points for step in mark(paper, typed).steps if step.points < step.possible}


def conveyor(paper: Sheet, times: tuple[int, ...]) -> dict[str, Array]:
    """The cell states with i and f exchanged at these times, and the hidden states worked from them, rounded."""
    given, state, found = paper.truth, np.asarray(paper.inputs["c_0"]), {}
    for t in (1, 2, 3):
        f, i, g, o = (given[f"t={t}/{gate}"] for gate in ("forget_gate", "input_gate", "candidate", "output_gate"))
        keep, write = (i, f) if t in times else (f, i)
        state = np.round(keep * state + write * g, 3)
        found[f"t={t}/cell"], found[f"t={t}/hidden"] = state, np.round(o * np.tanh(state), 3)
    return found


def texts(arrays: Mapping[str, Array]) -> dict[str, list[list[str]]]:
    return {step: [[f"{x:.3f}" for x in row] for row in array] for step, array in arrays.items()}


def test_gates_exchanged_at_every_time_cost_two_marks_of_eighteen() -> None:
    paper = sheet("lstm-sequence/conveyor", 1)
    worked = texts(conveyor(paper, (1, 2, 3)))
    assert [worked[f"t={t}/cell"] for t in (1, 2, 3)] == [
        [["0.205", "0.464"]],
        [["0.388", "0.447"]],
        [["-0.204", "0.762"]],
    ]
    marking = mark(paper, worked)
    assert (marking.points, marking.possible) == (16, 18)
    assert [marking[f"t={t}/cell"].points for t in (1, 2, 3)] == [1, 3, 3]
    assert {marking[f"t={t}/cell"].misconceptions for t in (1, 2, 3)} == {("exchanged.forget_gate.input_gate",)}


def test_it_is_charged_where_it_first_stands() -> None:
    paper = sheet("lstm-sequence/conveyor", 1)
    assert lost(paper, texts(conveyor(paper, (2, 3)))) == {
        "t=2/cell": 1.5
    }  # one of its two cells is right all the same
    assert lost(paper, texts(conveyor(paper, (3,)))) == {"t=3/cell": 2}


def without_bias(gate: str) -> Step:
    return lambda a: np.asarray(a["joined"] @ a[f"W_{gate}"])


def only_bias(gate: str) -> Step:
    return lambda a: a[f"b_{gate}"]


def tanh_of(step: str) -> Step:
    return lambda a: np.asarray(np.tanh(a[step]))


WITHOUT_BIAS: Steps = {f"{name}_preactivation": without_bias(gate) for name, gate in GATES.items()}
ONLY_BIAS: Steps = {f"{name}_preactivation": only_bias(gate) for name, gate in GATES.items()}
SQUASHED: Steps = {
    **{f"{name}_gate": tanh_of(f"{name}_preactivation") for name in ("forget", "input", "output")},
    "candidate": lambda a: sigmoid(a["candidate_preactivation"]),
}


@pytest.mark.parametrize(
    ("wrong", "first"),
    [(WITHOUT_BIAS, "forget_preactivation"), (ONLY_BIAS, "forget_preactivation"), (SQUASHED, "forget_gate")],
    ids=["the bias left out", "the bias alone", "σ and tanh exchanged"],
)
def test_a_mistake_in_all_four_gates_is_charged_in_the_first(wrong: Steps, first: str) -> None:
    for seed in (1, 2, 3):
        paper = sheet("lstm/one-step", seed)
        found = lost(paper, work(paper, LSTM_WHOLE, wrong))
        assert set(found) == {first}, seed
        assert 1 <= found[first] <= 2, seed


def test_two_mistakes_cost_twice() -> None:
    paper = sheet("lstm/one-step", 1)
    exchanged = {"cell": lambda a: a["input_gate"] * a["c_prev"] + a["forget_gate"] * a["candidate"]}
    found = lost(paper, work(paper, LSTM_WHOLE, {**SQUASHED, **exchanged}))
    assert found == {"forget_gate": 2, "cell": 2}


def test_a_mistake_made_again_loses_what_is_left_blank() -> None:
    paper = sheet("lstm-sequence/conveyor", 1)
    typed = texts(conveyor(paper, (1, 2, 3)))
    typed["t=2/cell"] = [[typed["t=2/cell"][0][0], ""]]
    assert lost(paper, typed)["t=2/cell"] == 1.5


# ---- a number misread ----


def reading(step: Step, x: Array) -> Step:
    """The step as it is worked by somebody who reads x so."""
    return lambda a: step({**a, "x": x})


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sign_of_x_misread_all_through_costs_one_mark(seed: int, place: int) -> None:
    paper = sheet("gru/one-step", seed)
    x = np.array(paper.inputs["x"])
    x[0, place] *= -1
    read = {step: reading(f, x) for step, f in GRU_WHOLE.items()}
    typed = work(paper, read)
    assert sum(lost(paper, typed).values()) <= 1
    (charged,) = (step for step in mark(paper, typed).steps if step.slip)
    assert (charged.slip, charged.misread) == ("misread", ("x", f"1,{place + 1}", f"{x[0, place]:g}"))
    assert {step.status for step in mark(paper, typed).steps} <= {"right", "follows", "slip"}


def test_another_digit_misread_is_found_too() -> None:
    paper = sheet("gru/one-step", 2)
    assert paper.inputs["x"][0, 1] == 2
    x = np.array([[-1.0, 7.0, -1.0]])
    read = {step: reading(f, x) for step, f in GRU_WHOLE.items()}
    marking = mark(paper, work(paper, read))
    assert [step.misread for step in marking.steps if step.slip] == [("x", "1,2", "7")]
    assert marking.points >= marking.possible - 1


def test_a_number_misread_in_one_step_only_is_that_steps_own_error() -> None:
    paper = sheet("gru/one-step", 2)
    x = -np.array(paper.inputs["x"])
    once = {"reset_preactivation": lambda a: GRU_WHOLE["reset_preactivation"]({**a, "x": x})}
    marking = mark(paper, work(paper, GRU_WHOLE, once))
    assert marking["reset_preactivation"].slip != "misread"
    assert {step.status for step in marking.steps if step.step != "reset_preactivation"} <= {"right", "follows"}


@pytest.mark.parametrize(
    ("read_as", "cells", "told"),
    [("another sign", 1, False), ("another sign", 2, True), ("another sign", 3, True), ("other digits", 2, False)],
)
def test_a_number_is_held_to_be_misread_if_enough_cells_show_it(read_as: str, cells: int, told: bool) -> None:
    """Two cells say too little of digits: several misreadings may give them both. A sign has one other."""
    paper = sheet("gru/one-step", 2)
    x = np.array(paper.inputs["x"])
    x[0, 0] = -x[0, 0] if read_as == "another sign" else x[0, 0] + np.copysign(2, x[0, 0])
    typed = work(paper, {step: reading(f, x) for step, f in GRU_WHOLE.items()})
    kept = {("reset_preactivation", 0), ("update_preactivation", 0), ("update_preactivation", 1)}
    kept = set(sorted(kept)[:cells])
    sparse = {
        step: [[text if (step, j) in kept else "" for j, text in enumerate(row)] for row in rows]
        for step, rows in typed.items()
    }
    off = [c for step in mark(paper, sparse).steps for row in step.cells for c in row if c != "blank"]
    assert len(off) == cells
    found = [step.misread for step in mark(paper, sparse).steps if step.slip == "misread"]
    assert found == ([("x", "1,1", f"{x[0, 0]:g}")] if told else [])


# ---- conventions ----


def blended(keep: tuple[int, ...], paper: Sheet) -> dict[str, Array]:
    """The states of a GRU, z keeping the old state at these times and writing the new one at the others."""
    state, found = np.asarray(paper.inputs["h_0"]), {}
    for t in (1, 2, 3):
        z, new = paper.truth[f"t={t}/update_gate"], paper.truth[f"t={t}/candidate"]
        state = np.round(z * state + (1 - z) * new if t in keep else (1 - z) * state + z * new, 3)
        found[f"t={t}/hidden"] = state
    return found


def test_a_convention_kept_through_the_sheet_costs_once_and_one_that_is_not_is_a_mistake() -> None:
    paper = sheet("gru-sequence/blend-three-times", 1)
    other = (1, 2, 3) if getattr(paper.options, "update") == "z_takes_new" else ()  # noqa: B009
    marking = mark(paper, texts(blended(other, paper)))
    assert [step.status for step in marking.steps] == ["convention"] * 3
    assert [step.points for step in marking.steps] == [2, 3, 3]
    one = tuple({1, 2, 3} ^ set(other) ^ {2})
    marking = mark(paper, texts(blended(one, paper)))
    assert marking["t=2/hidden"].status == "misconception"
    assert marking["t=2/hidden"].convention is None


def test_steps_that_only_follow_speak_against_a_convention_too() -> None:
    """The other convention at the first time alone: the later states are right on a state that is not."""
    paper = sheet("gru-sequence/blend-three-times", 1)
    other = (1, 2, 3) if getattr(paper.options, "update") == "z_takes_new" else ()  # noqa: B009
    marking = mark(paper, texts(blended(tuple({2, 3} - set(other) | {1} & set(other)), paper)))
    assert [step.status for step in marking.steps] == ["misconception", "follows", "follows"]


def test_two_conventions_that_meet_again_do_not_speak_against_each_other() -> None:
    """FlashAttention divides in each block, FlashAttention-2 at the end: their outputs are the same."""
    paper = sheet("flash-attention/both-blocks", 1)
    assert getattr(paper.options, "normalised") == "at_end"  # noqa: B009
    typed, first = {}, paper.truth
    for step in paper.asked:
        values = np.asarray(first[step])
        if step.endswith("running_output"):
            values = values / np.asarray(first[step.replace("output", "sum")])
        typed[step] = [[f"{x:.{paper.decimals}f}" for x in row] for row in values]
    marking = mark(paper, typed)
    blocks = [marking[step] for step in paper.asked if step.endswith("running_output")]
    assert [step.convention for step in blocks] == [("normalised", "each_block")] * 2
    assert {step.status for step in marking.steps} == {"right", "convention"}


def test_one_gate_in_another_order_than_its_neighbours_is_a_wrong_piece() -> None:
    paper = sheet("lstm/fused-as-in-keras", 1)
    truth = paper.truth
    pieces = np.split(np.asarray(truth["preactivation"]), 4, axis=-1)
    steps = ["input_preactivation", "forget_preactivation", "candidate_preactivation", "output_preactivation"]
    for place, piece in zip(steps, pieces, strict=True):
        np.testing.assert_allclose(truth[place], piece)

    def with_pieces(order: tuple[int, ...]) -> dict[str, Any]:
        values: dict[str, Array] = {step: np.round(pieces[k], 3) for step, k in zip(steps, order, strict=True)}
        a = {**truth.arrays, **values}
        a["input_gate"], a["output_gate"] = sigmoid(a["input_preactivation"]), sigmoid(a["output_preactivation"])
        a["forget_gate"] = sigmoid(a["forget_preactivation"])
        a["candidate"] = np.tanh(a["candidate_preactivation"])
        a["cell"] = a["forget_gate"] * a["c_prev"] + a["input_gate"] * a["candidate"]
        a["hidden"] = a["output_gate"] * np.tanh(a["cell"])
        return {step: [[f"{x:.{paper.decimals}f}" for x in row] for row in a[step]] for step in paper.asked}

    assert mark(paper, with_pieces((0, 1, 2, 3))).points == mark(paper, {}).possible
    one = mark(paper, with_pieces((0, 1, 3, 3)))
    assert one["candidate_preactivation"].misconceptions == ("part.next",)
    assert one["candidate_preactivation"].convention is None
    whole = mark(paper, with_pieces((0, 2, 3, 1)))  # i, o, f, g
    gates = [whole[f"{gate}_preactivation"] for gate in ("forget", "candidate", "output")]
    assert [gate.convention for gate in gates] == [("order", "iofg")] * 3
    assert [gate.points for gate in gates] == [2, 3, 3]


def test_a_mistake_in_a_gate_and_in_the_candidate_is_one() -> None:
    """The bias multiplied behind σ and behind tanh: the formulas are alike but for what squashes them."""
    paper = variant("lstm_step", LSTM, 3, decimals=3).sheet
    wrong: Steps = {
        "forget_gate": lambda a: sigmoid((joined(a) @ a["W_f"]) * a["b_f"]),
        "candidate": lambda a: np.tanh((joined(a) @ a["W_c"]) * a["b_c"]),
    }
    marking = mark(paper, work(paper, LSTM, wrong))
    assert marking["forget_gate"].misconceptions == marking["candidate"].misconceptions == ("add.multiplied",)
    assert (marking["forget_gate"].repeated, marking["candidate"].repeated) == (False, True)
    assert marking["candidate"].points == marking["candidate"].possible


def test_gradients_of_two_matrices_transposed_are_one_mistake() -> None:
    paper = sheet("rnn/backward", 1)
    truth = paper.truth
    typed = {step: [[f"{x:.3f}" for x in row] for row in truth[step]] for step in paper.asked}
    for step in ("backward/W", "backward/U"):
        typed[step] = [[f"{x:.3f}" for x in row] for row in truth[step].T]
    assert lost(paper, typed) == {"backward/W": 1.5}  # two of its four cells are right all the same


def test_a_factor_left_out_in_two_steps_is_one_mistake() -> None:
    paper = sheet("flash-attention/second-block", 1)
    a = paper.truth
    e, old = a["block=2/exponentials"], "block=1/running_"
    late = {
        "block=2/running_sum": a[f"{old}sum"] + e.sum(-1, keepdims=True),
        "block=2/running_output": a[f"{old}output"] + e @ a["V"][2:],
    }
    typed = texts({**{step: a[step] for step in paper.asked}, **late})
    assert lost(paper, typed) == {"block=2/running_sum": 1.5}
    assert mark(paper, typed)["block=2/running_output"].repeated
