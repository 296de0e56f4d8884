"""Mistakes in gated layers, experts, LoRA, decoding and whole language models, and those questions worked rightly."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.habits.habit import Habit, habit
from tests.quiz.learners import Array, Steps, sigmoid, softmax

REGLU, SWIGLU, HALVES = (f"gated-feed-forward/{name}" for name in ("reglu", "swiglu", "halves"))
TOP_K, TOP_P, MIN_P = (f"sampling/{name}" for name in ("top-k", "top-p", "min-p"))
BEAMS, LENGTH = "beam-search/one-step", "beam-search/length"
ROUTE, COMBINE, BALANCE = (f"mixture-of-experts/{name}" for name in ("route", "combine", "balance"))
LORA, MERGE = "lora/by-hand", "lora/merge"
STREAM, NEXT = "language-model/into-the-stream", "language-model/to-the-next-word"
TRANSFORM, FILL = "masked-language-model/transform", "masked-language-model/fill-in"
K, P, LEAST, COLD = 2, 0.8, 0.2, 0.5  # of top-k, top-p, min-p and its temperature
ALPHA = 6.0  # of MERGE, whose rank is 2


def relu(x: Array) -> Array:
    return np.maximum(x, 0)


def ranks(x: Array) -> Array:
    """1 for the largest of each row, 2 for the next; of equals the earlier one comes first."""
    return np.argsort(np.argsort(-x, axis=-1, kind="stable"), axis=-1) + 1.0


def larger_ones(p: Array) -> Array:
    """For each probability the sum of those above it."""
    return np.asarray(((p[:, None, :] > p[:, :, None]) * p[:, None, :]).sum(-1))


def kept_alone(a: Numbers, logits: str) -> Array:
    return softmax(np.where(a["kept"] > 0, a[logits], -np.inf))


def best(a: Numbers, count: int) -> Array:
    """The largest totals of all beams together, one below the other."""
    return np.sort(a["t=2/totals"].ravel())[::-1][:count, None]


def experts(a: Numbers) -> list[Array]:
    return [a[f"expert={i}/output"] for i in (1, 2, 3)]


def expert_sum(a: Numbers, gates: Array) -> Array:
    return np.asarray(sum(gates[:, i : i + 1] * output for i, output in enumerate(experts(a))))


def tokens_each(a: Numbers) -> Array:
    return np.asarray(a["chosen"].sum(0, keepdims=True))


QUESTIONS: dict[str, Steps] = {
    REGLU: {
        "gate": lambda a: relu(a["gate_preactivation"]),
        "gated": lambda a: a["gate"] * a["values"],
        "output": lambda a: a["gated"] @ a["W_d"],
    },
    SWIGLU: {
        "gate_preactivation": lambda a: a["X"] @ a["W_g"],
        "values": lambda a: a["X"] @ a["W_u"],
        "passed": lambda a: sigmoid(a["gate_preactivation"]),
        "gate": lambda a: a["gate_preactivation"] * a["passed"],
        "gated": lambda a: a["gate"] * a["values"],
        "output": lambda a: a["gated"] @ a["W_d"],
    },
    HALVES: {
        "projected": lambda a: a["X"] @ a["W_gu"],
        "gate_preactivation": lambda a: a["projected"][:, 2:],
        "values": lambda a: a["projected"][:, :2],
        "gate": lambda a: sigmoid(a["gate_preactivation"]),
        "gated": lambda a: a["gate"] * a["values"],
    },
    TOP_K: {
        "ranks": lambda a: ranks(a["Z"]),
        "kept": lambda a: (a["ranks"] <= K).astype(float),
        "kept_probabilities": lambda a: a["kept"] * a["probabilities"],
        "kept_sum": lambda a: a["kept_probabilities"].sum(-1, keepdims=True),
        "distribution": lambda a: a["kept_probabilities"] / a["kept_sum"],
    },
    TOP_P: {
        "probabilities": lambda a: softmax(a["Z"]),
        "before": lambda a: larger_ones(a["probabilities"]),
        "kept": lambda a: (a["before"] < P).astype(float),
        "distribution": lambda a: kept_alone(a, "Z"),
    },
    MIN_P: {
        "scaled": lambda a: a["Z"] / COLD,
        "probabilities": lambda a: softmax(a["scaled"]),
        "threshold": lambda a: LEAST * a["probabilities"].max(-1, keepdims=True),
        "kept": lambda a: (a["probabilities"] >= a["threshold"]).astype(float),
        "distribution": lambda a: kept_alone(a, "scaled"),
    },
    BEAMS: {
        "t=2/totals": lambda a: a["t=1/scores"] + a["t=1/last"] @ a["continued"],
        "t=2/ranks": lambda a: ranks(a["t=2/totals"].reshape(1, -1)),
        "t=2/scores": lambda a: best(a, 2),
    },
    LENGTH: {"normalised": lambda a: a["t=3/scores"] / a["t=3/lengths"]},
    ROUTE: {
        "router_logits": lambda a: a["X"] @ a["W_r"],
        "ranks": lambda a: ranks(a["router_logits"]),
        "chosen": lambda a: (a["ranks"] <= 2).astype(float),
        "gates": lambda a: softmax(np.where(a["chosen"] > 0, a["router_logits"], -np.inf)),
    },
    COMBINE: {"combined": lambda a: expert_sum(a, a["gates"])},
    BALANCE: {
        "probabilities": lambda a: softmax(a["router_logits"]),
        "chosen": lambda a: (ranks(a["router_logits"]) <= 2).astype(float),
        "load": lambda a: tokens_each(a) / (2 * 3),
        "mean_probabilities": lambda a: a["probabilities"].mean(0, keepdims=True),
        "balance": lambda a: 4 * (a["load"] * a["mean_probabilities"]).sum(keepdims=True),
    },
    LORA: {
        "base": lambda a: a["X"] @ a["W_0"],
        "reduced": lambda a: a["X"] @ a["A"],
        "update": lambda a: a["reduced"] @ a["B"],
        "scaled": lambda a: 2 * a["update"],
        "output": lambda a: a["base"] + a["scaled"],
    },
    MERGE: {
        "product": lambda a: a["A"] @ a["B"],
        "change": lambda a: ALPHA / 2 * a["product"],
        "merged": lambda a: a["W_0"] + a["change"],
        "output": lambda a: a["X"] @ a["merged"],
    },
    STREAM: {
        "embedded": lambda a: a["tokens"] @ a["E"],
        "placed": lambda a: a["embedded"] + a["P"][:3],
    },
    NEXT: {
        "logits": lambda a: a["last/rescaled"] @ a["E"].T,
        "probabilities": lambda a: softmax(a["logits"]),
    },
    TRANSFORM: {
        "transform/dense": lambda a: a["feed_forward/norm/rescaled"] @ a["transform/W_t"] + a["transform/b_t"],
        "transform/activated": lambda a: relu(a["transform/dense"]),
        "transform/mean": lambda a: a["transform/activated"].mean(-1, keepdims=True),
        "transform/centred": lambda a: a["transform/activated"] - a["transform/mean"],
    },
    FILL: {
        "logits": lambda a: a["transform/rescaled"] @ a["E"].T + a["b"],
        "probabilities": lambda a: softmax(a["logits"]),
    },
}

HABITS: tuple[Habit, ...] = (
    habit(
        "activation-on-the-values",
        REGLU,
        "gate.other_half",
        gated=lambda a: a["gate_preactivation"] * relu(a["values"]),
    ),
    habit("gate-added", REGLU, "mul.added", gated=lambda a: a["gate"] + a["values"]),
    habit("gate-left-out", REGLU, "skipped.gated.values", output=lambda a: a["values"] @ a["W_d"]),
    habit("sigmoid-for-swish", SWIGLU, "mul.without_left", gate=lambda a: a["passed"]),
    habit("halves-exchanged", HALVES, "part.previous", gate_preactivation=lambda a: a["projected"][:, :2]),
    habit(
        "swish-for-sigmoid",
        HALVES,
        "gate.swish",
        gate=lambda a: a["gate_preactivation"] * sigmoid(a["gate_preactivation"]),
    ),
    habit("one-token-too-few", TOP_K, "top_k.one_fewer", kept=lambda a: (a["ranks"] < K).astype(float)),
    habit("ranked-from-below", TOP_K, "rank.from_below", ranks=lambda a: ranks(-a["Z"])),
    habit("kept-not-divided-by-their-sum", TOP_K, "div.not_divided", distribution=lambda a: a["kept_probabilities"]),
    habit(
        "stopped-before-p-is-reached",
        TOP_P,
        "top_p.stops_before",
        kept=lambda a: (a["before"] + a["probabilities"] <= P).astype(float),
    ),
    habit("summed-from-the-smallest", TOP_P, "above.from_below", before=lambda a: -larger_ones(-a["probabilities"])),
    habit("cut-logits-set-to-0", TOP_P, "where.masked_with_0", distribution=lambda a: softmax(a["Z"] * a["kept"])),
    habit("threshold-of-1", MIN_P, "min_p.of_one", kept=lambda a: (a["probabilities"] >= LEAST).astype(float)),
    habit("temperature-times-the-logits", MIN_P, "div.multiplied", scaled=lambda a: a["Z"] * COLD),
    habit(
        "score-so-far-forgotten", BEAMS, "add.without_left", **{"t=2/totals": lambda a: a["t=1/last"] @ a["continued"]}
    ),
    habit(
        "logarithms-multiplied",
        BEAMS,
        "add.multiplied",
        **{"t=2/totals": lambda a: a["t=1/scores"] * (a["t=1/last"] @ a["continued"])},
    ),
    habit("best-of-each-beam", BEAMS, "", **{"t=2/scores": lambda a: a["t=2/totals"].max(-1, keepdims=True)}),
    habit("length-not-divided-by", LENGTH, "div.not_divided", normalised=lambda a: a["t=3/scores"]),
    habit("length-multiplied-by", LENGTH, "div.multiplied", normalised=lambda a: a["t=3/scores"] * a["t=3/lengths"]),
    habit("one-expert-too-few", ROUTE, "experts.one_fewer", chosen=lambda a: (a["ranks"] < 2).astype(float)),
    habit(
        "gates-do-not-sum-to-1",
        ROUTE,
        "gating",
        gates=lambda a: softmax(a["router_logits"]) * a["chosen"],
    ),
    habit(
        "router-logits-set-to-0",
        ROUTE,
        "where.masked_with_0",
        gates=lambda a: softmax(a["router_logits"] * a["chosen"]),
    ),
    habit("experts-without-gates", COMBINE, "experts.ungated", combined=lambda a: np.sum(experts(a), axis=0)),
    habit(
        "number-of-experts-left-out",
        BALANCE,
        "balance.without_e",
        balance=lambda a: (a["load"] * a["mean_probabilities"]).sum(keepdims=True),
    ),
    habit("load-not-divided", BALANCE, "div.not_divided", load=tokens_each),
    habit("alpha-left-out", LORA, "mul.without_left", scaled=lambda a: a["update"]),
    habit("frozen-part-left-out", LORA, "add.without_left", output=lambda a: a["scaled"]),
    habit("alpha-not-divided-by-r", MERGE, "div.not_divided", change=lambda a: ALPHA * a["product"]),
    habit("alpha-divided-by-the-root-of-r", MERGE, "scale", change=lambda a: ALPHA / 2**0.5 * a["product"]),
    habit("merged-without-the-scale", MERGE, "skipped.change.product", merged=lambda a: a["W_0"] + a["product"]),
    habit(
        "words-counted-from-1",
        STREAM,
        "embedding.counted_from_1",
        embedded=lambda a: np.roll(a["E"], -1, 0)[a["tokens"].argmax(-1)],
    ),
    habit("positions-counted-from-1", STREAM, "positions.from_one", placed=lambda a: a["embedded"] + a["P"][1:4]),
    habit("positions-left-out", STREAM, "add.without_right", placed=lambda a: a["embedded"]),
    habit("words-share-a-column", NEXT, "softmax.other_axis", probabilities=lambda a: softmax(a["logits"], -2)),
    habit(
        "transform-without-its-bias",
        TRANSFORM,
        "add.without_right",
        **{"transform/dense": lambda a: a["feed_forward/norm/rescaled"] @ a["transform/W_t"]},
    ),
    habit(
        "transform-without-activation",
        TRANSFORM,
        "relu.left_out",
        **{"transform/activated": lambda a: a["transform/dense"]},
    ),
    habit("words-without-their-bias", FILL, "add.without_right", logits=lambda a: a["transform/rescaled"] @ a["E"].T),
    habit(
        "words-multiplied-by-their-bias",
        FILL,
        "add.multiplied",
        logits=lambda a: a["transform/rescaled"] @ a["E"].T * a["b"],
    ),
)
