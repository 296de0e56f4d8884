"""Vanishing and exploding gradients: what arrives so many steps earlier in an RNN, an LSTM and a GRU."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from engine.readings.numbers import fixed
from engine.studies.recurrent_gradients import STATE, Kind, Weights, norms_by_distance
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

LEAST = 1e-12  # below it a point is drawn there: a logarithm needs a number above 0
STRONG = 10.0  # a norm so many times larger than at the start is called exploding
WEAK = 0.01
OPEN = 1.0  # a bias from which a gate keeps most of what there is: σ(1) = 0.73


@lru_cache(maxsize=64)
def measured(kind: Kind, steps: int, weights: Weights) -> tuple[float, ...]:
    """Gradient norms by distance."""
    return tuple(norms_by_distance(kind, steps, weights))


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """The norm against the distance, with a line for each network."""
    steps, distance = whole(values, "steps"), whole(values, "distance")
    weights = Weights(whole(values, "width"), number(values, "scale"), number(values, "keeping"))
    found = {kind: measured(kind, steps, weights) for kind in STATE}
    points = tuple(Point(kind, n, max(norm, LEAST)) for kind, norms in found.items() for n, norm in enumerate(norms))
    at = min(distance, steps - 1)
    chart = Chart("norms", points, logarithmic_y=True, marked=at, sets="distance")
    numbers = {kind: small(norms[at]) for kind, norms in found.items()}
    left = {kind: norms[at] for kind, norms in found.items()}
    said = {
        "distance": str(at),
        "keeping": fixed(weights.keeping, 1),
        "scale": fixed(weights.scale, 1),
        "exploding": str(sum(norm > STRONG for norm in left.values())),
    }
    return LaboratoryView((chart,), which(left, weights.keeping), numbers | said)


def which(left: Mapping[Kind, float], keeping: float) -> str:
    """Which sentence is true of what is left of the gradient in each network; `keeping` is the bias of the gates."""
    if max(left.values()) > STRONG:
        return "explodes"
    gated = [norm for kind, norm in left.items() if kind != "rnn"]
    if left["rnn"] >= WEAK:
        return "arrives" if min(gated) >= WEAK else "gates_close"
    if max(gated) < WEAK:
        return "vanishes"
    if min(gated) < WEAK:
        return "one_gated"
    return "only_gated" if keeping >= OPEN else "through_the_sum"


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
