"""Training an LSTM that keeps a country: its loss by step, and at some steps its gates, its answer and how often it is
right; of the recorded training, or of one that is running.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from engine.readings.numbers import fixed
from models.country.course import MARKS, STEPS, Course, recorded
from models.country.measures import COUNT, GAP, right_with
from models.country.reading import GATES, SentenceReading, keeping_unit, read_sentence
from models.country.sentences import LANGUAGES
from presentation.laboratories.model import Chart, LaboratoryView, Point, Slider, TrainingExperiment, Values, whole
from presentation.translate import language

WINDOW = 25  # steps whose losses are drawn as one point, their mean: batches differ
LOSS = "loss"  # the chart that grows while a network is trained


def look(values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """The recorded training at a step."""
    return looked(recorded(language()), values, word)


def looked(course: Course, values: Values, word: Callable[[str], str]) -> LaboratoryView:
    """A training at a step: its loss so far and, once the step is reached, what the network does with its weights."""
    at = whole(values, "step")
    if at not in course.weights:
        return LaboratoryView((loss(course),), "not_reached", {"step": f"{at:,}", "reached": f"{course.steps:,}"})
    found = read_sentence(course.weights[at], course.language)
    gates = (_gate(gate, found) for gate in GATES)
    key = "untrained" if at == 0 else "trained" if at == STEPS else "on_the_way"
    return LaboratoryView((loss(course), _answers(found), *gates), key, _numbers(course, at, found))


def loss(course: Course) -> Chart:
    """The mean loss of every 25 steps; before the first one, that of answers that are all equally probable."""
    chance = math.log(len(LANGUAGES[course.language].spoken))
    ends = range(WINDOW, course.steps + 1, WINDOW)
    means = (Point(LOSS, end, float(np.mean(course.losses[end - WINDOW : end]))) for end in ends)
    return Chart(LOSS, (Point(LOSS, 0, chance), *means), until=STEPS)


def _answers(found: SentenceReading) -> Chart:
    return Chart("answers", tuple(Point("probability", *one) for one in found.answers), kind="bars", fractions=True)


def _gate(gate: str, found: SentenceReading) -> Chart:
    """A gate of every unit over the words of the sentence."""
    named = [f"{n} {word}" for n, word in enumerate(found.words, 1)]
    units = enumerate(found.gates[gate].T, 1)
    points = [Point(f"unit_{k}", name, float(y)) for k, row in units for name, y in zip(named, row, strict=True)]
    return Chart(gate, tuple(points), fractions=True)


def _numbers(course: Course, at: int, found: SentenceReading) -> Mapping[str, str]:
    unit = keeping_unit(course.language)
    answer, probability = found.due
    return {
        "step": f"{at:,}",
        "reached": f"{course.steps:,}",
        "unit": str(unit),
        "country": found.words[found.country],
        "forget": fixed(found.in_between("forget_gate", unit), 2),
        "input": fixed(found.at_country("input_gate", unit), 2),
        "input_between": fixed(found.in_between("input_gate", unit), 2),
        "answer": answer,
        "probability": fixed(probability, 2),
        "right": fixed(right_with("lstm", course.weights[at], course.language), 2),
        "count": str(COUNT),
        "gap": str(GAP),
    }


def foretold() -> dict[str, float]:
    """The forget gate of the unit that keeps the country, in between: before the training, and at its end."""
    here, course = language(), recorded(language())
    unit = keeping_unit(here)
    steps = {"at_first": 0, "at_last": STEPS}
    return {name: read_sentence(course.weights[n], here).in_between("forget_gate", unit) for name, n in steps.items()}


EXPERIMENT = TrainingExperiment((Slider("step", MARKS, 0),), look, foretold, looked=looked, grows=LOSS, grown=loss)
