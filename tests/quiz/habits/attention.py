"""Mistakes in attention, as people make them."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import causal, merge, turned
from tests.quiz.habits.habit import habit
from tests.quiz.learners import softmax

SELF, CAUSAL, HEADS = "self-attention/by-hand", "self-attention/causal", "multi-head/two-heads-causal"
TOKENS, PRODUCT, MERGE = "self-attention/from-the-tokens", "scaled-dot-product/by-hand", "multi-head/merge-and-project"

HABITS = (
    habit("queries-with-themselves", SELF, "instead.keys.queries", scores=lambda a: a["queries"] @ a["queries"].T),
    habit("keys-with-themselves", SELF, "instead.queries.keys", scores=lambda a: a["keys"] @ a["keys"].T),
    habit("keys-ask", SELF, "exchanged.queries.keys", scores=lambda a: a["keys"] @ a["queries"].T),
    habit(
        "heads-ask-themselves",
        HEADS,
        "instead.key_heads.query_heads",
        scores=lambda a: a["query_heads"] @ turned(a["query_heads"]),
    ),
    habit("tokens-not-projected", TOKENS, "", scores=lambda a: a["X"] @ a["X"].T),
    habit("other-projection", TOKENS, "weights_of.k", queries=lambda a: a["X"] @ a["W_k"]),
    habit("not-scaled", SELF, "div.not_divided", scaled=lambda a: a["scores"]),
    habit("divided-by-d-k", SELF, "sqrt.no_root", scaled=lambda a: a["scores"] / 2),
    habit("times-the-root", SELF, "div.multiplied", scaled=lambda a: a["scores"] * 2**0.5),
    habit("root-of-d", SELF, "scale.d_model", scaled=lambda a: a["scores"] / 3**0.5),
    habit("root-of-the-number-of-keys", PRODUCT, "", scaled=lambda a: a["scores"] / 3**0.5),
    habit(
        "scaled-afterwards",
        SELF,
        "scale.after_softmax",
        weights=lambda a: softmax(a["scores"]) / 2**0.5,
    ),
    habit("softmax-of-the-raw-scores", SELF, "skipped.scaled.scores", weights=lambda a: softmax(a["scores"])),
    habit("softmax-down-the-columns", SELF, "softmax.other_axis", weights=lambda a: softmax(a["scaled"], -2)),
    habit(
        "softmax-over-everything",
        SELF,
        "softmax.over_all",
        weights=lambda a: np.exp(a["scaled"]) / np.exp(a["scaled"]).sum(),
    ),
    habit("exponentials-not-divided", SELF, "softmax.not_normalised", weights=lambda a: np.exp(a["scaled"])),
    habit(
        "no-exponentials", SELF, "softmax.no_exp", weights=lambda a: a["scaled"] / a["scaled"].sum(-1, keepdims=True)
    ),
    habit(
        "powers-of-2",
        SELF,
        "softmax.base_2",
        weights=lambda a: 2 ** a["scaled"] / (2 ** a["scaled"]).sum(-1, keepdims=True),
    ),
    habit(
        "powers-of-10",
        SELF,
        "softmax.base_10",
        weights=lambda a: 10 ** a["scaled"] / (10 ** a["scaled"]).sum(-1, keepdims=True),
    ),
    habit("no-softmax", SELF, "softmax.left_out", weights=lambda a: a["scaled"]),
    habit("softmax-twice", SELF, "softmax.twice", weights=lambda a: softmax(softmax(a["scaled"]))),
    habit(
        "all-on-the-largest",
        SELF,
        "",
        weights=lambda a: (a["scaled"] == a["scaled"].max(-1, keepdims=True)).astype(float),
    ),
    habit("keys-for-values", SELF, "instead.values.keys", context=lambda a: a["weights"] @ a["keys"]),
    habit("queries-for-values", SELF, "instead.values.queries", context=lambda a: a["weights"] @ a["queries"]),
    habit("weights-turned", SELF, "matmul.left_transposed", context=lambda a: a["weights"].T @ a["values"]),
    habit("scores-for-weights", SELF, "skipped.weights.scaled", context=lambda a: a["scaled"] @ a["values"]),
    habit("not-masked", CAUSAL, "where.not_masked", masked=lambda a: a["scaled"]),
    habit("masked-with-0", CAUSAL, "where.masked_with_0", masked=lambda a: a["scaled"] * np.tri(4)),
    habit(
        "own-place-masked",
        CAUSAL,
        "causal.diagonal_too",
        masked=lambda a: np.where(np.tri(4, k=-1) > 0, a["scaled"], -np.inf),
    ),
    habit("looks-ahead", CAUSAL, "where.transposed", masked=lambda a: np.where(np.tri(4).T > 0, a["scaled"], -np.inf)),
    habit(
        "mask-the-wrong-way", CAUSAL, "where.inverted", masked=lambda a: np.where(np.tri(4) > 0, -np.inf, a["scaled"])
    ),
    habit("ones-added", CAUSAL, "mask.ones_added", masked=lambda a: a["scaled"] + np.tri(4)),
    habit("masked-with-minus-1", CAUSAL, "", masked=lambda a: np.where(np.tri(4) > 0, a["scaled"], -1.0)),
    habit("mask-after-the-softmax", CAUSAL, "softmax.mask_after", weights=lambda a: softmax(a["scaled"]) * np.tri(4)),
    habit("mask-passed-over", CAUSAL, "skipped.masked.scaled", weights=lambda a: softmax(a["scaled"])),
    habit(
        "raw-scores-masked",
        HEADS,
        "skipped.scaled.scores",
        masked=lambda a: np.where(causal(a) > 0, a["scores"], -np.inf),
    ),
    habit(
        "weights-averaged",
        HEADS,
        "weights.averaged",
        context=lambda a: a["weights"].mean(0, keepdims=True) @ a["value_heads"],
    ),
    habit("heads-in-the-other-order", MERGE, "merge_heads.other_order", merged=lambda a: merge(a["context"][::-1])),
    habit(
        "heads-woven",
        MERGE,
        "merge_heads.interleaved",
        merged=lambda a: np.stack(list(a["context"]), -1).reshape(a["context"].shape[1], -1),
    ),
    habit(
        "heads-torn",
        MERGE,
        "merge_heads.only_reshaped",
        merged=lambda a: a["context"].reshape(a["context"].shape[1], -1),
    ),
    habit("tokens-added", MERGE, "output.residual_added", output=lambda a: a["merged"] @ a["W_o"] + a["X"]),
    habit("heads-averaged", MERGE, "", merged=lambda a: np.tile(a["context"].mean(0), (1, 2))),
    habit(
        "maximum-not-taken-away",
        "masked-softmax/in-steps",
        "sub.without_right",
        exponentials=lambda a: np.exp(a["masked"]),
    ),
    habit(
        "length-of-one-only",
        "word-similarity/cosines",
        "cosine.one_length",
        cosines=lambda a: a["products"] / a["lengths"],
    ),
    habit(
        "tanh-left-out-of-additive",
        "additive-attention/whole",
        "tanh.left_out",
        activations=lambda a: a["query_part"] + a["key_parts"],
    ),
)
