"""Mistakes in a backward pass, as people make them, and those questions worked rightly."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.habits.habit import Habit, habit
from tests.quiz.learners import Array, Steps, sigmoid

ATTENTION, RNN, BPTT = "self-attention/backward", "rnn/backward", "rnn-sequence/back-through-time"
LSTM, GRU, LAYER, LOSS = "lstm/backward", "gru/backward", "feed-forward/backward", "next-token-loss/backward"
T1, T2 = "backward/t=1/preactivation", "backward/t=2/preactivation"
D_K = 4  # of the question on attention


def through_softmax(y: Array, g: Array) -> Array:
    return np.asarray(y * (g - (g * y).sum(-1, keepdims=True)))


def summed(a: Numbers) -> Array:
    """What goes into the tanh of the simple recurrent step."""
    return np.asarray(a["x"] @ a["W"] + a["h_prev"] @ a["U"] + a["b"])


def through_sigmoid(y: Array, g: Array) -> Array:
    return np.asarray(g * y * (1 - y))


QUESTIONS: dict[str, Steps] = {
    ATTENTION: {
        "backward/weights": lambda a: a["backward/context"] @ a["values"].T,
        "backward/scaled": lambda a: through_softmax(a["weights"], a["backward/weights"]),
        "backward/scores": lambda a: a["backward/scaled"] / np.sqrt(D_K),
        "backward/W_v": lambda a: a["X"].T @ (a["weights"].T @ a["backward/context"]),
    },
    RNN: {
        "backward/preactivation": lambda a: a["backward/hidden"] * (1 - a["hidden"] ** 2),
        "backward/h_prev": lambda a: a["backward/preactivation"] @ a["U"].T,
        "backward/W": lambda a: a["x"].T @ a["backward/preactivation"],
        "backward/U": lambda a: a["h_prev"].T @ a["backward/preactivation"],
    },
    BPTT: {
        T2: lambda a: a["backward/t=2/hidden"] * (1 - a["t=2/hidden"] ** 2),
        "backward/t=1/hidden": lambda a: a[T2] @ a["U"].T,
        T1: lambda a: a["backward/t=1/hidden"] * (1 - a["t=1/hidden"] ** 2),
        "backward/U": lambda a: a["t=1/hidden"].T @ a[T2] + a["h_0"].T @ a[T1],
    },
    LSTM: {
        "backward/cell": lambda a: a["backward/hidden"] * a["output_gate"] * (1 - np.tanh(a["cell"]) ** 2),
        "backward/forget_gate": lambda a: a["backward/cell"] * a["c_prev"],
        "backward/forget_preactivation": lambda a: through_sigmoid(a["forget_gate"], a["backward/forget_gate"]),
        "backward/c_prev": lambda a: a["backward/cell"] * a["forget_gate"],
    },
    GRU: {
        "backward/candidate": lambda a: a["backward/hidden"] * (1 - a["update_gate"]),
        "backward/candidate_preactivation": lambda a: a["backward/candidate"] * (1 - a["candidate"] ** 2),
        "backward/update_gate": lambda a: a["backward/hidden"] * (a["h_prev"] - a["candidate"]),
        "backward/update_preactivation": lambda a: through_sigmoid(a["update_gate"], a["backward/update_gate"]),
    },
    LAYER: {
        "backward/activated": lambda a: a["backward/output"] @ a["W_2"].T,
        "backward/preactivation": lambda a: a["backward/activated"] * (a["preactivation"] > 0),
        "backward/W_1": lambda a: a["X"].T @ a["backward/preactivation"],
        "backward/b_1": lambda a: a["backward/preactivation"].sum(0, keepdims=True),
    },
    LOSS: {
        "backward/losses": lambda a: np.full_like(a["likelihoods"], 1 / len(a["likelihoods"])),
        "backward/likelihoods": lambda a: -a["backward/losses"] / a["likelihoods"],
        "backward/probabilities": lambda a: a["backward/likelihoods"] * a["targets"],
        "backward/logits": lambda a: through_softmax(a["probabilities"], a["backward/probabilities"]),
    },
}

HABITS: tuple[Habit, ...] = (
    habit(
        "softmax-cell-by-cell",
        ATTENTION,
        "softmax.elementwise",
        **{"backward/scaled": lambda a: a["backward/weights"] * a["weights"] * (1 - a["weights"])},
    ),
    habit(
        "weighted-sum-not-subtracted",
        ATTENTION,
        "softmax.without_sum",
        **{"backward/scaled": lambda a: a["backward/weights"] * a["weights"]},
    ),
    habit(
        "root-forgotten-on-the-way-back",
        ATTENTION,
        "div.not_divided",
        **{"backward/scores": lambda a: a["backward/scaled"]},
    ),
    habit(
        "root-turned-round-on-the-way-back",
        ATTENTION,
        "div.multiplied",
        **{"backward/scores": lambda a: a["backward/scaled"] * np.sqrt(D_K)},
    ),
    habit(
        "values-not-transposed",
        ATTENTION,
        "matmul.right_transposed",
        **{"backward/weights": lambda a: a["backward/context"] @ a["values"]},
    ),
    habit(
        "weights-not-transposed",
        ATTENTION,
        "matmul.left_transposed",
        **{"backward/W_v": lambda a: a["X"].T @ (a["weights"] @ a["backward/context"])},
    ),
    habit(
        "tanh-not-differentiated",
        RNN,
        "mul.without_right",
        **{"backward/preactivation": lambda a: a["backward/hidden"]},
    ),
    habit(
        "derivative-at-the-input",
        RNN,
        "tanh.derivative_at_input",
        **{"backward/preactivation": lambda a: a["backward/hidden"] * (1 - summed(a) ** 2)},
    ),
    habit(
        "tanh-once-more",
        RNN,
        "tanh.derivative_at_output",
        **{"backward/preactivation": lambda a: a["backward/hidden"] * (1 - np.tanh(a["hidden"]) ** 2)},
    ),
    habit(
        "derivative-of-sigmoid",
        RNN,
        "tanh.derivative_of_sigmoid",
        **{"backward/preactivation": lambda a: a["backward/hidden"] * a["hidden"] * (1 - a["hidden"])},
    ),
    habit(
        "derivative-of-tan",
        RNN,
        "sub.added",
        **{"backward/preactivation": lambda a: a["backward/hidden"] * (1 + a["hidden"] ** 2)},
    ),
    habit(
        "square-forgotten",
        RNN,
        "square.not_squared",
        **{"backward/preactivation": lambda a: a["backward/hidden"] * (1 - a["hidden"])},
    ),
    habit(
        "recurrent-weights-not-transposed",
        RNN,
        "matmul.right_transposed",
        **{"backward/h_prev": lambda a: a["backward/preactivation"] @ a["U"]},
    ),
    habit(
        "input-weights-on-the-way-back",
        RNN,
        "",
        **{"backward/h_prev": lambda a: a["backward/preactivation"] @ a["W"].T},
    ),
    habit(
        "last-time-only",
        BPTT,
        "add.without_right",
        **{"backward/U": lambda a: a["t=1/hidden"].T @ a[T2]},
    ),
    habit(
        "new-state-with-the-gradient",
        BPTT,
        "later.hidden",
        **{"backward/U": lambda a: a["t=2/hidden"].T @ a[T2] + a["t=1/hidden"].T @ a[T1]},
    ),
    habit(
        "state-of-another-time",
        BPTT,
        "stale.hidden",
        **{T2: lambda a: a["backward/t=2/hidden"] * (1 - a["t=1/hidden"] ** 2)},
    ),
    habit(
        "cell-tanh-not-differentiated",
        LSTM,
        "mul.without_right",
        **{"backward/cell": lambda a: a["backward/hidden"] * a["output_gate"]},
    ),
    habit(
        "cell-for-its-tanh",
        LSTM,
        "tanh.derivative_at_input",
        **{"backward/cell": lambda a: a["backward/hidden"] * a["output_gate"] * (1 - a["cell"] ** 2)},
    ),
    habit(
        "output-gate-forgotten",
        LSTM,
        "mul.without_right",
        **{"backward/cell": lambda a: a["backward/hidden"] * (1 - np.tanh(a["cell"]) ** 2)},
    ),
    habit(
        "gate-not-differentiated",
        LSTM,
        "mul.without_right",
        **{"backward/forget_preactivation": lambda a: a["backward/forget_gate"]},
    ),
    habit(
        "derivative-of-tanh",
        LSTM,
        "sigmoid.derivative_of_tanh",
        **{"backward/forget_preactivation": lambda a: a["backward/forget_gate"] * (1 - a["forget_gate"] ** 2)},
    ),
    habit(
        "sigmoid-once-more",
        LSTM,
        "sigmoid.derivative_at_output",
        **{
            "backward/forget_preactivation": lambda a: (
                a["backward/forget_gate"] * sigmoid(a["forget_gate"]) * (1 - sigmoid(a["forget_gate"]))
            )
        },
    ),
    habit(
        "only-one-minus-the-gate",
        LSTM,
        "mul.without_left",
        **{"backward/forget_preactivation": lambda a: a["backward/forget_gate"] * (1 - a["forget_gate"])},
    ),
    habit(
        "hidden-for-cell-on-the-way-back",
        LSTM,
        "instead.c_prev.h_prev",
        **{"backward/forget_gate": lambda a: a["backward/cell"] * a["h_prev"]},
    ),
    habit(
        "update-gate-for-what-it-leaves",
        GRU,
        "sub.without_left",
        **{"backward/candidate": lambda a: a["backward/hidden"] * a["update_gate"]},
    ),
    habit(
        "candidate-passed-over-in-the-gate",
        GRU,
        "add.without_right",
        **{"backward/update_gate": lambda a: a["backward/hidden"] * a["h_prev"]},
    ),
    habit(
        "difference-turned-round",
        GRU,
        "",
        **{"backward/update_gate": lambda a: a["backward/hidden"] * (a["candidate"] - a["h_prev"])},
    ),
    habit(
        "relu-passed-through",
        LAYER,
        "relu.passed_through",
        **{"backward/preactivation": lambda a: a["backward/activated"]},
    ),
    habit(
        "activation-for-its-derivative",
        LAYER,
        "relu.value_for_derivative",
        **{"backward/preactivation": lambda a: a["backward/activated"] * a["activated"]},
    ),
    habit(
        "bias-averaged",
        LAYER,
        "",
        **{"backward/b_1": lambda a: a["backward/preactivation"].mean(0, keepdims=True)},
    ),
    habit(
        "mean-forgotten",
        LOSS,
        "div.not_divided",
        **{"backward/losses": lambda a: np.ones_like(a["likelihoods"])},
    ),
    habit(
        "minus-of-the-logarithm-lost",
        LOSS,
        "neg.sign",
        **{"backward/likelihoods": lambda a: a["backward/losses"] / a["likelihoods"]},
    ),
)
