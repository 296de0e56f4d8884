"""More that goes wrong in one step of a recurrent cell."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.learners import Array, joined
from tests.quiz.mistakes import Mistake, table
from tests.quiz.simulated.common import biased, other_gates

LSTM_GATES = {"f": "forget", "i": "input", "c": "candidate", "o": "output"}
GRU_GATES = {"r": "reset", "z": "update"}


def lstm_product(a: Numbers, gate: str) -> Array:
    return np.asarray(a["joined"] @ a[f"W_{gate}"] + a[f"b_{gate}"])


def lstm_products() -> list[Mistake]:
    found: list[Mistake] = []
    for gate, name in LSTM_GATES.items():
        step = f"{name}_preactivation"
        found += biased(step, lambda a, W=f"W_{gate}": a["joined"] @ a[W], f"b_{gate}")  # type: ignore[misc]
        found += other_gates(step, lstm_product, "fico".replace(gate, ""))
    return found


LSTM_STATES = [
    *table(
        "cell",
        add__multiplied=lambda a: a["forget_gate"] * a["c_prev"] * a["input_gate"] * a["candidate"],
        mul__without_right=lambda a: a["forget_gate"] + a["input_gate"] * a["candidate"],
        mul__added=lambda a: a["forget_gate"] + a["c_prev"] + a["input_gate"] * a["candidate"],
        exchanged__forget_gate__candidate=lambda a: a["candidate"] * a["c_prev"] + a["input_gate"] * a["forget_gate"],
    ),
    *table(
        "hidden",
        mul__without_right=lambda a: a["output_gate"],
        mul__added=lambda a: a["output_gate"] + np.tanh(a["cell"]),
    ),
]


def gru_product(a: Numbers, gate: str) -> Array:
    return np.asarray(a["x"] @ a[f"W_{gate}"] + a["h_prev"] @ a[f"U_{gate}"] + a[f"b_{gate}"])


def gru_products() -> list[Mistake]:
    found: list[Mistake] = []
    for gate, name in GRU_GATES.items():
        step, W, U, b = f"{name}_preactivation", f"W_{gate}", f"U_{gate}", f"b_{gate}"
        found += biased(step, lambda a, W=W, U=U: a["x"] @ a[W] + a["h_prev"] @ a[U], b)  # type: ignore[misc]
        found += other_gates(step, gru_product, "rzh".replace(gate, ""))
        found += table(
            step,
            matmul__right_transposed=lambda a, W=W, U=U, b=b: a["x"] @ a[W] + a["h_prev"] @ a[U].T + a[b],  # type: ignore[misc]
        )
    return found


GRU_CANDIDATE = [
    *table("recalled", mul__without_right=lambda a: a["reset_gate"]),
    *biased("candidate_preactivation", lambda a: a["x"] @ a["W_h"] + a["recalled"] @ a["U_h"], "b_h"),
    *table(
        "candidate_preactivation",
        matmul__right_transposed=lambda a: a["x"] @ a["W_h"] + a["recalled"] @ a["U_h"].T + a["b_h"],
        weights_of__z=lambda a: a["x"] @ a["W_z"] + a["recalled"] @ a["U_z"] + a["b_z"],
    ),
]


def gru_blend(state: str = "h_prev") -> list[Mistake]:
    """The state that came in has another name in a sequence; that and the candidate exchanged are the convention."""
    name = f"exchanged__update_gate__{state}"
    return [
        *table("hidden", **{name: lambda a: a["h_prev"] * a["update_gate"] + (1 - a["h_prev"]) * a["candidate"]}),
        *table(
            "hidden",
            add__multiplied=lambda a: a["update_gate"] * a["h_prev"] * (1 - a["update_gate"]) * a["candidate"],
            mul__without_right=lambda a: a["update_gate"] + (1 - a["update_gate"]) * a["candidate"],
            mul__added=lambda a: a["update_gate"] + a["h_prev"] + (1 - a["update_gate"]) * a["candidate"],
            sub__turned=lambda a: a["update_gate"] * a["h_prev"] + (a["update_gate"] - 1) * a["candidate"],
            sub__added=lambda a: a["update_gate"] * a["h_prev"] + (1 + a["update_gate"]) * a["candidate"],
        ),
    ]


RECALLED_AFTER = table(
    "recalled",
    add__without_left=lambda a: a["reset_gate"] * a["b_h_h"],
    add__without_right=lambda a: a["reset_gate"] * (a["h_prev"] @ a["U_h"]),
    add__multiplied=lambda a: a["reset_gate"] * (a["h_prev"] @ a["U_h"] * a["b_h_h"]),
    matmul__right_transposed=lambda a: a["reset_gate"] * (a["h_prev"] @ a["U_h"].T + a["b_h_h"]),
    exchanged__reset_gate__h_prev=lambda a: a["h_prev"] * (a["reset_gate"] @ a["U_h"] + a["b_h_h"]),
    weights_of__r=lambda a: a["reset_gate"] * (a["h_prev"] @ a["U_r"] + a["b_h_r"]),
)

MISTAKES: dict[str, list[Mistake]] = {
    "rnn/one-step": biased("preactivation", lambda a: a["joined"] @ a["W"], "b"),
    "lstm/cell-and-hidden": LSTM_STATES,
    "lstm/one-step": [
        *table("joined", joint=lambda a: joined({"h_prev": a["x"], "x": a["h_prev"]})),
        *lstm_products(),
    ],
    "gru/blend": gru_blend(),
    "gru/from-the-gates": GRU_CANDIDATE,
    "gru/one-step": gru_products(),
    "gru/as-in-pytorch": RECALLED_AFTER,
}
