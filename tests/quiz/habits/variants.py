"""Mistakes in attention by blocks, in windows, latent, with a relative bias; and those questions worked rightly."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers, split, turned
from tests.quiz.habits.habit import Habit, habit
from tests.quiz.learners import Array, Steps, softmax

SECOND, FINISH = "flash-attention/second-block", "flash-attention/finish"
MASK, WINDOW, FIRST_TOKENS = (
    f"sparse-attention/{name}" for name in ("draw-the-mask", "window-by-hand", "global-and-window")
)
LATENT, ABSORBED, PARTS = (f"latent-attention/{name}" for name in ("compress", "absorbed-scores", "both-parts"))
BUCKETS, BIASED = "relative-bias/buckets-by-hand", "relative-bias/bias-and-weights"
WIDTH = 3  # of the window in MASK, the query's own key included
ONE, TWO = "block=1/", "block=2/"
EXACT, OWN, FAR = 2, 4, 16.0  # buckets of single distances, all buckets, and the far distance in BUCKETS


def second(a: Numbers) -> Array:
    """Values of the second block of two rows."""
    return np.asarray(a["V"][2:])


def renewed(a: Numbers, kept: Array | float) -> Array:
    """The running output after the second block, with what is kept of the first."""
    return np.asarray(kept * a[ONE + "running_output"] + a[TWO + "exponentials"] @ second(a))


def seen(D: Array, back: int, ahead: int = 0) -> Array:
    return (np.less_equal(D, back) & np.greater_equal(D, -ahead)).astype(float)


def far_bucket(d: Array) -> Array:
    return np.asarray(EXACT + (OWN - EXACT) * np.log(np.maximum(d, 1) / EXACT) / np.log(FAR / EXACT))


def capped(a: Numbers) -> Array:
    return np.asarray(np.minimum(a["far_bucket"], OWN - 1))


QUESTIONS: dict[str, Steps] = {
    SECOND: {
        TWO + "running_max": lambda a: np.maximum(a[ONE + "running_max"], a[TWO + "scores"].max(-1, keepdims=True)),
        TWO + "exponentials": lambda a: np.exp(a[TWO + "scores"] - a[TWO + "running_max"]),
        TWO + "correction": lambda a: np.exp(a[ONE + "running_max"] - a[TWO + "running_max"]),
        TWO + "running_sum": lambda a: (
            a[TWO + "correction"] * a[ONE + "running_sum"] + a[TWO + "exponentials"].sum(-1, keepdims=True)
        ),
        TWO + "running_output": lambda a: renewed(a, a[TWO + "correction"]),
    },
    FINISH: {
        "log_sum_exp": lambda a: a[TWO + "running_max"] + np.log(a[TWO + "running_sum"]),
        "output": lambda a: a[TWO + "running_output"] / a[TWO + "running_sum"],
    },
    MASK: {
        "distances": lambda a: np.subtract.outer(np.arange(4.0), np.arange(4.0)),
        "allowed": lambda a: seen(a["distances"], WIDTH - 1),
        "keys_per_query": lambda a: a["allowed"].sum(-1, keepdims=True),
    },
    WINDOW: {
        "masked": lambda a: np.where(a["allowed"] > 0, a["scaled"], -np.inf),
        "weights": lambda a: softmax(a["masked"]),
        "context": lambda a: a["weights"] @ a["V"],
    },
    FIRST_TOKENS: {
        "window": lambda a: seen(a["distances"], 1, 1),
        "allowed": lambda a: np.maximum(a["window"], np.eye(4)[0] + np.eye(4)[:, :1] > 0),
        "keys_per_query": lambda a: a["allowed"].sum(-1, keepdims=True),
    },
    LATENT: {
        "latent": lambda a: a["X"] @ a["W_dkv"],
        "keys": lambda a: a["latent"] @ a["W_uk"],
        "values": lambda a: a["latent"] @ a["W_uv"],
    },
    ABSORBED: {
        "absorbed_queries": lambda a: a["query_heads"] @ turned(split(a["W_uk"], 2)),
        "scores": lambda a: a["absorbed_queries"] @ a["latent"].T,
    },
    PARTS: {
        "scores": lambda a: a["content_scores"] + a["position_scores"],
        "scaled": lambda a: a["scores"] / 4**0.5,
        "weights": lambda a: softmax(a["scaled"]),
    },
    BUCKETS: {
        "far_bucket": lambda a: np.floor(far_bucket(a["how_far"])),
        "buckets": lambda a: np.where(a["how_far"] < EXACT, a["how_far"], capped(a)),
    },
    BIASED: {
        "bias": lambda a: a["T"].T[:, a["buckets"].astype(int)],
        "biased": lambda a: a["scores"] + a["bias"],
        "masked": lambda a: np.where(np.tri(3) > 0, a["biased"], -np.inf),
        "weights": lambda a: softmax(a["masked"]),
    },
}

HABITS: tuple[Habit, ...] = (
    habit(
        "maximum-of-the-block-alone",
        SECOND,
        "larger.without_left",
        **{TWO + "running_max": lambda a: a[TWO + "scores"].max(-1, keepdims=True)},
    ),
    habit(
        "first-block-not-rescaled",
        SECOND,
        "mul.without_left",
        **{
            TWO + "running_sum": lambda a: a[ONE + "running_sum"] + a[TWO + "exponentials"].sum(-1, keepdims=True),
            TWO + "running_output": lambda a: renewed(a, 1.0),
        },
    ),
    habit(
        "correction-turned-round",
        SECOND,
        "sub.turned",
        **{TWO + "correction": lambda a: np.exp(a[TWO + "running_max"] - a[ONE + "running_max"])},
    ),
    habit(
        "values-of-the-first-block",
        SECOND,
        "part.previous",
        **{
            TWO + "running_output": lambda a: (
                a[TWO + "correction"] * a[ONE + "running_output"] + a[TWO + "exponentials"] @ a["V"][:2]
            )
        },
    ),
    habit("never-divided", FINISH, "normalised", output=lambda a: a[TWO + "running_output"]),
    habit("maximum-not-added-back", FINISH, "add.without_left", log_sum_exp=lambda a: np.log(a[TWO + "running_sum"])),
    habit("window-on-both-sides", MASK, "window.both_sides", allowed=lambda a: seen(a["distances"], 2, 2)),
    habit("own-key-not-counted", MASK, "counted", allowed=lambda a: seen(a["distances"], WIDTH)),
    habit("keys-ahead-allowed", MASK, "mul.without_right", allowed=lambda a: seen(a["distances"], WIDTH - 1, 4)),
    habit(
        "window-of-the-softmax-only",
        WINDOW,
        "softmax.mask_after",
        weights=lambda a: softmax(a["scaled"]) * a["allowed"],
    ),
    habit(
        "first-token-only-seen",
        FIRST_TOKENS,
        "global.only_seen",
        allowed=lambda a: np.maximum(a["window"], np.eye(4)[0] > 0),
    ),
    habit("values-by-the-keys-matrix", LATENT, "weights_of.k", values=lambda a: a["latent"] @ a["W_uk"]),
    habit(
        "absorbed-without-transposing",
        ABSORBED,
        "matmul.right_transposed",
        absorbed_queries=lambda a: a["query_heads"] @ split(a["W_uk"], 2),
    ),
    habit("position-part-forgotten", PARTS, "add.without_right", scores=lambda a: a["content_scores"]),
    habit("root-of-the-content-width", PARTS, "scale.d_model", scaled=lambda a: a["scores"] / 2**0.5),
    habit("bucket-not-rounded-down", BUCKETS, "floor.left_out", far_bucket=lambda a: far_bucket(a["how_far"])),
    habit(
        "single-distances-not-added",
        BUCKETS,
        "add.without_left",
        far_bucket=lambda a: np.floor(far_bucket(a["how_far"]) - EXACT),
    ),
    habit("logarithm-for-near-ones-too", BUCKETS, "", buckets=capped),
    habit("far-ones-by-their-distance", BUCKETS, "skipped.far_bucket.how_far", buckets=lambda a: a["how_far"]),
    habit("bias-not-added", BIASED, "add.without_right", biased=lambda a: a["scores"]),
    habit("bias-multiplied", BIASED, "add.multiplied", biased=lambda a: a["scores"] * a["bias"]),
)
