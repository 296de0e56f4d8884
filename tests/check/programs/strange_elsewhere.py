"""More programs with bugs that are on no list: weights, cells and normalisations of people's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays import Array
from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.check.programs.lstm import sigmoid

PRODUCT = {"n": 5, "m": 6, "d_k": 4, "d_v": 3}
Weigh = Callable[[Any, Any, Any], Any]


def entmax(Z: Array) -> Array:
    """Squares of what is left above the mean, as shares."""
    left = np.maximum(Z - Z.mean(-1, keepdims=True), 0) ** 2
    return np.asarray(left / left.sum(-1, keepdims=True))


WEIGHTS: dict[str, Weigh] = {
    "angles between queries and keys": lambda S, Q, K: softmax(
        -np.arccos(S / np.linalg.norm(Q, axis=1)[:, None] / np.linalg.norm(K, axis=1))
    ),
    "scores squashed by tanh": lambda S, Q, K: softmax(3 * np.tanh(S / 6)),
    "the worst key left out": lambda S, Q, K: softmax(np.where(S.min(1, keepdims=True) < S, S / 2, -1e9)),
    "sum of absolute differences": lambda S, Q, K: softmax(-np.abs(Q[:, None] - K).sum(-1)),
    "shares above the mean": lambda S, Q, K: entmax(S),
    "ReLU as shares": lambda S, Q, K: np.maximum(S, 0) / (np.maximum(S, 0).sum(1, keepdims=True) + 1e-2),
    "scores of centred keys and queries": lambda S, Q, K: softmax((Q - Q.mean(0)) @ (K - K.mean(0)).T / 3),
    "scores rounded to halves": lambda S, Q, K: softmax(np.round(S) / 2),
    "two softmaxes averaged": lambda S, Q, K: (softmax(S / 2) + softmax(-S / 2)) / 2,
    "weights sharpened": lambda S, Q, K: softmax(S / 2) ** 1.5 / (softmax(S / 2) ** 1.5).sum(1, keepdims=True),
    "weights mixed with even ones": lambda S, Q, K: 0.9 * softmax(S / 2) + 0.1 / S.shape[1],
    "divided by the norm of each query": lambda S, Q, K: softmax(S / np.linalg.norm(Q, axis=1, keepdims=True)),
}


def product(weigh: Weigh) -> Callable[..., Numbers]:
    """Attention on given queries, keys and values with these weights."""

    def run(Q: Any, K: Any, V: Any) -> Numbers:
        A = weigh(Q @ K.T, Q, K)
        return {"scores": Q @ K.T, "weights": A, "context": A @ V}

    return run


for title, weigh in WEIGHTS.items():
    made = product(weigh)
    made.__name__ = title.replace(" ", "_")
    broken("scaled_dot_product", source=title, sizes=PRODUCT)(made)


NORMALISATIONS: dict[str, Callable[[Any], Any]] = {
    "median for the mean": lambda X: (X - np.median(X, 1, keepdims=True)) / (X.std(1, keepdims=True) + 1e-5),
    "range for the deviation": lambda X: (X - X.mean(1, keepdims=True)) / np.ptp(X, 1, keepdims=True),
    "length for the deviation": lambda X: (X - X.mean(1, keepdims=True)) / np.linalg.norm(X, axis=1, keepdims=True),
    "mean of absolute differences": lambda X: (
        (X - X.mean(1, keepdims=True)) / np.abs(X - X.mean(1, keepdims=True)).mean(1, keepdims=True)
    ),
    "first feature taken away": lambda X: (X - X[:, :1]) / X.std(1, keepdims=True),
    "between 0 and 1": lambda X: (X - X.min(1, keepdims=True)) / np.ptp(X, 1, keepdims=True),
}


def normalisation(normalise: Callable[[Any], Any]) -> Callable[..., Numbers]:
    """A normalisation with gain and shift."""

    def run(X: Any, gamma: Any, beta: Any) -> Numbers:
        return {"normalised": normalise(X), "rescaled": normalise(X) * gamma + beta}

    return run


for title, normalise in NORMALISATIONS.items():
    made = normalisation(normalise)
    made.__name__ = title.replace(" ", "_")
    broken("layer_norm", source=title, sizes={"n": 4, "d": 6})(made)


CELLS: dict[str, Callable[..., tuple[Any, Any]]] = {
    "candidate cubed": lambda f, i, o, g, c: (f * c + i * g**3, np.tanh),
    "forget gate squared": lambda f, i, o, g, c: (f**2 * c + i * g, np.tanh),
    "old state and new averaged": lambda f, i, o, g, c: ((c + i * g) / 2, np.tanh),
    "cell cut to 0.2": lambda f, i, o, g, c: (np.clip(f * c + i * g, -0.2, 0.2), np.tanh),
    "arctan of the cell": lambda f, i, o, g, c: (f * c + i * g, np.arctan),
    "sine of the cell": lambda f, i, o, g, c: (f * c + i * g, lambda x: np.sin(2 * x)),
}


def cell(update: Callable[..., tuple[Any, Any]]) -> Callable[..., Numbers]:
    """A step of an LSTM whose state changes so."""

    def run(x: Any, h_prev: Any, c_prev: Any, **w: Any) -> Numbers:
        joined = np.concatenate([h_prev, x], axis=1)
        f, i, o = (sigmoid(joined @ w[f"W_{gate}"] + w[f"b_{gate}"]) for gate in "fio")
        C, squash = update(f, i, o, np.tanh(joined @ w["W_c"] + w["b_c"]), c_prev)
        return {"cell": C, "hidden": o * squash(C)}

    return run


for title, update in CELLS.items():
    made = cell(update)
    made.__name__ = title.replace(" ", "_")
    broken("lstm_step", source=title, sizes={"d": 4, "k": 4})(made)
