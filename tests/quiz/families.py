"""The questions of the content worked rightly in plain NumPy, which knows nothing of the engine: question → steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.quiz.learners import GRU, LSTM, Array, Steps, joined, sigmoid, softmax

Numbers = dict[str, Array]
Keep = Callable[[Numbers], Array]


def turned(x: Array) -> Array:
    return np.asarray(np.swapaxes(x, -1, -2))


def split(x: Array, heads: int) -> Array:
    return np.stack(np.split(x, heads, axis=-1))


def merge(x: Array) -> Array:
    return np.concatenate(list(x), axis=-1)


# ---- attention ----


def causal(a: Numbers) -> Array:
    """Row i sees column j if it is not later; the last row sees everything."""
    n, m = a["scaled"].shape[-2:]
    return np.tri(n, m, m - n)


def padded(a: Numbers) -> Array:
    return a["real"]


def projections(source: str = "X") -> Steps:
    return {
        "queries": lambda a: a["X"] @ a["W_q"],
        "keys": lambda a: a[source] @ a["W_k"],
        "values": lambda a: a[source] @ a["W_v"],
    }


def shares(divisor: float, keep: Keep | None = None) -> Steps:
    steps: Steps = {"scaled": lambda a: a["scores"] / divisor, "weights": lambda a: softmax(a["scaled"])}
    if keep is None:
        return steps
    return {
        **steps,
        "masked": lambda a: np.where(keep(a) > 0, a["scaled"], -np.inf),
        "weights": lambda a: softmax(a["masked"]),
    }


def attention(Q: str, K: str, V: str, divisor: float = 2**0.5, keep: Keep | None = None) -> Steps:
    return {
        "scores": lambda a: a[Q] @ turned(a[K]),
        **shares(divisor, keep),
        "context": lambda a: a["weights"] @ a[V],
    }


def heads(count: int, keep: Keep | None = None, source: str = "X") -> Steps:
    return {
        **projections(source),
        "query_heads": lambda a: split(a["queries"], count),
        "key_heads": lambda a: split(a["keys"], count),
        "value_heads": lambda a: split(a["values"], count),
        **attention("query_heads", "key_heads", "value_heads", keep=keep),
        "merged": lambda a: merge(a["context"]),
        "output": lambda a: a["merged"] @ a["W_o"],
    }


COLUMNS: Steps = {
    "scores": lambda a: a["keys"].T @ a["queries"],
    "scaled": lambda a: a["scores"] / 3,
    "masked": lambda a: np.where(np.tri(3).T > 0, a["scaled"], -np.inf),
    "weights": lambda a: softmax(a["masked"], -2),
    "context": lambda a: a["values"] @ a["weights"],
}
MASKED: Steps = {
    "masked": lambda a: np.where(np.tri(len(a["S"])) > 0, a["S"], -np.inf),
    "weights": lambda a: softmax(a["masked"]),
}
IN_STEPS: Steps = {
    **MASKED,
    "row_max": lambda a: a["masked"].max(-1, keepdims=True),
    "exponentials": lambda a: np.exp(a["masked"] - a["row_max"]),
    "row_sum": lambda a: a["exponentials"].sum(-1, keepdims=True),
    "weights": lambda a: a["exponentials"] / a["row_sum"],
}
DIVIDED: Steps = {**shares(4, lambda a: causal(a) * a["real"]), "scaled": lambda a: a["S"] / 4}


# ---- a cache of keys and values ----


def at(token: int, steps: Steps) -> Steps:
    """The steps as those of one token; what they read is looked for there first."""
    place = f"token={token}/"

    def there(f: Callable[[Numbers], Array]) -> Callable[[Numbers], Array]:
        return lambda a: f({**a, **{id.removeprefix(place): x for id, x in a.items() if id.startswith(place)}})

    return {place + name: there(f) for name, f in steps.items()}


def cached(token: int, past: bool) -> Steps:
    def before(a: Numbers, kind: str) -> Array:
        own = f"token={token - 1}/{'key' if kind == 'K' else 'value'}_cache"
        return a[own] if token > 1 else a[f"{kind}_past"] if past else np.empty((0, 2))

    def row(a: Numbers) -> Array:
        return a["X"][token - 1 : token]

    return at(
        token,
        {
            "query": lambda a: row(a) @ a["W_q"],
            "key": lambda a: row(a) @ a["W_k"],
            "value": lambda a: row(a) @ a["W_v"],
            "key_cache": lambda a: np.vstack([before(a, "K"), a["key"]]),
            "value_cache": lambda a: np.vstack([before(a, "V"), a["value"]]),
            **attention("query", "key_cache", "value_cache"),
        },
    )


# ---- layers ----


def mean(x: Array) -> Array:
    return np.asarray(x.mean(-1, keepdims=True))


LAYER_NORM: Steps = {
    "mean": lambda a: mean(a["X"]),
    "centred": lambda a: a["X"] - a["mean"],
    "variance": lambda a: mean(a["centred"] ** 2),
    "deviation": lambda a: np.sqrt(a["variance"] + 1e-5),
    "normalised": lambda a: a["centred"] / a["deviation"],
    "rescaled": lambda a: a["normalised"] * a["gamma"] + a["beta"],
}
FEED_FORWARD: Steps = {
    "preactivation": lambda a: a["X"] @ a["W_1"] + a["b_1"],
    "activated": lambda a: np.maximum(a["preactivation"], 0),
    "output": lambda a: a["activated"] @ a["W_2"] + a["b_2"],
}


# ---- recurrent cells ----

RNN: Steps = {
    "joined": joined,
    "preactivation": lambda a: a["joined"] @ a["W"] + a["b"],
    "hidden": lambda a: np.tanh(a["preactivation"]),
}
TWO_MATRICES: Steps = {
    **RNN,
    "preactivation": lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"] + a["b_x"] + a["b_h"],
}
LSTM_GATES = {"forget_gate": "f", "input_gate": "i", "output_gate": "o"}


def preactivations(gates: dict[str, str], z: Callable[[Numbers, str], Array]) -> Steps:
    """Each gate's z, and σ of it."""
    steps: dict[str, Any] = {}
    for gate, letter in gates.items():
        before = gate.replace("gate", "preactivation")
        steps[before] = lambda a, letter=letter: z(a, letter)
        steps[gate] = lambda a, before=before: sigmoid(a[before])
    return steps


