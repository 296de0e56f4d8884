"""A laboratory as data: what can be set, the charts of what was measured, and the sentence that says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from content.laboratories import Laboratory
from engine.readings.numbers import fixed, scientific
from models.country.course import Course

Value = float | str
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Slider:
    """A number to be set to one of `stops`; at first it is `start`."""

    name: str
    stops: tuple[float, ...]
    start: float


@dataclass(frozen=True)
class Pick:
    """One of `choices`, each a name among the laboratory's `values`; at first it is the first."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """A measured value of a series: y at x."""

    series: str
    x: float | str
    y: float


@dataclass(frozen=True)
class Chart:
    """Measured series as lines, or as bars side by side; `counted` ones are whole numbers.

    `marked` is the x that a slider stands at, `sets` the slider that a click on a point sets to its x. The
    axis of x goes on to `until`, whatever was measured; `fractions` are from 0 to 1, and so is the axis of y.
    """

    name: str
    points: tuple[Point, ...]
    kind: Literal["lines", "bars"] = "lines"
    logarithmic_x: bool = False
    logarithmic_y: bool = False
    marked: float | None = None
    sets: str = ""
    counted: bool = False
    until: float | None = None
    fractions: bool = False

    def printed(self, y: float) -> str:
        """A value as it is printed beside its bar."""
        if self.fractions:
            return fixed(y, 2)
        return f"{y:,.0f}" if self.counted else small(y)


@dataclass(frozen=True)
class LaboratoryView:
    """What the present setting shows: charts, the sentence by its key, and the numbers that it names, as printed."""

    charts: tuple[Chart, ...]
    sentence: str
    numbers: Mapping[str, str]


Look = Callable[[Values, Callable[[str], str]], LaboratoryView]


@dataclass(frozen=True)
class Experiment:
    """The controls of a laboratory, and what is seen at given values of them.

    `foretold` are numbers that a learner says before anything is shown, by name.
    """

    controls: tuple[Slider | Pick, ...]
    look: Look
    foretold: Callable[[], Mapping[str, float]] | None = None

    def first(self) -> dict[str, Value]:
        """The values at which the laboratory opens."""
        return {one.name: one.start if isinstance(one, Slider) else one.choices[0] for one in self.controls}


@dataclass(frozen=True, kw_only=True)
class TrainingExperiment(Experiment):
    """A laboratory that trains a network: what is seen of a training at given values, and the chart that grows with it.

    `grows` is that chart's name. `look` looks at the training that was recorded.
    """

    looked: Callable[[Course, Values, Callable[[str], str]], LaboratoryView]
    grows: str
    grown: Callable[[Course], Chart]


def sentence(words: Laboratory, seen: LaboratoryView, language: str) -> str:
    """What was seen, as a sentence in a language."""
    return words.seen[seen.sentence].of(language).format(**seen.numbers)


def number(values: Values, name: str) -> float:
    """The value of a slider."""
    return float(values[name])


def whole(values: Values, name: str) -> int:
    """The value of a slider of whole numbers."""
    return int(values[name])


def small(x: float) -> str:
    """A number as sentences print it: three significant digits; below a thousandth two, and a power of ten."""
    if x == 0 or abs(x) >= 0.001:
        return fixed(x, max(0, 2 - _exponent(x)))
    return scientific(x, 2)


def _exponent(x: float) -> int:
    return int(f"{abs(x):e}".split("e")[1]) if x else 0


def size(bytes: float) -> str:
    """A number of bytes: 144 MiB."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if bytes < 1024 or unit == "GiB":
            break
        bytes /= 1024
    return f"{small(bytes)} {unit}"
