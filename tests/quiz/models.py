"""Alignment, positions and blocks in plain NumPy: worked rightly, and as learners get them wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.quiz.families import FEED_FORWARD, LAYER_NORM, Numbers, attention, merge, split, turned
from tests.quiz.learners import Array, Steps, sigmoid, softmax
from tests.quiz.mistakes import LAYER_NORM as NORM_MISTAKES
from tests.quiz.mistakes import MERGING, Mistake, masking, no_exponential, scaled_after, scaling, sharing, table
from tests.quiz.mistakes import NORMALISED as NORMALISED_MISTAKES

Step = Callable[[Numbers], Array]


def inside(place: str, steps: Steps, **also: Step) -> Steps:
    """Steps filed under a place; what they read is looked for there first, then among `also`, then anywhere."""

    def there(f: Step) -> Step:
        def work(a: Numbers) -> Array:
            own = {id.removeprefix(place): x for id, x in a.items() if id.startswith(place)}
            found = {**a, **own}
            return f({**found, **{name: read(found) for name, read in also.items()}})

        return work

    return {place + name: there(f) for name, f in steps.items()}


def mistaken(place: str, mistakes: list[Mistake], **also: Step) -> list[Mistake]:
    """The same mistakes made at a place."""
    return [Mistake({place + s: name for s, name in m.names.items()}, inside(place, m.steps, **also)) for m in mistakes]


def only(mistakes: list[Mistake], *steps: str) -> list[Mistake]:
    """Those made in these steps."""
    return [m for m in mistakes if set(m.names) <= set(steps)]


# ---- alignment ----

ADDITIVE: Steps = {
    "key_parts": lambda a: a["H"] @ a["W_h"],
    "query_part": lambda a: a["s"] @ a["W_s"] + a.get("b", 0),
    "activations": lambda a: np.tanh(a["query_part"] + a["key_parts"]),
    "scores": lambda a: (a["activations"] @ a["v"]).T,
    "weights": lambda a: softmax(a["scores"]),
    "context": lambda a: a["weights"] @ a["H"],
}
PADDED: Steps = {
    **ADDITIVE,
    "masked": lambda a: np.where(a["real"] > 0, a["scores"], -np.inf),
    "weights": lambda a: softmax(a["masked"]),
}
LUONG: Steps = {
    "scores": lambda a: a["s"] @ a["H"].T,
    "weights": lambda a: softmax(a["scores"]),
    "context": lambda a: a["weights"] @ a["H"],
    "joined": lambda a: np.hstack([a["context"], a["s"]]),
    "attended": lambda a: np.tanh(a["joined"] @ a["W_c"]),
}
GENERAL: Steps = {**LUONG, "query_part": lambda a: a["s"] @ a["W_a"], "scores": lambda a: a["query_part"] @ a["H"].T}
CONCAT: Steps = {
    **LUONG,
    "pairs": lambda a: np.hstack([np.repeat(a["s"], len(a["H"]), 0), a["H"]]),
    "activations": lambda a: np.tanh(a["pairs"] @ a["W_a"]),
    "scores": lambda a: (a["activations"] @ a["v_a"]).T,
}
ONE_ROW = [*no_exponential("scores"), *table("weights", softmax__left_out=lambda a: a["scores"])]
ADDITIVE_MISTAKES = [
    *table("query_part", add__without_right=lambda a: a["s"] @ a["W_s"]),
    *table(
        "activations",
        tanh__left_out=lambda a: a["query_part"] + a["key_parts"],
        tanh__sigmoid=lambda a: sigmoid(a["query_part"] + a["key_parts"]),
        add__without_left=lambda a: np.tanh(a["key_parts"]),
    ),
    *ONE_ROW,
]
LUONG_MISTAKES = [
    *ONE_ROW,
    *table("joined", concat__turned=lambda a: np.hstack([a["s"], a["context"]])),
    *table(
        "attended",
        tanh__left_out=lambda a: a["joined"] @ a["W_c"],
        tanh__sigmoid=lambda a: sigmoid(a["joined"] @ a["W_c"]),
    ),
]
SIMILARITY: Steps = {
    "products": lambda a: a["X"] @ a["X"].T,
    "lengths": lambda a: np.sqrt((a["X"] ** 2).sum(-1, keepdims=True)),
    "cosines": lambda a: a["products"] / (a["lengths"] @ a["lengths"].T),
    "weights": lambda a: softmax(a["cosines"]),
    "context": lambda a: a["weights"] @ a["X"],
}
COSINES = [
    *table("lengths", sqrt__no_root=lambda a: (a["X"] ** 2).sum(-1, keepdims=True)),
    *table(
        "cosines",
        cosine__one_length=lambda a: a["products"] / a["lengths"],
        div__not_divided=lambda a: a["products"],
        div__multiplied=lambda a: a["products"] * (a["lengths"] @ a["lengths"].T),
    ),
]
IN_CONTEXT = [
    *sharing("cosines"),
    *no_exponential("cosines"),
    *table("context", matmul__left_transposed=lambda a: a["weights"].T @ a["X"]),
]


# ---- positions ----


def angles(base: float, width: int, count: int, first: int = 0) -> Array:
    return np.arange(first, first + count)[:, None] / base ** (2 * np.arange(width // 2) / width)


def woven(a: Array, b: Array) -> Array:
    return np.stack([a, b], -1).reshape(len(a), -1)


def quarter(x: Array) -> Array:
    """(a, b) → (−b, a) in each pair."""
    return woven(-x[:, 1::2], x[:, 0::2])


RATES: Steps = {
    "rates": lambda a: 1 / 4.0 ** (2 * np.arange(2)[None] / 4),
    "angles": lambda a: np.arange(3)[:, None] * a["rates"],
}
SINUSOIDAL: Steps = {
    **RATES,
    "positions": lambda a: woven(np.sin(a["angles"]), np.cos(a["angles"])),
    "embedded": lambda a: a["X"] + a["positions"],
}
HALF_SPLIT: Steps = {
    "positions": lambda a: np.hstack([np.sin(a["angles"]), np.cos(a["angles"])]),
    "enlarged": lambda a: a["X"] * 2,
    "embedded": lambda a: a["enlarged"] + a["positions"],
}
RATES_MISTAKES = table("rates", rates__single_i=lambda a: 1 / 4.0 ** (np.arange(2)[None] / 4))


def from_one(a: Numbers) -> Array:
    """Angles of positions counted from 1: a convention of sinusoids, a mistake with rotations."""
    return np.asarray(np.arange(1, 4)[:, None] * a["rates"])


SINUSOIDAL_MISTAKES = [
    *RATES_MISTAKES,
    *table("angles", counted=from_one),
    *table("positions", pairs__exchanged=lambda a: woven(np.cos(a["angles"]), np.sin(a["angles"]))),
    *table("embedded", add__without_left=lambda a: a["positions"], add__without_right=lambda a: a["X"]),
]
HALF_SPLIT_MISTAKES = [
    *table("positions", pairs__exchanged=lambda a: np.hstack([np.cos(a["angles"]), np.sin(a["angles"])])),
    *table("enlarged", mul__without_right=lambda a: a["X"], sqrt__no_root=lambda a: a["X"] * 4),
]
LEARNED: Steps = {"positions": lambda a: a["T"][: len(a["X"])], "embedded": lambda a: a["X"] + a["positions"]}
LEARNED_MISTAKES = [
    *table("positions", positions__from_one=lambda a: a["T"][1 : len(a["X"]) + 1]),
    *table("embedded", add__without_right=lambda a: a["X"], add__multiplied=lambda a: a["X"] * a["positions"]),
]
ROPE: Steps = {
    **RATES,
    "turned_queries": lambda a: quarter(a["Q"]),
    "turned_keys": lambda a: quarter(a["K"]),
    "rotated_queries": lambda a: a["Q"] * a["cosines"] + a["turned_queries"] * a["sines"],
    "rotated_keys": lambda a: a["K"] * a["cosines"] + a["turned_keys"] * a["sines"],
    "scores": lambda a: a["rotated_queries"] @ a["rotated_keys"].T,
}
ROTATED = table(
    "rotated_queries",
    rotation__backwards=lambda a: a["Q"] * a["cosines"] - a["turned_queries"] * a["sines"],
    add__without_right=lambda a: a["Q"] * a["cosines"],
)
ROPE_MISTAKES = [
    *RATES_MISTAKES,
    *table("angles", positions__from_one=from_one),
    *table("turned_queries", turned__unsigned=lambda a: woven(a["Q"][:, 1::2], a["Q"][:, 0::2])),
    *ROTATED,
]
ALIBI: Steps = {
    "distances": lambda a: np.arange(3.0)[None] - np.arange(3.0)[:, None],
    "bias": lambda a: a["m"].reshape(2, 1, 1) * a["distances"],
    "biased": lambda a: a["scaled"] + a["bias"],
    "masked": lambda a: np.where(np.tri(3) > 0, a["biased"], -np.inf),
    "weights": lambda a: softmax(a["masked"]),
}
ALIBI_MISTAKES = [
    *table("distances", sub__turned=lambda a: np.arange(3.0)[:, None] - np.arange(3.0)[None]),
    *table(
        "biased",
        alibi__sign=lambda a: a["scaled"] - a["bias"],
        alibi__bias_scaled=lambda a: (a["scores"] + a["bias"]) / 2**0.5,
        add__without_right=lambda a: a["scaled"],
    ),
    *masking(lambda a: np.tri(3), "biased"),
    *sharing("masked"),
]


# ---- heads that share, blocks ----


def groups(a: Numbers) -> tuple[Array, Array]:
    """Four query heads in two groups, and the one key head of each group."""
    return split(a["queries"], 4).reshape(2, 2, 2, 2), split(a["keys"], 2).reshape(2, 1, 2, 2)


GROUPED: Steps = {
    "query_heads": lambda a: groups(a)[0],
    "key_heads": lambda a: groups(a)[1],
    "scores": lambda a: a["query_heads"] @ turned(a["key_heads"]),
}
MULTI_QUERY: Steps = {
    **attention("query_heads", "key_heads", "value_heads"),
    "merged": lambda a: merge(a["context"][0]),
}
GROUPED_MISTAKES = table(
    "key_heads",
    split_heads__interleaved=lambda a: np.stack([a["keys"][:, k::2] for k in (0, 1)])[:, None],
    split_heads__only_reshaped=lambda a: a["keys"].reshape(2, 1, 2, 2),
)
SHARED_MISTAKES = [*scaling(2**0.5), *sharing("scaled"), *no_exponential(), *scaled_after(2**0.5)]
MULTI_QUERY_MISTAKES = [
    *SHARED_MISTAKES,
    *[Mistake(m.names, inside("", m.steps, context=lambda a: a["context"][0])) for m in MERGING],
]
CROSS = inside("cross_attention/", attention("query_heads", "key_heads", "value_heads"))
NORM_OF = {"X": lambda a: a["attention/residual"]}
ADD_AND_NORM: Steps = {
    "attention/residual": lambda a: a["X"] + a["attention/output"],
    **inside("attention/norm/", LAYER_NORM, **NORM_OF),
}
ADD_AND_NORM_MISTAKES = [
    *table(
        "attention/residual",
        add__without_left=lambda a: a["attention/output"],
        add__multiplied=lambda a: a["X"] * a["attention/output"],
    ),
    *mistaken("attention/norm/", [*NORM_MISTAKES, *NORMALISED_MISTAKES], **NORM_OF),
]
SECOND_HALF: Steps = {
    **inside("feed_forward/", FEED_FORWARD, X=lambda a: a["norm/rescaled"]),
    "feed_forward/residual": lambda a: a["attention/residual"] + a["feed_forward/output"],
}
SECOND_HALF_MISTAKES = [
    *table("feed_forward/activated", relu__left_out=lambda a: a["feed_forward/preactivation"]),
    *table("feed_forward/output", add__without_right=lambda a: a["feed_forward/activated"] @ a["feed_forward/W_2"]),
    *table(
        "feed_forward/residual",
        residual__from_normalised=lambda a: a["feed_forward/norm/rescaled"] + a["feed_forward/output"],
        add__without_left=lambda a: a["feed_forward/output"],
    ),
]
RMS: Steps = {
    "mean_square": lambda a: (a["X"] ** 2).mean(-1, keepdims=True),
    "rms": lambda a: np.sqrt(a["mean_square"] + 1e-6),
    "normalised": lambda a: a["X"] / a["rms"],
    "rescaled": lambda a: a["normalised"] * a["gamma"],
}
RMS_MISTAKES = [
    *table(
        "mean_square",
        rms__centred=lambda a: ((a["X"] - a["X"].mean(-1, keepdims=True)) ** 2).mean(-1, keepdims=True),
        div__not_divided=lambda a: (a["X"] ** 2).sum(-1, keepdims=True),
        square__not_squared=lambda a: a["X"].mean(-1, keepdims=True),
    ),
    *table("rms", sqrt__no_root=lambda a: a["mean_square"]),
    *table("normalised", div__not_divided=lambda a: a["X"], div__multiplied=lambda a: a["X"] * a["rms"]),
    *table("rescaled", mul__without_right=lambda a: a["normalised"]),
]


QUESTIONS: dict[str, Steps] = {
    "additive-attention/whole": ADDITIVE,
    "additive-attention/padded": PADDED,
    "luong-attention/dot": LUONG,
    "luong-attention/general": GENERAL,
    "luong-attention/concat": CONCAT,
    "word-similarity/cosines": SIMILARITY,
    "word-similarity/in-context": SIMILARITY,
    "sinusoidal/by-hand": SINUSOIDAL,
    "sinusoidal/half-split": HALF_SPLIT,
    "learned-positions/look-up-and-add": LEARNED,
    "rope/turn-the-queries": ROPE,
    "rope/scores": ROPE,
    "alibi/bias-and-share": ALIBI,
    "grouped-query/who-shares": GROUPED,
    "grouped-query/multi-query": MULTI_QUERY,
    "decoder-block/cross-attention": CROSS,
    "encoder-block/add-and-norm": ADD_AND_NORM,
    "encoder-block/second-half-pre-norm": SECOND_HALF,
    "rms-norm/with-gain": RMS,
}
MISTAKES: dict[str, list[Mistake]] = {
    "additive-attention/whole": ADDITIVE_MISTAKES,
    "additive-attention/padded": masking(lambda a: a["real"], "scores", square=False),
    "luong-attention/dot": LUONG_MISTAKES,
    "luong-attention/general": [*table("query_part", matmul__right_transposed=lambda a: a["s"] @ a["W_a"].T), *ONE_ROW],
    "luong-attention/concat": ONE_ROW,
    "word-similarity/cosines": COSINES,
    "word-similarity/in-context": IN_CONTEXT,
    "sinusoidal/by-hand": SINUSOIDAL_MISTAKES,
    "sinusoidal/half-split": HALF_SPLIT_MISTAKES,
    "learned-positions/look-up-and-add": LEARNED_MISTAKES,
    "rope/turn-the-queries": ROPE_MISTAKES,
    "rope/scores": ROTATED,
    "alibi/bias-and-share": ALIBI_MISTAKES,
    "grouped-query/who-shares": GROUPED_MISTAKES,
    "grouped-query/multi-query": MULTI_QUERY_MISTAKES,
    "decoder-block/cross-attention": mistaken("cross_attention/", SHARED_MISTAKES),
    "encoder-block/add-and-norm": ADD_AND_NORM_MISTAKES,
    "encoder-block/second-half-pre-norm": SECOND_HALF_MISTAKES,
    "rms-norm/with-gain": RMS_MISTAKES,
}
