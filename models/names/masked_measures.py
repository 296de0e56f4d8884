"""What the masked language model does, measured on its weights by the engine: words filled in, where its heads look."""

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
from models.names.measures import COUNT, SEED, one_hot
from models.names.sentences import HIDDEN, NOTHING, NUMBER, texts

TRAINED = TrainedWeights(model="names", weights="bert", reads="tokens", language="en")


@cache
def built(words: int) -> Program:
    """The program at the sizes of the weights, for texts of so many words."""
    mechanism, found = MECHANISMS["masked_language_model"], weights(TRAINED)
    (v, d), m, f = found["E"].shape, len(found["P"]), found["layer=1/feed_forward/b_1"].shape[1]
    sizes = {"n": words, "v": v, "m": m, "d": d, "h": 2, "d_k": d // 2, "d_v": d // 2, "f": f, "layers": 2}
    return mechanism.build(mechanism.choose(mask="padding", epsilon=1e-5), sizes)


@cache
def seen() -> tuple[Trace, Any, Any, Any]:
    """150 texts of names never seen together, one known second word of a name hidden: the run, numbers, place, word."""
    rng = np.random.default_rng(SEED)
    tokens, marks = texts(rng, COUNT, unseen=True)
    places = np.array([int(rng.choice(np.flatnonzero(row))) for row in marks])
    words = tokens[np.arange(COUNT), places]
    tokens[np.arange(COUNT), places] = NUMBER[HIDDEN]
    real = (tokens != NOTHING)[:, None, :].astype(float)
    given = {**weights(TRAINED), "tokens": one_hot(tokens), "real": real}
    return run(built(tokens.shape[1]), given), tokens, places, words


def right(found: Trace | None = None) -> float:
    """Fraction of hidden words that are filled in rightly, in these texts or after a change to their run."""
    as_trained, _, places, words = seen()
    predicted = (found or as_trained)["probabilities"].argmax(-1)
    return float((predicted[np.arange(COUNT), places] == words).mean())


def looked(claim: HeadClaim) -> float:
    """Mean weight of a head where it is claimed to look from the gap."""
    found, tokens, places, words = seen()
    A = found[claim.step][:, claim.head - 1]
    weights_there = []
    for text, (place, word) in enumerate(zip(places, words, strict=True)):
        elsewhere = int(np.flatnonzero(tokens[text] == word)[0])
        ways = {"previous": (place, place - 1), "induction": (place, elsewhere)}
        weights_there.append(A[(text, *ways[claim.looks_at])])
    return float(np.mean(weights_there))


def right_when_cut(claim: HeadClaim) -> float:
    """Fraction of hidden words that are filled in rightly with a head cut."""
    return right(intervened(seen()[0], [Cut(claim.step, (claim.head - 1,))]))
