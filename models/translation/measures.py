"""What the translator does, measured on its weights by the engine: sentences right, and where its weights look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from content.schema import TrainedWeights, WrittenWords
from content.trained_weights import read, weights
from engine import MECHANISMS, Trace, run
from engine.program import Program
from engine.readings.interventions import Cut, intervened
from engine.readings.moments import tracks
from models.translation.sentences import END, Batch, batches

TRAINED = TrainedWeights(model="translation", weights="rnn", language="zh", written=WrittenWords(ends=END))
COUNT, SEED = 500, 7


@dataclass(frozen=True)
class Figures:
    """Fraction of sentences `right` and `right_with_equal_weights`; mean `weight` on the word that is translated, and
    how often it is the `largest`.
    """

    right: float
    right_with_equal_weights: float
    weight: float
    largest: float


def built(batch: Batch) -> Program:
    """The program at the sizes of the weights, for sentences of this length."""
    mechanism, found = MECHANISMS["rnn_attention"], weights(TRAINED)
    d, k = found["encoder/forward/W"].shape
    u, v = found["decoder/W_s"].shape[1], found["W_o"].shape[1]
    sizes = {"n": batch.read.shape[1], "m": batch.begun.shape[1], "d": d, "k": k, "u": u, "v": v}
    return mechanism.build(mechanism.choose(direction="both"), sizes)


@cache
def seen() -> tuple[tuple[Batch, Trace], ...]:
    """500 drawn sentences, those of one length in one run: each word after the right ones before it."""
    arrays = read(TRAINED)
    return tuple(
        (batch, run(built(batch), {**weights(TRAINED), "X": X, "Y": Y}))
        for batch in batches(np.random.default_rng(SEED), COUNT)
        for X, Y in [(arrays["embedding"][batch.read], arrays["embedding.target"][batch.begun])]
    )


def alignment(trace: Trace) -> Any:
    """The attention weights of every target word, sentences×m×n."""
    return np.concatenate([trace[step] for step in _steps(trace.program)], axis=-2)


def measured() -> Figures:
    """All figures. A sentence that is right after right words is the one that is written greedily."""
    on, largest = [], []
    for batch, trace in seen():
        A = alignment(trace)[:, :-1]  # the end of the sentence translates no word
        on.append(np.take_along_axis(A, batch.places[..., None], -1).ravel())
        largest.append((A.argmax(-1) == batch.places).ravel())
    return Figures(
        float(np.concatenate([*_right(False)]).mean()),
        float(np.concatenate([*_right(True)]).mean()),
        float(np.concatenate(on).mean()),
        float(np.concatenate(largest).mean()),
    )


def _right(equal_weights: bool) -> Iterator[Any]:
    """Of every sentence, whether all of its words are right."""
    for batch, trace in seen():
        cuts = [Cut(step, ()) for step in _steps(trace.program)] if equal_weights else []
        found = intervened(trace, cuts)
        yield (found["probabilities"].argmax(-1) == batch.wanted).all(-1)


def _steps(program: Program) -> tuple[str, ...]:
    return tuple(
        track.step(name, moment).id for track in tracks(program) for name in track.attention for moment in track.order
    )
