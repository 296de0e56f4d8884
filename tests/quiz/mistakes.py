"""What learners get wrong, in plain NumPy: for each question, what it should be called and how it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tests.quiz.families import Keep, Numbers, at, causal, padded, turned
from tests.quiz.learners import Array, Steps, joined, sigmoid, softmax

Step = Callable[[Numbers], Array]


class Mistake(NamedTuple):
    """One misunderstanding: each step that it spoils, with the name it should be given there."""

    names: dict[str, str]
    steps: Steps


def table(step: str, **wrong: Step) -> list[Mistake]:
    """Ways to get one step wrong, by name; the name's dots are written as two underscores."""
    return [Mistake({step: name.replace("__", ".")}, {step: f}) for name, f in wrong.items()]


# ---- attention ----


def scaling(divisor: float) -> list[Mistake]:
    return table(
        "scaled",
        div__not_divided=lambda a: a["scores"],
        div__multiplied=lambda a: a["scores"] * divisor,
        **({} if divisor == 3 else {"sqrt__no_root": lambda a: a["scores"] / divisor**2}),
    )


def masking(keep: Keep, before: str = "scaled", square: bool = True) -> list[Mistake]:
    across = {"where__transposed": lambda a: np.where(turned(keep(a)) > 0, a[before], -np.inf)} if square else {}
    return table(
        "masked",
        where__not_masked=lambda a: a[before],
        where__masked_with_0=lambda a: np.where(keep(a) > 0, a[before], 0.0),
        where__inverted=lambda a: np.where(keep(a) > 0, -np.inf, a[before]),
        **across,
    )


def sharing(before: str) -> list[Mistake]:
    return table(
        "weights",
        softmax__other_axis=lambda a: softmax(a[before], -2),
        softmax__left_out=lambda a: a[before],
    )


def no_exponential(before: str = "scaled") -> list[Mistake]:
    return table("weights", softmax__no_exp=lambda a: a[before] / a[before].sum(-1, keepdims=True))


def mask_forgotten_until_after(keep: Keep, before: str = "scaled") -> list[Mistake]:
    """The mask laid over the weights: with the masked scores written rightly, and with the step passed over."""
    after = {"weights": lambda a: np.where(keep(a) > 0, softmax(a[before]), 0.0)}
    unmasked = {"masked": lambda a: a[before], **after}
    return [
        Mistake({"weights": "softmax.mask_after"}, after),
        Mistake({"masked": "where.not_masked", "weights": "softmax.mask_after"}, unmasked),
    ]


def scaled_after(divisor: float, keep: Keep | None = None) -> list[Mistake]:
    """Divided when the softmax is done: with the scaled scores written rightly, and with the step passed over."""

    def weights(a: Numbers) -> Array:
        return softmax(a["scores"] if keep is None else np.where(keep(a) > 0, a["scores"], -np.inf)) / divisor

    copied = {"scaled": lambda a: a["scores"], "weights": weights}
    return [
        Mistake({"weights": "scale.after_softmax"}, {"weights": weights}),
        Mistake({"scaled": "div.not_divided", "weights": "scale.after_softmax"}, copied),
    ]


EXCHANGED = table("scores", exchanged__queries__keys=lambda a: a["keys"] @ a["queries"].T)
CONTEXT = table("context", matmul__left_transposed=lambda a: turned(a["weights"]) @ a["values"])
FROM_THE_SCORES = [
    *EXCHANGED,
    *scaling(2**0.5),
    *sharing("scaled"),
    *no_exponential(),
    *scaled_after(2**0.5),
    *CONTEXT,
]
MASKED_WEIGHTS = [*sharing("masked"), *mask_forgotten_until_after(causal)]
PROJECTED = [
    Mistake({step: name}, {step: lambda a, source=source, W=W: a[source] @ a[W]})  # type: ignore[misc]
    for step, source, names in (
        ("queries", "X", {"weights_of.k": "W_k", "weights_of.v": "W_v"}),
        ("keys", "X", {"weights_of.q": "W_q", "weights_of.v": "W_v"}),
        ("values", "X", {"weights_of.q": "W_q", "weights_of.k": "W_k"}),
    )
    for name, W in names.items()
]
SOURCED = [
    Mistake({"keys": "weights_of.v"}, {"keys": lambda a: a["E"] @ a["W_v"]}),
    Mistake({"values": "weights_of.k"}, {"values": lambda a: a["E"] @ a["W_k"]}),
    Mistake({"queries": "weights_of.k"}, {"queries": lambda a: a["X"] @ a["W_k"]}),
]
ONLY_ONE_MASK = table(
    "masked",
    mul__without_left=lambda a: np.where(a["real"] > 0, a["scaled"], -np.inf),
    mul__without_right=lambda a: np.where(causal(a) > 0, a["scaled"], -np.inf),
)
EXPONENTIALS = table(
    "exponentials",
    sub__added=lambda a: np.exp(a["row_max"] + a["masked"]),
    exp__no_exp=lambda a: a["masked"] - a["row_max"],
)
SHARES = table(
    "weights",
    div__not_divided=lambda a: a["exponentials"],
    div__multiplied=lambda a: a["exponentials"] * a["row_sum"],
)


