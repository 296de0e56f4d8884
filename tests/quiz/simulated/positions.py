"""More that goes wrong with positions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.learners import Array, softmax
from tests.quiz.mistakes import Mistake, Step, table

OfFour = Callable[[Array, Array, Array, Array], Array]
PAIRS = np.arange(2)[None]
RATES = [
    *table(
        "rates",
        div__multiplied=lambda a: 4.0 ** (2 * PAIRS / 4),
        div__not_divided=lambda a: 4.0 ** (-2.0 * PAIRS),
        mul__added=lambda a: 4.0 ** (-(2 + PAIRS) / 4),
    ),
    *table("angles", mul__added=lambda a: np.arange(3)[:, None] + a["rates"]),
]


def column(x: Array, k: int, by: Array) -> Array:
    """x with one column replaced."""
    found = np.array(x)
    found[:, k] = by
    return found


def waves(a: Numbers) -> Array:
    s, c = np.sin(a["angles"]), np.cos(a["angles"])
    return np.stack([s[:, 0], c[:, 0], s[:, 1], c[:, 1]], -1)


SINUSOIDAL = [
    *table(
        "positions",
        concat__turned=lambda a: waves(a)[:, ::-1],
        sin__cos=lambda a: column(waves(a), 0, np.cos(a["angles"][:, 0])),
        cos__sin=lambda a: column(waves(a), 1, np.sin(a["angles"][:, 0])),
        part__next=lambda a: column(waves(a), 0, np.sin(a["angles"][:, 1])),
        part__previous=lambda a: column(waves(a), 2, np.sin(a["angles"][:, 0])),
    ),
    *table("embedded", add__multiplied=lambda a: a["X"] * a["positions"]),
]


def quarter(x: Array) -> Array:
    return np.stack([-x[:, 1], x[:, 0], -x[:, 3], x[:, 2]], -1)


TURNED = table(
    "turned_queries",
    concat__turned=lambda a: quarter(a["Q"])[:, ::-1],
    neg__sign=lambda a: column(quarter(a["Q"]), 0, a["Q"][:, 1]),
    part__next=lambda a: column(quarter(a["Q"]), 0, -a["Q"][:, 2]),
    part__previous=lambda a: column(quarter(a["Q"]), 0, -a["Q"][:, 0]),
)


def rotated(x: str, turned: str, step: str) -> list[Mistake]:
    """x·cos + turned·sin, got wrong."""

    def wrong(f: OfFour) -> Step:
        return lambda a: f(a[x], a[turned], a["cosines"], a["sines"])

    made: dict[str, OfFour] = {
        "add__without_left": lambda x, t, c, s: t * s,
        "add__multiplied": lambda x, t, c, s: x * c * t * s,
        "mul__without_left": lambda x, t, c, s: c + t * s,
        "mul__without_right": lambda x, t, c, s: x + t * s,
        "mul__added": lambda x, t, c, s: x + c + t * s,
        f"exchanged__{x}__{turned}": lambda x, t, c, s: t * c + x * s,
        f"exchanged__{x}__sines": lambda x, t, c, s: s * c + t * x,
    }
    return table(step, **{name: wrong(f) for name, f in made.items()})


ROTATED_KEYS = [
    *rotated("K", "turned_keys", "rotated_keys"),
    *table(
        "rotated_keys",
        rotation__backwards=lambda a: a["K"] * a["cosines"] - a["turned_keys"] * a["sines"],
        add__without_right=lambda a: a["K"] * a["cosines"],
    ),
]
ASKED_BACK = table(
    "scores", exchanged__rotated_queries__rotated_keys=lambda a: a["rotated_keys"] @ a["rotated_queries"].T
)
ALIBI = [
    *table("distances", sub__added=lambda a: np.arange(3.0)[None] + np.arange(3.0)[:, None]),
    *table("bias", mul__added=lambda a: a["m"].reshape(2, 1, 1) + a["distances"]),
    *table("biased", add__without_left=lambda a: a["bias"], add__multiplied=lambda a: a["scaled"] * a["bias"]),
    *table("weights", softmax__mask_after=lambda a: np.where(np.tri(3) > 0, softmax(a["biased"]), 0)),
]

MISTAKES: dict[str, list[Mistake]] = {
    "sinusoidal/by-hand": [*RATES, *SINUSOIDAL],
    "sinusoidal/half-split": table("enlarged", mul__added=lambda a: a["X"] + 2),
    "learned-positions/look-up-and-add": table("embedded", add__without_left=lambda a: a["positions"]),
    "rope/turn-the-queries": [*RATES, *TURNED, *rotated("Q", "turned_queries", "rotated_queries")],
    "rope/scores": [*ROTATED_KEYS, *ASKED_BACK],
    "alibi/bias-and-share": ALIBI,
}
