"""Mistakes in recurrent networks, as people make them."""

from __future__ import annotations

import numpy as np

from tests.quiz.habits.habit import Habit, habit
from tests.quiz.learners import joined, sigmoid
from tests.quiz.models import inside
from tests.quiz.sequences import Step, after

RNN, LSTM, GRU = "rnn/two-matrices", "lstm/one-step", "gru/one-step"
WORDS, CONVEYOR, GRU_WORDS = "rnn-sequence/three-words", "lstm-sequence/conveyor", "gru-sequence/two-words"
GATES = ("forget", "input", "output")


def sum_of(x: str, h: str) -> Step:
    """x W + h U + b with these for x and h."""
    return lambda a: a[x] @ a["W"] + a[h] @ a["U"] + a["b"]


def minus_lost(gate: str) -> Step:
    """1/(1 + e^z) for σ(z)."""
    return lambda a: np.asarray(1 / (1 + np.exp(a[f"{gate}_preactivation"])))


def at(t: int, key: str, question: str, called: str, width: str = "h", **wrong: Step) -> Habit:
    """A mistake made at one time step, where x, h_prev and c_prev are what that step reads."""
    return Habit(key, question, called, inside(f"t={t}/", wrong, **after(t, width)))


HABITS = (
    habit("biases-forgotten", RNN, "biases.left_out", preactivation=lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"]),
    habit(
        "one-bias-forgotten",
        RNN,
        "add.without_right",
        preactivation=lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"] + a["b_x"],
    ),
    habit(
        "old-state-forgotten", RNN, "add.without_right", preactivation=lambda a: a["x"] @ a["W"] + a["b_x"] + a["b_h"]
    ),
    habit("tan-for-tanh", RNN, "tanh.tan", hidden=lambda a: np.tan(a["preactivation"])),
    habit("tan-in-degrees", RNN, "tanh.tan_degrees", hidden=lambda a: np.tan(np.deg2rad(a["preactivation"]))),
    habit("tanh-of-half", RNN, "tanh.of_half", hidden=lambda a: np.tanh(a["preactivation"] / 2)),
    habit("tanh-forgotten", RNN, "tanh.left_out", hidden=lambda a: a["preactivation"]),
    habit("sigmoid-for-tanh", RNN, "tanh.sigmoid", hidden=lambda a: sigmoid(a["preactivation"])),
    habit("relu-for-tanh", RNN, "tanh.relu", hidden=lambda a: np.maximum(a["preactivation"], 0)),
    at(2, "first-state-again", WORDS, "stale.hidden", preactivation=sum_of("x", "h_0")),
    at(3, "first-state-every-time", WORDS, "initial.hidden", preactivation=sum_of("x", "h_0")),
    at(
        3,
        "state-of-two-steps-ago",
        WORDS,
        "stale.hidden",
        preactivation=lambda a: a["x"] @ a["W"] + a["t=1/hidden"] @ a["U"] + a["b"],
    ),
    at(
        2,
        "word-before",
        WORDS,
        "part.previous",
        preactivation=lambda a: a["X"][:1] @ a["W"] + a["h_prev"] @ a["U"] + a["b"],
    ),
    at(
        1,
        "word-after",
        WORDS,
        "part.next",
        preactivation=lambda a: a["X"][1:2] @ a["W"] + a["h_prev"] @ a["U"] + a["b"],
    ),
    at(
        2,
        "pre-activation-carried-on",
        WORDS,
        "",
        preactivation=lambda a: a["x"] @ a["W"] + a["t=1/preactivation"] @ a["U"] + a["b"],
    ),
    at(
        2,
        "first-cell-again",
        CONVEYOR,
        "stale.cell",
        "hc",
        cell=lambda a: a["forget_gate"] * a["c_0"] + a["input_gate"] * a["candidate"],
    ),
    at(
        3,
        "first-cell-every-time",
        CONVEYOR,
        "initial.cell",
        "hc",
        cell=lambda a: a["forget_gate"] * a["c_0"] + a["input_gate"] * a["candidate"],
    ),
    at(
        2,
        "hidden-for-cell-later",
        CONVEYOR,
        "instead.cell.hidden",
        "hc",
        cell=lambda a: a["forget_gate"] * a["h_prev"] + a["input_gate"] * a["candidate"],
    ),
    at(
        2,
        "cell-of-the-time-before",
        CONVEYOR,
        "stale.cell",
        "hc",
        hidden=lambda a: a["output_gate"] * np.tanh(a["c_prev"]),
    ),
    habit(
        "hidden-for-cell",
        LSTM,
        "instead.c_prev.h_prev",
        cell=lambda a: a["forget_gate"] * a["h_prev"] + a["input_gate"] * a["candidate"],
    ),
    habit(
        "forget-and-input",
        LSTM,
        "exchanged.forget_gate.input_gate",
        cell=lambda a: a["input_gate"] * a["c_prev"] + a["forget_gate"] * a["candidate"],
    ),
    habit(
        "input-for-output",
        LSTM,
        "instead.output_gate.input_gate",
        hidden=lambda a: a["input_gate"] * np.tanh(a["cell"]),
    ),
    habit(
        "forget-for-output",
        LSTM,
        "instead.output_gate.forget_gate",
        hidden=lambda a: a["forget_gate"] * np.tanh(a["cell"]),
    ),
    habit(
        "output-for-forget",
        LSTM,
        "instead.forget_gate.output_gate",
        cell=lambda a: a["output_gate"] * a["c_prev"] + a["input_gate"] * a["candidate"],
    ),
    habit(
        "forget-twice",
        LSTM,
        "instead.input_gate.forget_gate",
        cell=lambda a: a["forget_gate"] * a["c_prev"] + a["forget_gate"] * a["candidate"],
    ),
    habit(
        "as-in-a-gru", LSTM, "", cell=lambda a: a["forget_gate"] * a["c_prev"] + (1 - a["forget_gate"]) * a["candidate"]
    ),
    habit(
        "candidate-not-gated", LSTM, "mul.without_left", cell=lambda a: a["forget_gate"] * a["c_prev"] + a["candidate"]
    ),
    habit("nothing-kept", LSTM, "add.without_left", cell=lambda a: a["input_gate"] * a["candidate"]),
    habit("cell-not-squashed", LSTM, "tanh.left_out", hidden=lambda a: a["output_gate"] * a["cell"]),
    habit("squashed-after-the-gate", LSTM, "mul.function_last", hidden=lambda a: np.tanh(a["output_gate"] * a["cell"])),
    habit("candidate-by-sigmoid", LSTM, "tanh.sigmoid", candidate=lambda a: sigmoid(a["candidate_preactivation"])),
    habit("other-bias", LSTM, "bias_of.i", forget_preactivation=lambda a: joined(a) @ a["W_f"] + a["b_i"]),
    habit("other-gate", LSTM, "weights_of.i", forget_preactivation=lambda a: joined(a) @ a["W_i"] + a["b_i"]),
    habit("bias-forgotten", LSTM, "add.without_right", input_preactivation=lambda a: joined(a) @ a["W_i"]),
    habit("cell-beside-the-word", LSTM, "instead.h_prev.c_prev", joined=lambda a: np.hstack([a["c_prev"], a["x"]])),
    habit("minus-lost", LSTM, "sigmoid.sign", input_gate=lambda a: 1 / (1 + np.exp(a["input_preactivation"]))),
    habit("gate-by-tanh", LSTM, "sigmoid.tanh", output_gate=lambda a: np.tanh(a["output_preactivation"])),
    habit("gate-not-squashed", LSTM, "sigmoid.left_out", forget_gate=lambda a: a["forget_preactivation"]),
    Habit("minus-lost-in-every-gate", LSTM, "sigmoid.sign", {f"{gate}_gate": minus_lost(gate) for gate in GATES}),
    habit(
        "reset-for-update",
        GRU,
        "instead.update_gate.reset_gate",
        hidden=lambda a: a["reset_gate"] * a["h_prev"] + (1 - a["reset_gate"]) * a["candidate"],
    ),
    habit("update-for-reset", GRU, "instead.reset_gate.update_gate", recalled=lambda a: a["update_gate"] * a["h_prev"]),
    habit(
        "not-reset",
        GRU,
        "skipped.recalled.h_prev",
        candidate_preactivation=lambda a: a["x"] @ a["W_h"] + a["h_prev"] @ a["U_h"] + a["b_h"],
    ),
    habit(
        "z-twice",
        GRU,
        "sub.without_left",
        hidden=lambda a: a["update_gate"] * a["h_prev"] + a["update_gate"] * a["candidate"],
    ),
    habit(
        "one-minus-forgotten", GRU, "mul.without_left", hidden=lambda a: a["update_gate"] * a["h_prev"] + a["candidate"]
    ),
    habit(
        "z-minus-one",
        GRU,
        "sub.turned",
        hidden=lambda a: a["update_gate"] * a["h_prev"] + (a["update_gate"] - 1) * a["candidate"],
    ),
    habit(
        "other-recurrent-weights",
        GRU,
        "",
        reset_preactivation=lambda a: a["x"] @ a["W_r"] + a["h_prev"] @ a["U_z"] + a["b_r"],
    ),
    habit(
        "other-bias-in-a-gru",
        GRU,
        "bias_of.z",
        reset_preactivation=lambda a: a["x"] @ a["W_r"] + a["h_prev"] @ a["U_r"] + a["b_z"],
    ),
    habit(
        "recurrent-weights-turned",
        GRU,
        "matmul.right_transposed",
        update_preactivation=lambda a: a["x"] @ a["W_z"] + a["h_prev"] @ a["U_z"].T + a["b_z"],
    ),
    at(
        2,
        "first-state-in-the-blend",
        GRU_WORDS,
        "stale.hidden",
        hidden=lambda a: a["update_gate"] * a["h_0"] + (1 - a["update_gate"]) * a["candidate"],
    ),
    at(2, "first-state-recalled", GRU_WORDS, "stale.hidden", recalled=lambda a: a["reset_gate"] * a["h_0"]),
)
