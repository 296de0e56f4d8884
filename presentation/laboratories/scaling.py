"""Why attention scores are divided by √d_k: variance, entropy, the largest weight and the softmax's Jacobian.

With drawn queries and keys, as before training, and in every head of a trained model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from content import topic
from engine.readings.numbers import fixed
from engine.studies.measurements import ScoreStatistics, score_spread, weights_spread
from presentation.laboratories.model import (
    Chart,
    Experiment,
    LaboratoryView,
    Point,
    Slider,
    Values,
    number,
    small,
    whole,
)
from presentation.workspaces.workspace import opened

WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
MEASURES = ("variance", "entropy", "largest", "jacobian")
BOTH = {"divided": True, "undivided": False}
TRAINED = "masked-language-model"  # whose trained examples have heads that see every word
OF_HEADS = ("largest", "jacobian")


@lru_cache(maxsize=512)
def measured(d_k: int, scaled: bool, keys: int, deviation: float) -> ScoreStatistics:
    """Statistics of the scores of 400 random queries whose entries, as those of the keys, have this deviation."""
    return score_spread(d_k, np.random.default_rng(0), scaled=scaled, keys=keys, draws=400, deviation=deviation)


@lru_cache(maxsize=1)
def trained_heads() -> dict[tuple[str, str], ScoreStatistics]:
    """Of every head of the trained model, 1.2 for the second of the first layer: with and without the division."""
    spaces = [opened(topic(TRAINED), preset.id) for preset in topic(TRAINED).presets if preset.trained]
    d_k = spaces[0].all_sizes()["d_k"]
    steps = [id for id, step in spaces[0].trace.program.steps.items() if step.meaning == "attention"]
    found = {}
    for layer, step in enumerate(steps, 1):
        traces = [space.trace[step] for space in spaces]
        for head in range(len(traces[0])):
            for name, scaled in BOTH.items():
                each = [weights_spread(trace[head], d_k, scaled=scaled) for trace in traces]
                found[f"{layer}.{head + 1}", name] = _mean(each)
    return found


def _mean(each: list[ScoreStatistics]) -> ScoreStatistics:
    return ScoreStatistics(each[0].d_k, *(float(np.mean([getattr(one, name) for one in each])) for name in MEASURES))


def _heads() -> Iterator[Chart]:
    """The largest weight and the Jacobian of each head, as bars."""
    for measure in OF_HEADS:
        points = (Point(name, head, getattr(one, measure)) for (head, name), one in trained_heads().items())
        yield Chart(f"trained_{measure}", tuple(points), kind="bars")


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """Four charts against d_k, with and without the division."""
    d_k, keys, deviation = whole(values, "d_k"), whole(values, "keys"), number(values, "deviation")
    found = {(name, w): measured(w, scaled, keys, deviation) for name, scaled in BOTH.items() for w in WIDTHS}
    charts = tuple(
        Chart(
            measure,
            tuple(Point(name, w, getattr(one, measure)) for (name, w), one in found.items()),
            logarithmic_x=True,
            logarithmic_y=measure == "variance",
            marked=d_k,
            sets="d_k",
        )
        for measure in MEASURES
    )
    charts = (*charts, *_heads())
    return LaboratoryView(charts, "usual" if deviation == 1 else "grown", _numbers(d_k, keys, deviation, found))


def _numbers(d_k: int, keys: int, deviation: float, found: dict[tuple[str, int], ScoreStatistics]) -> dict[str, str]:
    with_it, without = (found[name, d_k] for name in BOTH)
    return {
        "d_k": str(d_k),
        "keys": str(keys),
        "deviation": fixed(deviation, 1),
        "variance": small(with_it.variance),
        "variance_without": small(without.variance),
        "largest": fixed(with_it.largest, 2),
        "largest_without": fixed(without.largest, 2),
        "jacobian": fixed(with_it.jacobian, 2),
        "jacobian_without": fixed(without.jacobian, 2),
        **_of_the_trained(),
    }


def _of_the_trained() -> dict[str, str]:
    """Means over the heads of the trained model."""
    (of, without) = (_mean([one for (_, name), one in trained_heads().items() if name == wanted]) for wanted in BOTH)
    return {
        "trained_d_k": str(of.d_k),
        "trained_variance": small(of.variance),
        "trained_variance_without": small(without.variance),
        "trained_largest": fixed(of.largest, 2),
        "trained_largest_without": fixed(without.largest, 2),
        "trained_jacobian": fixed(of.jacobian, 2),
        "trained_jacobian_without": fixed(without.jacobian, 2),
    }


EXPERIMENT = Experiment(
    (
        Slider("d_k", WIDTHS, 64),
        Slider("keys", (2, 4, 8, 16, 32, 64), 8),
        Slider("deviation", (0.5, 0.7, 1.0, 1.4, 2.0), 1.0),
    ),
    look,
)
