"""The course of the LSTM's training: its loss before every step, and its weights at some of the steps.

`models/country/lstm.<language>.training.npz` is the course of the training whose end is `lstm.<language>.npz`, kept by
the recipe; PyTorch is not needed to read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from content.schema import TrainedWeights
from content.trained_weights import read
from engine.arrays import Array

STEPS = 1500
MARKS = (0, 100, 500, STEPS)  # the steps at which weights are kept
HERE = Path(__file__).parent
LOSSES, AT = "losses", "steps"  # names of the file's arrays that are no weights


@dataclass(eq=False)
class Course:
    """A training as far as it has come: by step, the loss of its batch before the step, and at `MARKS` the weights."""

    language: str
    losses: list[float] = field(default_factory=list)
    weights: dict[int, Mapping[str, Array]] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return len(self.losses)

    @property
    def ended(self) -> bool:
        """Whether all steps were made."""
        return self.steps == STEPS


def name(language: str) -> str:
    """The name of a recorded course's file, without its ending."""
    return f"lstm.{language}.training"


def recorded(language: str) -> Course:
    """The course that the recipe has kept. Raises InputError if there is no such file."""
    arrays = dict(read(TrainedWeights(model="country", weights=name(language))))
    losses, steps = arrays.pop(LOSSES), arrays.pop(AT)
    weights: dict[int, Mapping[str, Array]] = {
        int(step): {id: array[n] for id, array in arrays.items()} for n, step in enumerate(steps)
    }
    return Course(language, losses.tolist(), weights)


def keep(course: Course) -> None:
    """Write a course that has ended; the weights of one name stand behind each other, in the order of the steps."""
    marks = sorted(course.weights)
    stacked = {id: np.stack([course.weights[step][id] for step in marks]) for id in course.weights[marks[0]]}
    known = {LOSSES: np.array(course.losses).round(4), AT: np.array(marks)}
    np.savez_compressed(HERE / f"{name(course.language)}.npz", allow_pickle=False, **known, **stacked)
