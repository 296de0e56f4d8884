"""More that goes wrong in alignment, similarity and blocks."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers, turned
from tests.quiz.learners import Array, sigmoid, softmax
from tests.quiz.mistakes import Mistake, table
from tests.quiz.models import NORM_OF, mistaken
from tests.quiz.simulated.attention import BY_MODEL_WIDTH, NORM, RESCALED
from tests.quiz.simulated.common import all_ones, biased

ADDITIVE = [
    *table("key_parts", weights_of__s=lambda a: a["H"] @ a["W_s"]),
    *biased("query_part", lambda a: a["s"] @ a["W_s"], "b"),
    *table("query_part", weights_of__h=lambda a: a["s"] @ a["W_h"] + a["b"]),
    *table("activations", add__multiplied=lambda a: np.tanh(a["query_part"] * a["key_parts"])),
    *table("scores", matmul__left_transposed=lambda a: (a["activations"].T @ a["v"]).T),
    *table("weights", softmax__other_axis=all_ones("scores")),
]
PADDED = [
    *table("masked", exchanged__real__scores=lambda a: np.where(a["scores"] != 0, a["real"], -np.inf)),
    *table("weights", softmax__mask_after=lambda a: np.where(a["real"] > 0, softmax(a["scores"]), 0)),
]
CONCAT = [
    *table("pairs", concat__turned=lambda a: np.hstack([a["H"], np.repeat(a["s"], len(a["H"]), 0)])),
    *table(
        "activations",
        tanh__left_out=lambda a: a["pairs"] @ a["W_a"],
        tanh__sigmoid=lambda a: sigmoid(a["pairs"] @ a["W_a"]),
    ),
    *table("scores", matmul__left_transposed=lambda a: (a["activations"].T @ a["v_a"]).T),
]
COSINES = table("cosines", matmul__turned=lambda a: a["products"] / (a["lengths"].T @ a["lengths"]))
CROSS = [
    *BY_MODEL_WIDTH,
    *table("scores", matmul__left_transposed=lambda a: turned(a["query_heads"]) @ turned(a["key_heads"])),
]
ADD_AND_NORM = [
    *table("attention/residual", add__without_right=lambda a: a["X"]),
    *mistaken("attention/norm/", [*NORM, *RESCALED], **NORM_OF),
]
SECOND_HALF = [
    *biased(
        "feed_forward/preactivation",
        lambda a: a["feed_forward/norm/rescaled"] @ a["feed_forward/W_1"],
        "feed_forward/b_1",
        alone=False,
    ),
    *table(
        "feed_forward/output",
        add__multiplied=lambda a: a["feed_forward/activated"] @ a["feed_forward/W_2"] * a["feed_forward/b_2"],
    ),
    *table(
        "feed_forward/residual",
        add__without_right=lambda a: a["attention/residual"],
        add__multiplied=lambda a: a["attention/residual"] * a["feed_forward/output"],
    ),
]
RMS = [
    *table("mean_square", div__multiplied=lambda a: (a["X"] ** 2).sum(-1, keepdims=True) * 3),
    *table("rms", add__multiplied=lambda a: np.sqrt(a["mean_square"] * 1e-6)),
    *table("rescaled", mul__added=lambda a: a["normalised"] + a["gamma"]),
]

# ---- a recurrent decoder that looks back ----


def decoded(a: Numbers) -> Array:
    """All but the bias."""
    return np.asarray(a["Y"][:1] @ a["decoder/W"] + a["decoder/start"] @ a["decoder/U"] + a["context"] @ a["decoder/C"])


LOOK_BACK = [
    *table("weights", softmax__other_axis=all_ones("scores")),
    *biased("preactivation", decoded, "decoder/b"),
    *table(
        "preactivation",
        matmul__right_transposed=lambda a: (
            decoded(a) + a["decoder/start"] @ (a["decoder/U"].T - a["decoder/U"]) + a["decoder/b"]
        ),
        exchanged__start__context=lambda a: (
            decoded({**a, "decoder/start": a["context"], "context": a["decoder/start"]}) + a["decoder/b"]
        ),
    ),
]

MISTAKES: dict[str, list[Mistake]] = {
    "additive-attention/whole": ADDITIVE,
    "additive-attention/padded": PADDED,
    "luong-attention/dot": table("weights", softmax__other_axis=all_ones("scores")),
    "luong-attention/concat": CONCAT,
    "word-similarity/cosines": COSINES,
    "decoder-block/cross-attention": mistaken("cross_attention/", CROSS),
    "encoder-block/add-and-norm": ADD_AND_NORM,
    "encoder-block/second-half-pre-norm": SECOND_HALF,
    "rms-norm/with-gain": RMS,
    "rnn-attention/one-look-back": mistaken("decoder/t=1/", LOOK_BACK),
}