LSTM_WHOLE: Steps = {
    **LSTM,
    "joined": joined,
    **preactivations(LSTM_GATES, lambda a, k: a["joined"] @ a[f"W_{k}"] + a[f"b_{k}"]),
    "candidate_preactivation": lambda a: a["joined"] @ a["W_c"] + a["b_c"],
    "candidate": lambda a: np.tanh(a["candidate_preactivation"]),
}
GRU_WHOLE: Steps = {
    **GRU,
    **preactivations(
        {"reset_gate": "r", "update_gate": "z"},
        lambda a, k: a["x"] @ a[f"W_{k}"] + a["h_prev"] @ a[f"U_{k}"] + a[f"b_{k}"],
    ),
    "candidate_preactivation": lambda a: a["x"] @ a["W_h"] + a["recalled"] @ a["U_h"] + a["b_h"],
    "candidate": lambda a: np.tanh(a["candidate_preactivation"]),
}
GRU_PYTORCH: Steps = {
    **GRU_WHOLE,
    **preactivations(
        {"reset_gate": "r", "update_gate": "z"},
        lambda a, k: a["x"] @ a[f"W_{k}"] + a[f"b_x_{k}"] + a["h_prev"] @ a[f"U_{k}"] + a[f"b_h_{k}"],
    ),
    "recalled": lambda a: a["reset_gate"] * (a["h_prev"] @ a["U_h"] + a["b_h_h"]),
    "candidate_preactivation": lambda a: a["x"] @ a["W_h"] + a["b_x_h"] + a["recalled"],
}

SELF: Steps = {**projections(), **attention("queries", "keys", "values")}
QUESTIONS: dict[str, Steps] = {
    "scaled-dot-product/by-hand": attention("Q", "K", "V", 2.0),
    "scaled-dot-product/given-constant": attention("Q", "K", "V", 3.0),
    "scaled-dot-product/fewer-queries-than-keys": attention("Q", "K", "V", 2.0, causal),
    "self-attention/score-and-scale": SELF,
    "self-attention/by-hand": SELF,
    "self-attention/causal": {**projections(), **attention("queries", "keys", "values", keep=causal)},
    "self-attention/from-the-tokens": SELF,
    "self-attention/columns-and-a-constant": COLUMNS,
    "masked-softmax/causal": MASKED,
    "masked-softmax/in-steps": IN_STEPS,
    "masked-softmax/divided-and-padded": DIVIDED,
    "multi-head/split-and-score": heads(2),
    "multi-head/merge-and-project": heads(2),
    "multi-head/two-heads-causal": heads(2, causal),
    "cross-attention/who-asks": heads(1, source="E"),
    "cross-attention/two-heads": heads(2, padded, "E"),
    "kv-cache/one-more-token": cached(1, past=True),
    "kv-cache/third-token": cached(3, past=False),
    "kv-cache/two-tokens-after-a-prompt": {**cached(1, past=True), **cached(2, past=True)},
    "layer-norm/mean-and-variance": LAYER_NORM,
    "layer-norm/to-the-end": LAYER_NORM,
    "feed-forward/relu": FEED_FORWARD,
    "rnn/one-step": RNN,
    "rnn/two-matrices": TWO_MATRICES,
    "lstm/cell-and-hidden": LSTM_WHOLE,
    "lstm/gates-and-states": LSTM_WHOLE,
    "lstm/one-step": LSTM_WHOLE,
    "gru/blend": GRU_WHOLE,
    "gru/from-the-gates": GRU_WHOLE,
    "gru/one-step": GRU_WHOLE,
    "gru/as-in-pytorch": GRU_PYTORCH,
}

EVERY_STEP_OF_HEADS = ("scores", "scaled", "masked", "weights", "context", "merged", "output")
# Where a question asks for the telling steps alone, learners still write down these.
IN_FULL: dict[str, tuple[str, ...]] = {
    "self-attention/from-the-tokens": ("queries", "keys", "values", "scores", "scaled", "weights", "context"),
    "self-attention/columns-and-a-constant": ("scores", "scaled", "masked", "weights", "context"),
    "multi-head/split-and-score": ("query_heads", "key_heads", "scores"),
    "multi-head/two-heads-causal": EVERY_STEP_OF_HEADS,
    "cross-attention/two-heads": EVERY_STEP_OF_HEADS,
    "grouped-query/multi-query": ("scores", "scaled", "weights", "context", "merged"),
    "alibi/bias-and-share": ("distances", "bias", "biased", "masked", "weights"),
}
