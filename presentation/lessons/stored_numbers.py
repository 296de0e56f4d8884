"""What a learner typed over in a lesson, as plain data and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import Topic
from presentation.lessons.numbers import LessonNumbers
from presentation.workspaces.example_numbers import changed
from presentation.workspaces.resizing import Texts

Grids = dict[str, dict[str, list[list[str]]]]


def stated(numbers: LessonNumbers) -> Grids:
    """Each input that holds other numbers than the example's, by preset, as JSON can hold it."""
    return {preset: {id: _rows(space.typed[id]) for id in changed(space)} for preset, space in numbers.typed.items()}


def example_of(numbers: LessonNumbers) -> Grids:
    """The same inputs with the example's numbers."""
    fresh = LessonNumbers(numbers.topic)
    return {
        preset: {id: _rows(fresh.typed_in(preset).typed[id]) for id in inputs}
        for preset, inputs in stated(numbers).items()
    }


def restored(topic: Topic, kept: Mapping[str, Mapping[str, Any]]) -> LessonNumbers:
    """The lesson with these numbers typed over; what its examples do not have any more is left out.

    Raises AttributeError, TypeError or ValueError for what is no such data.
    """
    numbers = LessonNumbers(topic)
    known = {one.id for one in topic.presets}
    for preset in (id for id in kept if id in known):
        typed = numbers.typed_in(preset).typed
        grids = {id: tuple(tuple(map(str, row)) for row in rows) for id, rows in kept[preset].items()}
        fitting = {id: rows for id, rows in grids.items() if id in typed and _shape(rows) == _shape(typed[id])}
        numbers = numbers.with_inputs(preset, fitting)
    return numbers


def _rows(rows: Texts) -> list[list[str]]:
    return [list(row) for row in rows]


def _shape(rows: Texts) -> list[int]:
    return [len(row) for row in rows]
