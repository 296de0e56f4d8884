"""The marks of a step: what a convention keeps, and what is never lost twice."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.marking.points import awarded, halves, hint_cost
from quiz.verdicts import StepMarking


def points(status: Any, cells: str, **more: Any) -> float:
    return awarded(StepMarking("s", status, (tuple(cells.split()),), 0, 6, **more)).points  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "cells", "expected"),
    [
        ("right", "right right", 6),
        ("wrong", "right wrong wrong", 2),
        ("convention", "convention convention", 4),
        ("convention", "right right right right right convention", 5),
        ("convention", "convention blank", 2),
        ("misconception", "misconception misconception", 2),
        ("misconception", "right right misconception", 4),
        ("misconception", "misconception blank", 1),
        ("slip", "right slip", 3),
    ],
)
def test_each_status_keeps_its_share(status: str, cells: str, expected: float) -> None:
    assert points(status, cells) == expected


def test_a_carried_error_costs_nothing_if_the_numbers_show_the_method() -> None:
    assert points("follows", "right follows follows") == 6
    assert points("follows", "right follows follows", earned=False) == 2


def test_a_misconception_loses_its_marks_once() -> None:
    assert points("misconception", "misconception follows") == 2
    assert points("misconception", "follows follows", repeated=True) == 6
    assert points("misconception", "right blank", repeated=True) == 3


def test_marks_come_in_halves_and_hints_have_their_price() -> None:
    assert [halves(x) for x in (0.49, 0.5, 0.99, 1.0, 2.9999999999)] == [0, 0.5, 0.5, 1, 3]
    assert [hint_cost(taken) for taken in range(5)] == [0, 0, 0.5, 1.5, 2.5]
