"""What the language model does, measured on its weights by the engine: names completed, where its heads look."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from content.claims import HeadClaim
from content.schema import TrainedWeights
from content.trained_weights import weights
from engine import MECHANISMS, Trace, run
from engine.program import Program
from engine.readings.interventions import Cut, intervened
from models.names.sentences import NUMBER, texts

TRAINED = TrainedWeights(model="names", weights="gpt", reads="tokens", language="en")
COUNT, SEED = 150, 7


@cache
def built(words: int) -> Program:
    """The program at the sizes of the weights, for texts of so many words."""
    mechanism, found = MECHANISMS["language_model"], weights(TRAINED)
    (v, d), m, f = found["E"].shape, len(found["P"]), found["layer=1/feed_forward/b_1"].shape[1]
    sizes = {"n": words, "v": v, "m": m, "d": d, "h": 2, "d_k": d // 2, "d_v": d // 2, "f": f, "layers": 2}
    return mechanism.build(mechanism.choose(output_bias="one"), sizes)


def one_hot(tokens: Any) -> Any:
    """Numbers of words as rows that have a single 1."""
    return np.eye(len(NUMBER))[tokens]


@cache
def seen() -> tuple[Trace, Any, Any]:
    """150 texts of names never seen together in one run, the numbers of their words, and where a known name ends."""
    tokens, marks = texts(np.random.default_rng(SEED), COUNT, unseen=True)
    given = {**weights(TRAINED), "tokens": one_hot(tokens[:, :-1])}
    return run(built(tokens.shape[1] - 1), given), tokens, marks


def right(found: Trace | None = None) -> float:
    """Fraction of known names that are completed rightly, in these texts or after a change to their run."""
    as_trained, tokens, marks = seen()
    predicted = (found or as_trained)["probabilities"].argmax(-1)
    return float((predicted == tokens[:, 1:])[marks[:, 1:]].mean())


def looked(claim: HeadClaim) -> float:
    """Mean weight of a head where it is claimed to look."""
    found, tokens, marks = seen()
    A = found[claim.step][:, claim.head - 1]
    if claim.looks_at == "itself":
        return float(np.mean([A[text, k, k] for text, k in zip(*np.nonzero(tokens[:, :-1]), strict=True) if k]))
    weights_there = []
    for text, place in zip(*np.nonzero(marks), strict=True):
        last = int(np.flatnonzero(tokens[text] == tokens[text, place])[0])
        places = {"previous": (last, last - 1), "induction": (place - 1, last)}
        weights_there.append(A[(text, *places[claim.looks_at])])
    return float(np.mean(weights_there))


def right_when_cut(claim: HeadClaim) -> float:
    """Fraction of known names that are completed rightly with a head cut."""
    return right(intervened(seen()[0], [Cut(claim.step, (claim.head - 1,))]))
