"""Slips in what is written down, whatever is computed: percent, signs, places, digits."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.habits.backward import ATTENTION, RNN
from tests.quiz.habits.habit import habit
from tests.quiz.habits.recurrent import LSTM
from tests.quiz.learners import Array, softmax


def one_decimal(x: Array) -> Array:
    return np.asarray(np.copysign(np.floor(10 * np.abs(x) + 0.5) / 10, x))


def cell_of_one_decimal(a: Numbers) -> Array:
    """The cell state from gates and candidate as they are read off in one decimal."""
    forget, take, candidate = (one_decimal(a[id]) for id in ("forget_gate", "input_gate", "candidate"))
    return np.asarray(forget * a["c_prev"] + take * candidate)


HABITS = (
    habit(
        "percent-without-its-sign",
        "self-attention/by-hand",
        "percent",
        weights=lambda a: 100 * softmax(a["scaled"]),
        context=lambda a: (a["weights"] / 100) @ a["values"],
    ),
    habit(
        "every-sign-reversed",
        ATTENTION,
        "negated",
        **{"backward/weights": lambda a: -(a["backward/context"] @ a["values"].T)},
    ),
    habit(
        "answers-exchanged",
        RNN,
        "exchanged",
        **{
            "backward/W": lambda a: a["h_prev"].T @ a["backward/preactivation"],
            "backward/U": lambda a: a["x"].T @ a["backward/preactivation"],
        },
    ),
    habit("one-decimal-on-the-way", LSTM, "rounding", cell=cell_of_one_decimal),
)
