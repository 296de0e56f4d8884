"""Positions: what a score says about the distance of two tokens, and what exchanging tokens does without positions."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from engine.readings.numbers import fixed
from engine.studies.position_products import KINDS, Kind, exchanged, products_by_distance
from presentation.laboratories.model import Chart, Experiment, LaboratoryView, Point, Slider, Values, small, whole

SEED = 3  # with vectors drawn from it, RoPE's curve visibly falls and rises at every width


@lru_cache(maxsize=64)
def measured(kind: Kind, length: int, width: int) -> tuple[float, ...]:
    """What position alone gives the score, by distance."""
    return tuple(products_by_distance(kind, length, width, SEED))


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """The score against the distance for four encodings; the outputs' difference with and without positions."""
    length, width, distance = (whole(values, name) for name in ("length", "width", "distance"))
    found = {kind: measured(kind, length, width) for kind in KINDS}
    points = tuple(Point(kind, n, y) for kind, all in found.items() for n, y in enumerate(all))
    at = min(distance, length - 1)
    apart = {
        name: exchanged(length, width, positions=name == "with_positions") for name in ("without", "with_positions")
    }
    charts = (
        Chart("products", points, marked=at, sets="distance"),
        Chart("reversed", tuple(Point("difference", word(name), y) for name, y in apart.items()), kind="bars"),
    )
    numbers = {kind: fixed(all[at], 2) for kind, all in found.items()}
    said = {
        "distance": str(at),
        "length": str(length),
        "difference": small(apart["with_positions"]),
        "rounding": small(apart["without"]),
    }
    rise = all(_rises_again(found[kind]) for kind in ("sinusoidal", "rope"))
    return LaboratoryView(charts, "seen" if rise else "still_falling", numbers | said)


def _rises_again(products: tuple[float, ...]) -> bool:
    """Whether a curve goes up anywhere within the distances that are shown."""
    return any(later > earlier for earlier, later in pairwise(products))


EXPERIMENT = Experiment(
    (
        Slider("distance", tuple(range(64)), 8),
        Slider("length", (8, 16, 32, 64), 32),
        Slider("width", (4, 8, 16, 32, 64), 16),
    ),
    look,
)
