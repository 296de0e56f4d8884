"""More that goes wrong in sequences (the word or the state of another round), in losses and in embeddings."""

from __future__ import annotations

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.learners import Array, sigmoid, softmax
from tests.quiz.mistakes import Mistake, Step, bent, table
from tests.quiz.models import mistaken
from tests.quiz.sequences import after
from tests.quiz.simulated.cells import GRU_CANDIDATE, LSTM_STATES, gru_blend
from tests.quiz.simulated.common import biased


def word(t: int) -> dict[str, Step]:
    return {"x": lambda a: a["X"][t - 1 : t]}


def affine(a: Numbers) -> Array:
    return np.asarray(a["x"] @ a["W"] + a["h_prev"] @ a["U"] + a["b"])


RNN = [
    *mistaken("t=1/", biased("preactivation", lambda a: a["x"] @ a["W"] + a["h_prev"] @ a["U"], "b"), **after(1)),
    *mistaken("t=1/", table("preactivation", part__next=affine), **after(1) | word(2)),
    *mistaken("t=2/", table("preactivation", part__previous=affine), **after(2) | word(1)),
    *table("t=2/hidden", stale__preactivation=lambda a: np.tanh(a["t=1/preactivation"])),
    *mistaken("t=3/", table("preactivation", stale__hidden=affine), **after(2) | word(3)),
]


def cell(forget: int = 2, take: int = 2, candidate: int = 2) -> Step:
    """The second cell state, from gates of these rounds."""
    return lambda a: (
        a[f"t={forget}/forget_gate"] * a["t=1/cell"] + a[f"t={take}/input_gate"] * a[f"t={candidate}/candidate"]
    )


LSTM = [
    *mistaken("t=1/", LSTM_STATES, **after(1, "hc")),
    *table(
        "t=2/cell",
        stale__forget_gate=cell(forget=1),
        stale__input_gate=cell(take=1),
        stale__candidate=cell(candidate=1),
    ),
    *table("t=2/hidden", stale__output_gate=lambda a: a["t=1/output_gate"] * np.tanh(a["t=2/cell"])),
    *table(
        "t=3/cell",
        stale__cell=lambda a: a["t=3/forget_gate"] * a["t=1/cell"] + a["t=3/input_gate"] * a["t=3/candidate"],
    ),
]


def new_state(a: Numbers) -> Array:
    return np.asarray(a["x"] @ a["W_h"] + a["recalled"] @ a["U_h"] + a["b_h"])


def blend(z: int = 2, candidate: int = 2) -> Step:
    """The second state, from a gate and a candidate of these rounds."""
    return lambda a: (
        a[f"t={z}/update_gate"] * a["t=1/hidden"] + (1 - a[f"t={z}/update_gate"]) * a[f"t={candidate}/candidate"]
    )


FIRST_ROUND = [
    *bent("reset_gate", "reset_preactivation", gate=True),
    *bent("update_gate", "update_preactivation", gate=True),
    *GRU_CANDIDATE,
    *gru_blend("h_0"),
]
STALE = [
    *table("t=2/reset_gate", stale__reset_preactivation=lambda a: sigmoid(a["t=1/reset_preactivation"])),
    *table("t=2/update_gate", stale__update_preactivation=lambda a: sigmoid(a["t=1/update_preactivation"])),
    *table("t=2/recalled", stale__reset_gate=lambda a: a["t=1/reset_gate"] * a["t=1/hidden"]),
    *table("t=2/candidate", stale__candidate_preactivation=lambda a: np.tanh(a["t=1/candidate_preactivation"])),
    *table("t=2/hidden", stale__update_gate=blend(z=1), stale__candidate=blend(candidate=1)),
]
GRU = [
    *mistaken("t=1/", FIRST_ROUND, **after(1)),
    *mistaken("t=1/", table("candidate_preactivation", part__next=new_state), **after(1) | word(2)),
    *mistaken("t=2/", table("candidate_preactivation", part__previous=new_state), **after(2) | word(1)),
    *mistaken(
        "t=2/",
        table("candidate_preactivation", stale__recalled=new_state),
        **after(2) | {"recalled": lambda a: a["t=1/recalled"]},
    ),
    *mistaken("t=2/", gru_blend("hidden")[:1], **after(2)),
    *STALE,
]


# ---- losses ----


def shares(of: str) -> list[Mistake]:
    return [
        *table("probabilities", softmax__no_exp=lambda a: a["logits"] / a["logits"].sum(-1, keepdims=True)),
        *table(
            "likelihoods",
            mul__without_left=lambda a: a["probabilities"].sum(-1, keepdims=True),
            mul__added=lambda a: (a[of] + a["probabilities"]).sum(-1, keepdims=True),
        ),
    ]


MULTIPLIED = table("loss", div__multiplied=lambda a: a["losses"].sum(-2, keepdims=True) * len(a["losses"]))
NEXT_TOKEN = [
    *table(
        "logits",
        add__multiplied=lambda a: a["H"][:-1] @ a["W"] * a["b"],
        matmul__left_transposed=lambda a: a["H"][:-1].T @ a["W"] + a["b"],
    ),
    *shares("targets"),
    *MULTIPLIED,
    *table("perplexity", exp__no_exp=lambda a: a["loss"]),
]
MASKED = [
    *shares("targets"),
    *table("counted_losses", mul__added=lambda a: a["chosen"] + a["losses"]),
    *table(
        "loss",
        div__multiplied=lambda a: a["counted_losses"].sum(-2, keepdims=True) * a["chosen"].sum(-2, keepdims=True),
        exchanged__counted_losses__chosen=lambda a: (
            a["chosen"].sum(-2, keepdims=True) / a["counted_losses"].sum(-2, keepdims=True)
        ),
    ),
]
NEXT_SENTENCE = [
    *biased("preactivation", lambda a: a["h"] @ a["W_p"], "b_p"),
    *biased("logits", lambda a: a["pooled"] @ a["W"], "b"),
    *table(
        "probabilities",
        softmax__other_axis=lambda a: softmax(a["logits"], -2),
        softmax__left_out=lambda a: a["logits"],
    ),
    *shares("label"),
    *table("loss", log__no_log=lambda a: -a["likelihoods"]),
]

MISTAKES: dict[str, list[Mistake]] = {
    "rnn-sequence/three-words": RNN,
    "lstm-sequence/conveyor": LSTM,
    "gru-sequence/two-words": GRU,
    "next-token-loss/perplexity": NEXT_TOKEN,
    "masked-lm/from-scores": MASKED,
    "character-rnn/guess": [
        *table("logits", add__multiplied=lambda a: a["outputs"] @ a["V"] * a["c"]),
        *shares("Y"),
        *MULTIPLIED,
    ],
    "next-sentence/from-cls": NEXT_SENTENCE,
    "temperature/hot": table("probabilities", softmax__left_out=lambda a: a["scaled"]),
    "embedding/look-up": table("scaled", mul__added=lambda a: a["embedded"] + 3**0.5),
}
