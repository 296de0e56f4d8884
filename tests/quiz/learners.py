"""Learners as plain NumPy, knowing nothing of the engine: each does one thing wrong and works rightly from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, Variant, draw

Array = np.ndarray[Any, Any]
Steps = Mapping[str, Callable[[dict[str, Array]], Array]]
Typed = dict[str, list[list[str]]]


def softmax(x: Array, axis: int = -1) -> Array:
    e = np.exp(x - x.max(axis, keepdims=True))
    return np.asarray(e / e.sum(axis, keepdims=True))


def sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


ATTENTION: Steps = {
    "queries": lambda a: a["X"] @ a["W_q"],
    "keys": lambda a: a["X"] @ a["W_k"],
    "values": lambda a: a["X"] @ a["W_v"],
    "scores": lambda a: a["queries"] @ a["keys"].T,
    "scaled": lambda a: a["scores"] / np.sqrt(a["W_k"].shape[1]),
    "weights": lambda a: softmax(a["scaled"]),
    "context": lambda a: a["weights"] @ a["values"],
}
CAUSAL: Steps = {
    **ATTENTION,
    "masked": lambda a: np.where(np.tri(len(a["X"])) > 0, a["scaled"], -np.inf),
    "weights": lambda a: softmax(a["masked"]),
}
GRU: Steps = {
    "reset_gate": lambda a: sigmoid(a["x"] @ a["W_r"] + a["h_prev"] @ a["U_r"] + a["b_r"]),
    "update_gate": lambda a: sigmoid(a["x"] @ a["W_z"] + a["h_prev"] @ a["U_z"] + a["b_z"]),
    "recalled": lambda a: a["reset_gate"] * a["h_prev"],
    "candidate": lambda a: np.tanh(a["x"] @ a["W_h"] + a["recalled"] @ a["U_h"] + a["b_h"]),
    "hidden": lambda a: a["update_gate"] * a["h_prev"] + (1 - a["update_gate"]) * a["candidate"],
}


def joined(a: dict[str, Array]) -> Array:
    return np.concatenate([a["h_prev"], a["x"]], -1)


LSTM: Steps = {
    "forget_gate": lambda a: sigmoid(joined(a) @ a["W_f"] + a["b_f"]),
    "input_gate": lambda a: sigmoid(joined(a) @ a["W_i"] + a["b_i"]),
    "candidate": lambda a: np.tanh(joined(a) @ a["W_c"] + a["b_c"]),
    "output_gate": lambda a: sigmoid(joined(a) @ a["W_o"] + a["b_o"]),
    "cell": lambda a: a["forget_gate"] * a["c_prev"] + a["input_gate"] * a["candidate"],
    "hidden": lambda a: a["output_gate"] * np.tanh(a["cell"]),
}


def printed(array: Array, decimals: int) -> list[list[str]]:
    """The array as a learner types it: half away from zero, −∞ as "-inf"."""
    rows = array.reshape(-1, array.shape[-1])
    return [[_text(x, decimals) for x in row] for row in rows]


def _text(x: float, decimals: int) -> str:
    """A number that is none, such as 0/0, is left blank."""
    if np.isfinite(x):
        return f"{_rounded(x, decimals):.{decimals}f}"
    return "" if np.isnan(x) else f"{x:.0f}"


def _rounded(x: float, decimals: int) -> float:
    return float(np.copysign(np.floor(abs(x) * 10**decimals + 0.5), x) / 10**decimals)


@np.errstate(all="ignore")
def work(sheet: Sheet, right: Steps, wrong: Steps | None = None, rounds: bool = True) -> Typed:
    """Every step in order, each from the learner's own earlier numbers, rounded on paper if `rounds`.

    What is given is read off the sheet; what is not asked is kept in the head with all its digits.
    """
    arrays = {id: np.asarray(x, dtype=float) for id, x in sheet.inputs.items()}
    steps = {**right, **(wrong or {})}
    typed = {}
    for step in sheet.program.steps:
        if step in sheet.given:
            arrays[step] = sheet.truth[step]
        elif step in sheet.asked:
            result = steps[step](arrays)
            typed[step] = printed(result, sheet.decimals)
            arrays[step] = _read(typed[step]).reshape(result.shape) if rounds else result
        elif step in steps:
            arrays[step] = steps[step](arrays)
    return typed


def _read(grid: list[list[str]]) -> Array:
    return np.array([[float(text or "nan") for text in row] for row in grid])


def exercise(mechanism: str, steps: Steps, decimals: int = 2, **options: Any) -> Exercise:
    from engine import MECHANISMS

    found = MECHANISMS[mechanism]
    sizes = {"n": 3, "d": 3, "d_k": 2, "d_v": 2} if mechanism == "self_attention" else {"d": 3, "k": 2}
    chosen = found.choose(**options)
    order = [id for id in found.build(chosen, sizes).steps if id in steps]
    return Exercise(mechanism, chosen, sizes, tuple(order), decimals=decimals)


def variant(mechanism: str, steps: Steps, seed: int = 1, decimals: int = 2, **options: Any) -> Variant:
    return draw(exercise(mechanism, steps, decimals, **options), seed)
