"""Alignment, positions, blocks, sequences and losses in plain NumPy: worked rightly, and as learners get them wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.quiz.families import (
    FEED_FORWARD,
    GRU_WHOLE,
    LAYER_NORM,
    LSTM_WHOLE,
    Numbers,
    attention,
    merge,
    split,
    turned,
)
from tests.quiz.learners import Array, Steps, sigmoid, softmax
from tests.quiz.mistakes import (
    GRU_BLEND,
    GRU_CANDIDATE,
    LSTM_STATES,
    MERGING,
    Mistake,
    bent,
    masking,
    no_exponential,
    scaled_after,
    scaling,
    sharing,
    table,
)
from tests.quiz.mistakes import LAYER_NORM as NORM_MISTAKES
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
RATES_MISTAKES = [
    *table("rates", rates__single_i=lambda a: 1 / 4.0 ** (np.arange(2)[None] / 4)),
    *table("angles", positions__from_one=lambda a: np.arange(1, 4)[:, None] * a["rates"]),
]
SINUSOIDAL_MISTAKES = [
    *RATES_MISTAKES,
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


# ---- sequences ----


def after(t: int, width: str = "h") -> dict[str, Step]:
    """What one round of a sequence reads as its own: the word of the row, the state before."""
    before = {"h_prev": "hidden", "c_prev": "cell"}
    start = {"h_prev": "h_0", "c_prev": "c_0"}
    names = ("h_prev", "c_prev") if width == "hc" else ("h_prev",)
    found: dict[str, Step] = {"x": lambda a: a["X"][t - 1 : t]}
    for name in names:
        found[name] = lambda a, name=name: a[start[name]] if t == 1 else a[f"t={t - 1}/{before[name]}"]  # type: ignore[misc]
    return found


def rounds(count: int, steps: Steps, width: str = "h") -> Steps:
    return {id: f for t in range(1, count + 1) for id, f in inside(f"t={t}/", steps, **after(t, width)).items()}


SEPARATE: Steps = {
    "preactivation": lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"] + a["b"],
    "hidden": lambda a: np.tanh(a["preactivation"]),
}
RNN_MISTAKES = [
    *table(
        "preactivation",
        add__without_right=lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"],
        matmul__right_transposed=lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"].T + a["b"],
    ),
    *bent("hidden", "preactivation", gate=False),
]
LOOK_BACK: Steps = {
    "scores": lambda a: a["decoder/start"] @ a["encoder/outputs"].T,
    "weights": lambda a: softmax(a["scores"]),
    "context": lambda a: a["weights"] @ a["encoder/outputs"],
    "preactivation": lambda a: (
        a["Y"][:1] @ a["decoder/W"]
        + a["decoder/start"] @ a["decoder/U"]
        + a["context"] @ a["decoder/C"]
        + a["decoder/b"]
    ),
    "state": lambda a: np.tanh(a["preactivation"]),
}
LOOK_BACK_MISTAKES = [*ONE_ROW, *bent("state", "preactivation", gate=False)]


# ---- losses ----


def right_share(a: Numbers, of: str) -> Array:
    return np.asarray((a[of] * a["probabilities"]).sum(-1, keepdims=True))


def loss_steps(of: str) -> Steps:
    return {
        "probabilities": lambda a: softmax(a["logits"]),
        "likelihoods": lambda a: right_share(a, of),
        "losses": lambda a: -np.log(a["likelihoods"]),
        "loss": lambda a: a["losses"].mean(-2, keepdims=True),
    }


LOSSES = table(
    "losses",
    log__base_2=lambda a: -np.log2(a["likelihoods"]),
    neg__sign=lambda a: np.log(a["likelihoods"]),
    log__no_log=lambda a: -a["likelihoods"],
)
LOSS_MISTAKES = [
    *table(
        "probabilities",
        softmax__other_axis=lambda a: softmax(a["logits"], -2),
        softmax__left_out=lambda a: a["logits"],
    ),
    *LOSSES,
    *table("loss", div__not_divided=lambda a: a["losses"].sum(-2, keepdims=True)),
]
NEXT_TOKEN: Steps = {
    **loss_steps("targets"),
    "logits": lambda a: a["H"][:-1] @ a["W"] + a["b"],
    "targets": lambda a: a["tokens"][1:],
    "perplexity": lambda a: np.exp(a["loss"]),
}
NEXT_TOKEN_MISTAKES = [
    *table("logits", add__without_right=lambda a: a["H"][:-1] @ a["W"]),
    *table("targets", targets__not_shifted=lambda a: a["tokens"][:-1]),
    *LOSS_MISTAKES,
    *table("perplexity", perplexity__base_2=lambda a: 2 ** a["loss"]),
]
MASKED_WORDS: Steps = {
    **loss_steps("targets"),
    "counted_losses": lambda a: a["chosen"] * a["losses"],
    "loss": lambda a: a["counted_losses"].sum(-2, keepdims=True) / a["chosen"].sum(-2, keepdims=True),
}
MASKED_MISTAKES = [
    *LOSS_MISTAKES[:-1],
    *table("counted_losses", mul__without_left=lambda a: a["losses"], mul__without_right=lambda a: a["chosen"]),
    *table(
        "loss",
        loss__all_places=lambda a: a["losses"].mean(-2, keepdims=True),
        loss__over_all_places=lambda a: a["counted_losses"].mean(-2, keepdims=True),
        div__not_divided=lambda a: a["counted_losses"].sum(-2, keepdims=True),
    ),
]
CHARACTERS: Steps = {**loss_steps("Y"), "logits": lambda a: a["outputs"] @ a["V"] + a["c"]}
CHARACTERS_MISTAKES = [*table("logits", add__without_right=lambda a: a["outputs"] @ a["V"]), *LOSS_MISTAKES]
NEXT_SENTENCE: Steps = {
    "preactivation": lambda a: a["h"] @ a["W_p"] + a["b_p"],
    "pooled": lambda a: np.tanh(a["preactivation"]),
    "logits": lambda a: a["pooled"] @ a["W"] + a["b"],
    "probabilities": lambda a: softmax(a["logits"]),
    "likelihoods": lambda a: right_share(a, "label"),
    "loss": lambda a: -np.log(a["likelihoods"]),
}
NEXT_SENTENCE_MISTAKES = [
    *table("preactivation", matmul__right_transposed=lambda a: a["h"] @ a["W_p"].T + a["b_p"]),
    *bent("pooled", "preactivation", gate=False),
    *table("logits", add__without_right=lambda a: a["pooled"] @ a["W"]),
    *table("loss", log__base_2=lambda a: -np.log2(a["likelihoods"]), neg__sign=lambda a: np.log(a["likelihoods"])),
]
TEMPERATURE: Steps = {"scaled": lambda a: a["Z"] / 2, "probabilities": lambda a: softmax(a["scaled"])}
TEMPERATURE_MISTAKES = [
    *table("scaled", div__not_divided=lambda a: a["Z"], div__multiplied=lambda a: a["Z"] * 2),
    *table(
        "probabilities",
        temperature__after_softmax=lambda a: softmax(a["Z"]) / 2,
        softmax__other_axis=lambda a: softmax(a["scaled"], -2),
        softmax__no_exp=lambda a: a["scaled"] / a["scaled"].sum(-1, keepdims=True),
    ),
]
EMBEDDING: Steps = {
    "embedded": lambda a: a["tokens"] @ a["E"],
    "scaled": lambda a: a["embedded"] * 3**0.5,
    "logits": lambda a: a["H"] @ a["E"].T,
}
EMBEDDING_MISTAKES = [
    *table("embedded", embedding__counted_from_1=lambda a: a["tokens"] @ np.roll(a["E"], -1, 0)),
    *table("scaled", mul__without_right=lambda a: a["embedded"], sqrt__no_root=lambda a: a["embedded"] * 3),
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
    "rnn-sequence/three-words": rounds(3, SEPARATE),
    "lstm-sequence/conveyor": rounds(3, LSTM_WHOLE, "hc"),
    "gru-sequence/two-words": rounds(2, GRU_WHOLE),
    "rnn-attention/one-look-back": inside("decoder/t=1/", LOOK_BACK),
    "next-token-loss/perplexity": NEXT_TOKEN,
    "masked-lm/from-scores": MASKED_WORDS,
    "character-rnn/guess": CHARACTERS,
    "next-sentence/from-cls": NEXT_SENTENCE,
    "temperature/hot": TEMPERATURE,
    "embedding/look-up": EMBEDDING,
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
    "rnn-sequence/three-words": [m for t in (1, 2) for m in mistaken(f"t={t}/", RNN_MISTAKES, **after(t))],
    "lstm-sequence/conveyor": mistaken("t=2/", LSTM_STATES, **after(2, "hc")),
    "gru-sequence/two-words": mistaken("t=1/", [*GRU_CANDIDATE, *GRU_BLEND], **after(1)),
    "rnn-attention/one-look-back": mistaken("decoder/t=1/", LOOK_BACK_MISTAKES),
    "next-token-loss/perplexity": NEXT_TOKEN_MISTAKES,
    "masked-lm/from-scores": MASKED_MISTAKES,
    "character-rnn/guess": CHARACTERS_MISTAKES,
    "next-sentence/from-cls": NEXT_SENTENCE_MISTAKES,
    "temperature/hot": TEMPERATURE_MISTAKES,
    "embedding/look-up": EMBEDDING_MISTAKES,
}
