"""Vanishing and exploding gradients: what arrives so many steps earlier in an RNN, an LSTM and a GRU."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from engine.readings.numbers import fixed
from engine.studies.recurrent_gradients import STATE, Kind, Weights, norms_by_distance
from presentation.laboratories.model import Chart, Experiment, Point, Seen, Slider, Values, number, small, whole

LEAST = 1e-12  # below it a point is drawn there: a logarithm needs a number above 0
STRONG = 10.0  # a norm so many times larger than at the start is called exploding
WEAK = 0.01


@lru_cache(maxsize=64)
def measured(kind: Kind, steps: int, weights: Weights) -> tuple[float, ...]:
    """Gradient norms by distance."""
    return tuple(norms_by_distance(kind, steps, weights))


def look(values: Values, word: Callable[[str], str]) -> Seen:
    """The norm against the distance, with a line for each network."""
    steps, distance = whole(values, "steps"), whole(values, "distance")
    weights = Weights(whole(values, "width"), number(values, "scale"), number(values, "keeping"))
    found = {kind: measured(kind, steps, weights) for kind in STATE}
    points = tuple(Point(kind, n, max(norm, LEAST)) for kind, norms in found.items() for n, norm in enumerate(norms))
    at = min(distance, steps - 1)
    chart = Chart("norms", points, logarithmic_y=True, marked=at, sets="distance")
    numbers = {kind: small(norms[at]) for kind, norms in found.items()}
    said = {"distance": str(at), "keeping": fixed(weights.keeping, 1), "scale": fixed(weights.scale, 1)}
    return Seen((chart,), _which(found["rnn"][at], found["lstm"][at]), numbers | said)


def _which(plain: float, gated: float) -> str:
    """Which sentence fits what the RNN and the LSTM do at this distance."""
    if plain > STRONG or gated > STRONG:
        return "explodes"
    if plain < WEAK <= gated:
        return "only_gated"
    return "vanishes" if plain < WEAK else "arrives"


EXPERIMENT = Experiment(
    (
        Slider("distance", tuple(range(60)), 20),
        Slider("scale", (0.2, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0), 0.8),
        Slider("keeping", (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 5.0), 1.0),
        Slider("width", (2, 4, 8, 16, 32), 16),
        Slider("steps", (10, 20, 40, 60), 40),
    ),
    look,
)