# ---- heads ----


def poured(x: Array) -> Array:
    """Two heads by reshaping alone, so that tokens are torn apart."""
    return x.reshape(2, len(x), -1)


SPLITTING = [
    *table("query_heads", split_heads__interleaved=lambda a: np.stack([a["queries"][:, h::2] for h in (0, 1)])),
    *table("query_heads", split_heads__only_reshaped=lambda a: poured(a["queries"])),
    *table("key_heads", split_heads__only_reshaped=lambda a: poured(a["keys"])),
]
MERGING = table(
    "merged",
    merge_heads__interleaved=lambda a: np.stack(list(a["context"]), -1).reshape(a["context"].shape[1], -1),
    merge_heads__only_reshaped=lambda a: a["context"].reshape(a["context"].shape[1], -1),
)
AVERAGED = table("context", matmul__left_transposed=lambda a: turned(a["weights"]) @ a["value_heads"])
ASKED_BACK = table("scores", exchanged__query_heads__key_heads=lambda a: a["key_heads"] @ turned(a["query_heads"]))


# ---- a cache ----


def of_token(token: int, mistakes: list[Mistake]) -> list[Mistake]:
    place = f"token={token}/"
    return [Mistake({place + s: name for s, name in m.names.items()}, at(token, m.steps)) for m in mistakes]


NEW_FIRST = [
    *table("key_cache", concat__turned=lambda a: np.vstack([a["key"], a["K_past"]])),
    *table("value_cache", concat__turned=lambda a: np.vstack([a["value"], a["V_past"]])),
]
STALE = [
    *table(
        "token=3/key_cache",
        stale__key=lambda a: np.vstack([a["token=2/key_cache"], a["token=2/key_cache"][-1:]]),
    ),
    *table(
        "token=3/value_cache",
        stale__value=lambda a: np.vstack([a["token=2/value_cache"], a["token=2/value_cache"][-1:]]),
    ),
]
ONE_ROW = [*scaling(2**0.5), *table("weights", softmax__left_out=lambda a: a["scaled"]), *no_exponential()]
UNSCALED = table(
    "weights",
    div__not_divided=lambda a: softmax(a["query"] @ a["key_cache"].T),
    sqrt__no_root=lambda a: softmax(a["query"] @ a["key_cache"].T / 2),
)


# ---- layers ----

LAYER_NORM = [
    *table("mean", div__not_divided=lambda a: a["X"].sum(-1, keepdims=True)),
    *table("centred", sub__turned=lambda a: a["mean"] - a["X"], sub__added=lambda a: a["X"] + a["mean"]),
    *table(
        "variance",
        div__not_divided=lambda a: (a["centred"] ** 2).sum(-1, keepdims=True),
        variance__not_centred=lambda a: (a["X"] ** 2).mean(-1, keepdims=True),
    ),
    *table("deviation", sqrt__no_root=lambda a: a["variance"]),
]
NORMALISED = [
    *table(
        "normalised", div__not_divided=lambda a: a["centred"], div__multiplied=lambda a: a["centred"] * a["deviation"]
    ),
    *table(
        "normalised",
        normalised__over_tokens=lambda a: (a["X"] - a["X"].mean(0)) / np.sqrt(a["X"].var(0) + 1e-5),
    ),
    *table(
        "rescaled",
        add__without_right=lambda a: a["normalised"] * a["gamma"],
        mul__without_right=lambda a: a["normalised"] + a["beta"],
    ),
]
FEED_FORWARD = [
    *table("preactivation", add__without_right=lambda a: a["X"] @ a["W_1"]),
    *table("activated", relu__left_out=lambda a: a["preactivation"]),
    *table("output", add__without_right=lambda a: a["activated"] @ a["W_2"]),
]


