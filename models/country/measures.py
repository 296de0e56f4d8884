"""What the networks that keep a country do, measured by the engine: answers, gates, what a unit keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from content.claims import GateClaim, UnitClaim
from content.schema import TrainedWeights
from content.trained_weights import read
from engine import MECHANISMS, Trace, run
from engine.arrays import Array
from engine.program import Program
from engine.readings.interventions import Hold, intervened
from models.country.sentences import LANGUAGES, Numbers, sentences

Weights = Mapping[str, Array]  # the mechanism's inputs by name, and the table of word vectors
OPTIONS: dict[str, dict[str, str]] = {"lstm": {}, "gru": {"reset": "after_product"}}
COUNT, SEED, GAP = 200, 7, 10


def built(kind: str, arrays: Weights, words: int) -> Program:
    """The program at the sizes of the weights, for sentences of so many words."""
    mechanism = MECHANISMS[kind]
    options = mechanism.choose(product="fused", biases="two", output="softmax", **OPTIONS[kind])
    k, c = arrays["W_y"].shape
    return mechanism.build(options, {"T": words, "d": arrays["embedding"].shape[1], "k": k, "c": c})


def computed(kind: str, arrays: Weights, tokens: Numbers) -> Trace:
    """The network with these weights on sentences as word numbers: words, or sentences×words in one run."""
    program = built(kind, arrays, tokens.shape[-1])
    states: dict[str, Any] = {id: np.zeros((1, len(arrays["W_y"]))) for id in ("h_0", "c_0") if id in program.inputs}
    given = {id: arrays[id] for id in program.inputs if id in arrays}
    return run(program, {**states, **given, "X": arrays["embedding"][tokens]})


@cache
def drawn(language: str, gap: int) -> tuple[Numbers, Numbers]:
    """200 drawn sentences with so many words in between, as word numbers, and their answers."""
    return sentences(np.random.default_rng(SEED), language, COUNT, gap)


@cache
def seen(weights: str, gap: int) -> tuple[Trace, Any]:
    """200 drawn sentences with so many words in between in one run, and their answers."""
    kind, language = weights.split(".")
    tokens, answers = drawn(language, gap)
    return computed(kind, read(TrainedWeights(model="country", weights=weights)), tokens), answers


def right_with(kind: str, arrays: Weights, language: str, gap: int = GAP) -> float:
    """Fraction of right answers in these sentences with weights that need no file."""
    tokens, answers = drawn(language, gap)
    return _right(computed(kind, arrays, tokens), answers)


def _right(found: Trace, answers: Numbers) -> float:
    return float((found["predictions"][:, -1].argmax(-1) == answers).mean())


def right(weights: str, gap: int, found: Trace | None = None) -> float:
    """Fraction of right answers, in these sentences or after a change to their run."""
    as_trained, answers = seen(weights, gap)
    return _right(found or as_trained, answers)


def in_between(weights: str, gap: int = GAP) -> tuple[int, range]:
    """The moment of the country, and those of the words between it and the question."""
    country = len(LANGUAGES[weights.split(".")[1]].before) + 1
    return country, range(country + 1, country + 1 + gap)


def opened(claim: UnitClaim, gate: GateClaim) -> tuple[float, float]:
    """The mean value of a unit's gate at the country, and over the ten words after it."""
    found, _ = seen(claim.weights, GAP)
    country, between = in_between(claim.weights)
    values = {t: found[f"t={t}/{gate.gate}"][:, 0, claim.unit - 1].mean() for t in (country, *between)}
    return float(values.pop(country)), float(np.mean([*values.values()]))


def right_when_held(claim: UnitClaim) -> float:
    """Fraction of right answers while the unit forgets half at each of the words in between."""
    found, _ = seen(claim.weights, GAP)
    steps = tuple(f"t={t}/{claim.keeps.gate}" for t in in_between(claim.weights)[1])
    return right(claim.weights, GAP, intervened(found, [Hold(steps, 0.5, claim.unit - 1)]))
