"""Sequences, losses and embeddings in plain NumPy: worked rightly, and as learners get them wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.quiz.families import GRU_WHOLE, LSTM_WHOLE, Numbers
from tests.quiz.learners import Array, Steps, softmax
from tests.quiz.mistakes import GRU_BLEND, GRU_CANDIDATE, LSTM_STATES, Mistake, bent, table
from tests.quiz.models import ONE_ROW, inside, mistaken

Step = Callable[[Numbers], Array]


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
# z for 1 − z at one time alone is no convention that is kept to: old state and candidate were exchanged there
BLENDED_ONCE = [
    Mistake(
        {step: "exchanged.h_0.candidate" if name == "update" else name for step, name in made.names.items()}, made.steps
    )
    for made in GRU_BLEND
]
MISTAKES: dict[str, list[Mistake]] = {
    "rnn-sequence/three-words": [m for t in (1, 2) for m in mistaken(f"t={t}/", RNN_MISTAKES, **after(t))],
    "lstm-sequence/conveyor": mistaken("t=2/", LSTM_STATES, **after(2, "hc")),
    "gru-sequence/two-words": mistaken("t=1/", [*GRU_CANDIDATE, *BLENDED_ONCE], **after(1)),
    "rnn-attention/one-look-back": mistaken("decoder/t=1/", LOOK_BACK_MISTAKES),
    "next-token-loss/perplexity": NEXT_TOKEN_MISTAKES,
    "masked-lm/from-scores": MASKED_MISTAKES,
    "character-rnn/guess": CHARACTERS_MISTAKES,
    "next-sentence/from-cls": NEXT_SENTENCE_MISTAKES,
    "temperature/hot": TEMPERATURE_MISTAKES,
    "embedding/look-up": EMBEDDING_MISTAKES,
}