# ---- recurrent cells ----


def bent(step: str, before: str, gate: bool) -> list[Mistake]:
    """σ and tanh taken for each other, or left out."""
    if gate:
        return table(step, sigmoid__left_out=lambda a: a[before], sigmoid__tanh=lambda a: np.tanh(a[before]))
    return table(step, tanh__left_out=lambda a: a[before], tanh__sigmoid=lambda a: sigmoid(a[before]))


RNN = [
    *table("preactivation", add__without_right=lambda a: a["joined"] @ a["W"]),
    *table("joined", joint=lambda a: np.hstack([a["x"], a["h_prev"]])),
    *bent("hidden", "preactivation", gate=False),
]
TWO_MATRICES = [
    *table("preactivation", add__without_right=lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"] + a["b_x"]),
    *table(
        "preactivation",
        matmul__right_transposed=lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"].T + a["b_x"] + a["b_h"],
    ),
    *bent("hidden", "preactivation", gate=False),
]
LSTM_STATES = [
    *table(
        "cell",
        exchanged__forget_gate__input_gate=lambda a: a["input_gate"] * a["c_prev"] + a["forget_gate"] * a["candidate"],
        add__without_left=lambda a: a["input_gate"] * a["candidate"],
        add__without_right=lambda a: a["forget_gate"] * a["c_prev"],
        mul__without_left=lambda a: a["c_prev"] + a["input_gate"] * a["candidate"],
    ),
    *table(
        "hidden",
        tanh__left_out=lambda a: a["output_gate"] * a["cell"],
        tanh__sigmoid=lambda a: a["output_gate"] * sigmoid(a["cell"]),
        stale__cell=lambda a: a["output_gate"] * np.tanh(a["c_prev"]),
        mul__without_left=lambda a: np.tanh(a["cell"]),
        exchanged__output_gate__cell=lambda a: a["cell"] * np.tanh(a["output_gate"]),
    ),
]
LSTM_GATES = [
    *bent("forget_gate", "forget_preactivation", gate=True),
    *bent("input_gate", "input_preactivation", gate=True),
    *bent("output_gate", "output_preactivation", gate=True),
    *bent("candidate", "candidate_preactivation", gate=False),
]
LSTM_PRODUCTS = [
    *table(
        "forget_preactivation",
        weights_of__i=lambda a: joined(a) @ a["W_i"] + a["b_i"],
        add__without_right=lambda a: joined(a) @ a["W_f"],
    ),
    *table("input_preactivation", weights_of__f=lambda a: joined(a) @ a["W_f"] + a["b_f"]),
    *table("output_preactivation", weights_of__c=lambda a: joined(a) @ a["W_c"] + a["b_c"]),
]
GRU_BLEND = table(
    "hidden",
    mul__without_left=lambda a: a["h_prev"] + (1 - a["update_gate"]) * a["candidate"],
    add__without_left=lambda a: (1 - a["update_gate"]) * a["candidate"],
    add__without_right=lambda a: a["update_gate"] * a["h_prev"],
    exchanged__update_gate__candidate=lambda a: a["candidate"] * a["h_prev"] + (1 - a["candidate"]) * a["update_gate"],
    update=lambda a: (1 - a["update_gate"]) * a["h_prev"] + a["update_gate"] * a["candidate"],
)
GRU_CANDIDATE = [
    *table("recalled", mul__without_left=lambda a: a["h_prev"], mul__added=lambda a: a["reset_gate"] + a["h_prev"]),
    *table(
        "candidate_preactivation",
        add__without_right=lambda a: a["x"] @ a["W_h"] + a["recalled"] @ a["U_h"],
        weights_of__r=lambda a: a["x"] @ a["W_r"] + a["recalled"] @ a["U_r"] + a["b_r"],
    ),
    *bent("candidate", "candidate_preactivation", gate=False),
]
GRU_GATES = [
    *bent("reset_gate", "reset_preactivation", gate=True),
    *bent("update_gate", "update_preactivation", gate=True),
    *table(
        "reset_preactivation",
        weights_of__z=lambda a: a["x"] @ a["W_z"] + a["h_prev"] @ a["U_z"] + a["b_z"],
        matmul__right_transposed=lambda a: a["x"] @ a["W_r"] + a["h_prev"] @ a["U_r"].T + a["b_r"],
    ),
]
GRU_PYTORCH = [
    *bent("reset_gate", "reset_preactivation", gate=True),
    *bent("candidate", "candidate_preactivation", gate=False),
    *table("recalled", weights_of__z=lambda a: a["reset_gate"] * (a["h_prev"] @ a["U_z"] + a["b_h_z"])),
]

CAUSAL = [*masking(causal), *MASKED_WEIGHTS]
MISTAKES: dict[str, list[Mistake]] = {
    "scaled-dot-product/by-hand": [*scaling(2.0), *sharing("scaled"), *no_exponential(), *scaled_after(2.0)],
    "scaled-dot-product/given-constant": [*scaling(3), *sharing("scaled"), *no_exponential(), *scaled_after(3)],
    "scaled-dot-product/fewer-queries-than-keys": [*masking(causal, square=False), *MASKED_WEIGHTS],
    "self-attention/score-and-scale": [*EXCHANGED, *scaling(2**0.5)],
    "self-attention/by-hand": FROM_THE_SCORES,
    "self-attention/causal": [*CAUSAL, *CONTEXT],
    "self-attention/from-the-tokens": [*PROJECTED, *FROM_THE_SCORES],
    "masked-softmax/causal": [
        *masking(lambda a: np.tri(4), "S"),
        *sharing("masked"),
        *mask_forgotten_until_after(lambda a: np.tri(4), "S"),
    ],
    "masked-softmax/in-steps": [*masking(lambda a: np.tri(3), "S"), *EXPONENTIALS, *SHARES],
    "masked-softmax/divided-and-padded": [*ONLY_ONE_MASK, *mask_forgotten_until_after(lambda a: causal(a) * a["real"])],
    "multi-head/split-and-score": [*SPLITTING, *ASKED_BACK],
    "multi-head/merge-and-project": [*MERGING, *AVERAGED],
    "multi-head/two-heads-causal": [
        *ASKED_BACK,
        *scaling(2**0.5),
        *CAUSAL,
        *scaled_after(2**0.5, causal),
        *MERGING,
    ],
    "cross-attention/who-asks": SOURCED,
    "cross-attention/two-heads": [
        *scaling(2**0.5),
        *masking(padded, square=False),
        *sharing("masked"),
        *mask_forgotten_until_after(padded),
        *MERGING,
    ],
    "kv-cache/one-more-token": of_token(1, [*NEW_FIRST, *ONE_ROW]),
    "kv-cache/third-token": [*STALE, *of_token(3, ONE_ROW)],
    "kv-cache/two-tokens-after-a-prompt": [*of_token(1, [*NEW_FIRST, *UNSCALED]), *of_token(2, UNSCALED)],
    "layer-norm/mean-and-variance": LAYER_NORM,
    "layer-norm/to-the-end": [*LAYER_NORM, *NORMALISED],
    "feed-forward/relu": FEED_FORWARD,
    "rnn/one-step": RNN,
    "rnn/two-matrices": TWO_MATRICES,
    "lstm/cell-and-hidden": LSTM_STATES,
    "lstm/gates-and-states": [*LSTM_GATES, *LSTM_STATES],
    "lstm/one-step": [*LSTM_PRODUCTS, *LSTM_GATES, *LSTM_STATES],
    "gru/blend": GRU_BLEND,
    "gru/from-the-gates": [*GRU_CANDIDATE, *GRU_BLEND],
    "gru/one-step": [*GRU_GATES, *GRU_CANDIDATE, *GRU_BLEND],
    "gru/as-in-pytorch": GRU_PYTORCH,
}
