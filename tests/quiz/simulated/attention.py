"""More that goes wrong in attention, in a cache of keys and values, and in a norm."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers, causal, padded, split, turned
from tests.quiz.learners import Array, softmax
from tests.quiz.mistakes import Mistake, of_token, scaled_after, table
from tests.quiz.simulated.common import all_ones, biased

BY_MODEL_WIDTH = table("scaled", scale__d_model=lambda a: a["scores"] / 3**0.5)
TRANSPOSED = [
    mistake
    for step, W in {"queries": "W_q", "keys": "W_k", "values": "W_v"}.items()
    for mistake in table(step, matmul__left_transposed=lambda a, W=W: a["X"].T @ a[W])  # type: ignore[misc]
]
SOURCE_TRANSPOSED = [
    *table("keys", matmul__left_transposed=lambda a: a["E"].T @ a["W_k"]),
    *table("values", matmul__left_transposed=lambda a: a["E"].T @ a["W_v"]),
    *table("queries", weights_of__v=lambda a: a["X"] @ a["W_v"]),
    *table("keys", weights_of__q=lambda a: a["E"] @ a["W_q"]),
    *table("values", weights_of__q=lambda a: a["E"] @ a["W_q"]),
    *table("scores", matmul__left_transposed=lambda a: (a["queries"].T @ a["keys"].T)[None]),
]
IN_COLUMNS = [
    *table("scores", exchanged__keys__queries=lambda a: a["queries"].T @ a["keys"]),
    *table("context", matmul__right_transposed=lambda a: a["values"] @ a["weights"].T),
]
SQUARE = [
    *table("scores", matmul__left_transposed=lambda a: a["Q"].T @ a["K"].T),
    *table("context", matmul__right_transposed=lambda a: a["weights"] @ a["V"].T),
]


def both(a: Numbers) -> Array:
    return np.asarray(np.where(causal(a) * a["real"] > 0, a["S"], -np.inf))


DIVIDED = [
    *table("scaled", div__not_divided=lambda a: a["S"], div__multiplied=lambda a: a["S"] * 4),
    *table("masked", mul__added=lambda a: np.where(causal(a) + a["real"] > 0, a["scaled"], -np.inf)),
    *table("weights", scale__after_softmax=lambda a: softmax(both(a)) / 4),
]
NEGATED = table("exponentials", sub__turned=lambda a: np.exp(a["row_max"] - a["masked"]))
WOVEN = table("key_heads", split_heads__interleaved=lambda a: np.stack([a["keys"][:, h::2] for h in (0, 1)]))
GROUPED = [
    *table(
        "query_heads",
        split_heads__interleaved=lambda a: np.stack(
            [[part[:, h::2] for h in (0, 1)] for part in split(a["queries"], 2)]
        ),
        split_heads__only_reshaped=lambda a: split(a["queries"], 2).reshape(2, 2, 2, 2),
    ),
    *table(
        "scores",
        matmul__turned=lambda a: turned(a["key_heads"]) @ a["query_heads"],
        matmul__left_transposed=lambda a: turned(a["query_heads"]) @ turned(a["key_heads"]),
        matmul__right_transposed=lambda a: a["query_heads"] @ a["key_heads"],
    ),
]
MULTI_QUERY = [
    *BY_MODEL_WIDTH,
    *table("context", matmul__left_transposed=lambda a: turned(a["weights"]) @ a["value_heads"]),
]

# ---- a cache ----


def row(a: Numbers, W: str) -> Array:
    return np.asarray(a["X"][:1] @ a[W])


NEW_ROW = [
    mistake
    for step, others in {"query": "kv", "key": "qv", "value": "qk"}.items()
    for kind in others
    for mistake in table(step, **{f"weights_of__{kind}": lambda a, W=f"W_{kind}": row(a, W)})
]
NEW_SHARES = [
    *BY_MODEL_WIDTH,
    *table("weights", softmax__other_axis=all_ones("scaled")),
    *table("weights", scale__after_softmax=lambda a: softmax(a["scores"]) / 2**0.5),
]
STALE_QUERY = table("token=3/scores", stale__query=lambda a: a["token=2/query"] @ a["token=3/key_cache"].T)
MULTIPLIED = table(
    "token=1/weights",
    div__multiplied=lambda a: softmax(a["token=1/query"] @ a["token=1/key_cache"].T * 2**0.5),
)
OLD_QUERY = table(
    "token=2/weights", stale__query=lambda a: softmax(a["token=1/query"] @ a["token=2/key_cache"].T / 2**0.5)
)

# ---- layers ----

NORM = [
    *table("mean", div__multiplied=lambda a: a["X"].sum(-1, keepdims=True) * a["X"].shape[-1]),
    *table(
        "variance",
        div__multiplied=lambda a: (a["centred"] ** 2).sum(-1, keepdims=True) * a["X"].shape[-1],
        square__not_squared=lambda a: a["centred"].mean(-1, keepdims=True),
    ),
    *table("deviation", add__multiplied=lambda a: np.sqrt(a["variance"] * 1e-5)),
]
RESCALED = table(
    "rescaled",
    add__multiplied=lambda a: a["normalised"] * a["gamma"] * a["beta"],
    mul__added=lambda a: a["normalised"] + a["gamma"] + a["beta"],
)
FEED_FORWARD = [
    *biased("preactivation", lambda a: a["X"] @ a["W_1"], "b_1", alone=False),
    *biased("output", lambda a: a["activated"] @ a["W_2"], "b_2", alone=False),
]

MISTAKES: dict[str, list[Mistake]] = {
    "scaled-dot-product/given-constant": SQUARE,
    "self-attention/score-and-scale": BY_MODEL_WIDTH,
    "self-attention/from-the-tokens": TRANSPOSED,
    "self-attention/columns-and-a-constant": IN_COLUMNS,
    "masked-softmax/in-steps": NEGATED,
    "masked-softmax/divided-and-padded": DIVIDED,
    "multi-head/split-and-score": WOVEN,
    "multi-head/two-heads-causal": BY_MODEL_WIDTH,
    "cross-attention/who-asks": SOURCE_TRANSPOSED,
    "cross-attention/two-heads": [*BY_MODEL_WIDTH, *scaled_after(2**0.5, padded)[:1]],
    "kv-cache/one-more-token": of_token(1, [*NEW_ROW, *NEW_SHARES]),
    "kv-cache/third-token": STALE_QUERY,
    "kv-cache/two-tokens-after-a-prompt": [*MULTIPLIED, *OLD_QUERY],
    "layer-norm/mean-and-variance": NORM,
    "layer-norm/to-the-end": RESCALED,
    "feed-forward/relu": FEED_FORWARD,
    "grouped-query/who-shares": GROUPED,
    "grouped-query/multi-query": MULTI_QUERY,
}
