"""Mistakes in normalisation, positions, layers and losses, as people make them."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.habits.habit import habit
from tests.quiz.learners import Array, softmax

NORM, BLOCK, RMS = "layer-norm/to-the-end", "encoder-block/add-and-norm", "rms-norm/with-gain"
WAVES, ROPE, ALIBI = "sinusoidal/by-hand", "rope/turn-the-queries", "alibi/bias-and-share"
BASE = 4.0  # of the angles in that question
NEXT, MASKED, LAYER = "next-token-loss/perplexity", "masked-lm/from-scores", "feed-forward/relu"


def waves(a: Numbers, cosine: float = 1.0, unit: float = 1.0) -> Array:
    """Sines and cosines of the angles, side by side in pairs; the cosine's angle times `cosine`, all in this unit."""
    angles = a["angles"] * unit
    return np.stack([np.sin(angles), np.cos(angles * cosine)], -1).reshape(len(angles), -1)


HABITS = (
    habit("mean-of-everything", NORM, "div.over_all", mean=lambda a: np.full((2, 1), a["X"].mean())),
    habit("sum-for-the-mean", NORM, "div.not_divided", mean=lambda a: a["X"].sum(-1, keepdims=True)),
    habit("not-centred", NORM, "variance.not_centred", variance=lambda a: (a["X"] ** 2).mean(-1, keepdims=True)),
    habit("not-squared", NORM, "square.absolute", variance=lambda a: np.abs(a["centred"]).mean(-1, keepdims=True)),
    habit("doubled-for-squared", NORM, "", variance=lambda a: (2 * np.abs(a["centred"])).mean(-1, keepdims=True)),
    habit("sum-of-squares", NORM, "div.not_divided", variance=lambda a: (a["centred"] ** 2).sum(-1, keepdims=True)),
    habit(
        "variance-for-deviation", NORM, "skipped.deviation.variance", normalised=lambda a: a["centred"] / a["variance"]
    ),
    habit("no-root", NORM, "sqrt.no_root", deviation=lambda a: a["variance"] + 1e-5),
    habit("not-centred-at-last", NORM, "skipped.centred.X", normalised=lambda a: a["X"] / a["deviation"]),
    habit(
        "gain-and-shift-exchanged",
        NORM,
        "exchanged.gamma.beta",
        rescaled=lambda a: a["normalised"] * a["beta"] + a["gamma"],
    ),
    habit("shift-forgotten", NORM, "add.without_right", rescaled=lambda a: a["normalised"] * a["gamma"]),
    habit("gain-forgotten", NORM, "mul.without_right", rescaled=lambda a: a["normalised"] + a["beta"]),
    habit(
        "not-normalised", NORM, "skipped.normalised.centred", rescaled=lambda a: a["centred"] * a["gamma"] + a["beta"]
    ),
    habit(
        "shift-before-gain", NORM, "add.before_product", rescaled=lambda a: (a["normalised"] + a["beta"]) * a["gamma"]
    ),
    habit(
        "batch-normalisation",
        NORM,
        "normalised.over_tokens",
        normalised=lambda a: (a["X"] - a["X"].mean(0)) / np.sqrt(a["X"].var(0) + 1e-5),
    ),
    habit(
        "whole-matrix-normalised",
        NORM,
        "normalised.over_all",
        normalised=lambda a: (a["X"] - a["X"].mean()) / np.sqrt(a["X"].var() + 1e-5),
    ),
    habit(
        "one-less-in-a-block",
        BLOCK,
        "variance.over_d_minus_1",
        **{"attention/norm/variance": lambda a: a["attention/norm/centred"].var(-1, ddof=1, keepdims=True)},
    ),
    habit("shortcut-forgotten", BLOCK, "add.without_left", **{"attention/residual": lambda a: a["attention/output"]}),
    habit("sublayer-forgotten", BLOCK, "add.without_right", **{"attention/residual": lambda a: a["X"]}),
    habit("mean-taken-away", RMS, "rms.centred", mean_square=lambda a: a["X"].var(-1, keepdims=True)),
    habit("mean-square-for-its-root", RMS, "skipped.rms.mean_square", normalised=lambda a: a["X"] / a["mean_square"]),
    habit("in-degrees", WAVES, "angles.degrees", positions=lambda a: waves(a, unit=np.pi / 180)),
    habit("cosine-of-its-own", WAVES, "positions.own_wavelength", positions=lambda a: waves(a, cosine=BASE**-0.25)),
    habit(
        "exponent-of-the-column",
        WAVES,
        "positions.by_column",
        positions=lambda a: np.array(
            [[(np.cos if j % 2 else np.sin)(pos * BASE ** (-2 * j / 4)) for j in range(4)] for pos in range(3)]
        ),
    ),
    habit(
        "sine-and-cosine",
        WAVES,
        "pairs.exchanged",
        positions=lambda a: np.stack([np.cos(a["angles"]), np.sin(a["angles"])], -1).reshape(3, -1),
    ),
    habit("counted-from-1", WAVES, "counted", angles=lambda a: np.array([[1.0], [2], [3]]) @ a["rates"]),
    habit("i-for-2i", WAVES, "rates.single_i", rates=lambda a: BASE ** (-np.array([[0.0, 1]]) / 4)),
    habit("multiplied-not-added", WAVES, "add.multiplied", embedded=lambda a: a["X"] * a["positions"]),
    habit(
        "turned-backwards",
        ROPE,
        "rotation.backwards",
        rotated_queries=lambda a: a["Q"] * a["cosines"] - a["turned_queries"] * a["sines"],
    ),
    habit("not-turned", ROPE, "rotation.left_out", rotated_queries=lambda a: a["Q"]),
    habit(
        "table-of-the-other-pairing",
        ROPE,
        "rotation.other_table",
        rotated_queries=lambda a: (
            a["Q"] * a["cosines"][:, [0, 2, 0, 2]] + a["turned_queries"] * a["sines"][:, [0, 2, 0, 2]]
        ),
    ),
    habit(
        "turn-of-the-other-pairing",
        ROPE,
        "rotation.other_turn",
        rotated_queries=lambda a: (
            a["Q"] * a["cosines"] + np.concatenate([-a["Q"][:, 2:], a["Q"][:, :2]], -1) * a["sines"]
        ),
    ),
    habit(
        "sines-and-cosines-exchanged",
        ROPE,
        "exchanged.Q.turned_queries",
        rotated_queries=lambda a: a["Q"] * a["sines"] + a["turned_queries"] * a["cosines"],
    ),
    habit("base-of-the-paper", ROPE, "power.base_10000", rates=lambda a: 10_000.0 ** -(np.arange(2)[None] / 2)),
    habit("penalty-as-reward", ALIBI, "alibi.sign", biased=lambda a: a["scaled"] - a["bias"]),
    habit(
        "bias-passed-over",
        ALIBI,
        "skipped.biased.scaled",
        masked=lambda a: np.where(np.tri(3) > 0, a["scaled"], -np.inf),
    ),
    habit("log-to-base-10", NEXT, "log.base_10", losses=lambda a: -np.log10(a["likelihoods"])),
    habit("log-to-base-2", NEXT, "log.base_2", losses=lambda a: -np.log2(a["likelihoods"])),
    habit("minus-of-the-loss-lost", NEXT, "neg.sign", losses=lambda a: np.log(a["likelihoods"])),
    habit("not-shifted", NEXT, "targets.not_shifted", targets=lambda a: a["tokens"][:-1]),
    habit("one-minus-the-share", NEXT, "", losses=lambda a: 1 - a["likelihoods"]),
    habit("sum-of-the-losses", NEXT, "div.not_divided", loss=lambda a: a["losses"].sum(-2, keepdims=True)),
    habit("perplexity-to-base-2", NEXT, "exp.base_2", perplexity=lambda a: 2 ** a["loss"]),
    habit("perplexity-to-base-10", NEXT, "exp.base_10", perplexity=lambda a: 10 ** a["loss"]),
    habit("shares-by-powers-of-10", NEXT, "softmax.base_10", probabilities=lambda a: softmax(a["logits"] * np.log(10))),
    habit(
        "averaged-over-all-places",
        MASKED,
        "loss.over_all_places",
        loss=lambda a: a["counted_losses"].mean(-2, keepdims=True),
    ),
    habit("exponentials-for-shares", MASKED, "softmax.not_normalised", probabilities=lambda a: np.exp(a["logits"])),
    habit("relu-forgotten", LAYER, "relu.left_out", activated=lambda a: a["preactivation"]),
    habit("relu-as-absolute-value", LAYER, "relu.absolute", activated=lambda a: np.abs(a["preactivation"])),
    habit("inner-bias-forgotten", LAYER, "add.without_right", preactivation=lambda a: a["X"] @ a["W_1"]),
    habit("temperature-multiplied", "temperature/hot", "div.multiplied", scaled=lambda a: a["Z"] * 2),
    habit("temperature-passed-over", "temperature/hot", "skipped.scaled.Z", probabilities=lambda a: softmax(a["Z"])),
)
