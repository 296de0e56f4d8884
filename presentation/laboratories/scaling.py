"""Why attention scores are divided by √d_k: variance, entropy, the largest weight and the softmax's Jacobian."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.readings.numbers import fixed
from engine.studies.measurements import Spread, score_spread
from presentation.laboratories.model import Chart, Experiment, Point, Seen, Slider, Values, number, small, whole

WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
MEASURES = ("variance", "entropy", "largest", "jacobian")
BOTH = {"divided": True, "undivided": False}


@lru_cache(maxsize=512)
def measured(d_k: int, scaled: bool, keys: int, deviation: float) -> Spread:
    """Statistics of the scores of 400 random queries whose entries, as those of the keys, have this deviation."""
    return score_spread(d_k, np.random.default_rng(0), scaled=scaled, keys=keys, draws=400, deviation=deviation)


def look(values: Values, word: Callable[[str], str]) -> Seen:
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
    return Seen(charts, "usual" if deviation == 1 else "grown", _numbers(d_k, keys, deviation, found))


def _numbers(d_k: int, keys: int, deviation: float, found: dict[tuple[str, int], Spread]) -> dict[str, str]:
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
    }


EXPERIMENT = Experiment(
    (
        Slider("d_k", WIDTHS, 64),
        Slider("keys", (2, 4, 8, 16, 32, 64), 8),
        Slider("deviation", (0.5, 0.7, 1.0, 1.4, 2.0), 1.0),
    ),
    look,
)
