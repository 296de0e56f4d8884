"""Numbers that a learner says before a laboratory is shown: whether they can be read, and whether they are near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.text import Text
from engine.readings.numbers import fixed
from presentation.laboratories.model import Experiment
from presentation.translate import language
from quiz.answers.parse import ParsedNumber, number

NEAR = 0.1
DIGITS = 2


@dataclass(frozen=True)
class PredictedNumber:
    """What was said, "" where it was only shown; the number as it is printed, and whether what was said is near it."""

    said: str
    value: str
    near: bool


def readable(said: str) -> bool:
    """Whether something is a number at all."""
    return isinstance(number(said), ParsedNumber)


def compared(experiment: Experiment, said: Mapping[str, str]) -> dict[str, PredictedNumber]:
    """Each number that the laboratory asks for, beside what was said."""
    right = experiment.foretold() if experiment.foretold else {}
    return {
        name: PredictedNumber(said[name], fixed(value, DIGITS), _near(said[name], value))
        for name, value in right.items()
    }


def _near(said: str, value: float) -> bool:
    found = number(said)
    return isinstance(found, ParsedNumber) and abs(found.value - value) <= NEAR


def formatted(text: Text, experiment: Experiment) -> str:
    """A text of the question, with the numbers of the laboratory as it opens."""
    return text.of(language()).format(**experiment.look(experiment.first(), str).numbers)
