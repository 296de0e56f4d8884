"""One sentence through an RNN, an LSTM and self-attention: steps in sequence, path, work, influence of each word."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from engine.readings.numbers import fixed
from engine.studies.first_word import KINDS, Kind, Passage, passage
from presentation.laboratories.model import Chart, Experiment, LaboratoryView, Point, Slider, Values, number, whole

SENTENCE = tuple(f"word_{n}" for n in range(1, 13))
COUNTS = ("sequential", "path", "multiply_adds")


@lru_cache(maxsize=128)
def measured(kind: Kind, words: int, width: int, keeping: float) -> Passage:
    """The passage of a sentence through one layer."""
    return passage(kind, words, width, keeping)


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """Influence by word; steps in sequence, path and work, side by side."""
    words, width = whole(values, "words"), whole(values, "width")
    found = {kind: measured(kind, words, width, number(values, "keeping")) for kind in KINDS}
    charts = [_influence(found, words, word)]
    for count in COUNTS:
        bars = tuple(Point("count", word(kind), float(getattr(one, count))) for kind, one in found.items())
        charts.append(Chart(count, bars, kind="bars", counted=True))
    return LaboratoryView(tuple(charts), "seen", _numbers(found, words, word))


def _influence(found: dict[Kind, Passage], words: int, word: Callable[[str], str]) -> Chart:
    spoken = [f"{n} {word(one)}" for n, one in enumerate(SENTENCE[:words], 1)]
    pairs = [(kind, name, y) for kind, one in found.items() for name, y in zip(spoken, one.influence, strict=True)]
    return Chart("influence", tuple(Point(kind, name, y) for kind, name, y in pairs))


def _numbers(found: dict[Kind, Passage], words: int, word: Callable[[str], str]) -> dict[str, str]:
    shares = {f"{kind}_share": fixed(100 * one.influence[0], 1) for kind, one in found.items()}
    steps = {f"{kind}_steps": str(one.sequential) for kind, one in found.items()}
    return {**shares, **steps, "words": str(words), "first": word(SENTENCE[0]), "last": word(SENTENCE[words - 1])}


EXPERIMENT = Experiment(
    (
        Slider("words", tuple(range(2, 13)), 12),
        Slider("keeping", (-1.0, 0.0, 1.0, 2.0, 3.0), 1.0),
        Slider("width", (2, 4, 8, 16), 8),
    ),
    look,
)
