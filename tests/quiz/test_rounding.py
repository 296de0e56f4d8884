"""Marks come in halves: where that costs a question something, it is known."""

from __future__ import annotations

from typing import Any

import pytest

from content import question
from quiz.kinds import pose
from quiz.paper import rounded_down
from quiz.verdicts import Marking, StepMarking

STEPS, SHAPES, CODE = "self-attention/by-hand", "next-sentence/shapes", "multi-head/reshape-trap"


def part(status: Any, points: float, cells: str = "", **more: Any) -> StepMarking:
    return StepMarking("s", status, (tuple(cells.split()),), points, 3, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marked", "lost"),
    [
        (part("wrong", 1.5, "right wrong"), False),
        (part("wrong", 0, "right wrong wrong wrong wrong wrong wrong"), True),
        (part("wrong", 0.5, "right wrong wrong wrong"), True),
        (part("follows", 3, "right follows"), False),
        (part("follows", 0.5, "right follows follows follows", earned=False), True),
        (part("right", 2, "right right right blank"), True),
        (part("misconception", 1, "right misconception"), False),
    ],
)
def test_rounding_is_told_where_it_costs_something(marked: StepMarking, lost: bool) -> None:
    assert rounded_down(pose(question(STEPS), 1), Marking((marked,))) is lost
    assert not rounded_down(pose(question(CODE), 1), Marking((marked,)))
    assert rounded_down(pose(question(SHAPES), 1), Marking((part("right", 1 / 3, "right"),)))
