"""What marks were given for."""

from __future__ import annotations

from typing import Any

import pytest

from content import question
from presentation.mark_words import part_verdict, step_verdict, total_made_of
from presentation.translate import speaking
from quiz.answers.write import written
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.sitting import Sitting
from quiz.verdicts import Marking, StepMarking


def part(status: Any, points: float, cells: str = "", **more: Any) -> StepMarking:
    return StepMarking("s", status, (tuple(cells.split()),), points, 3, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marked", "kind", "text"),
    [
        (part("right", 3), "right", "right"),
        (part("right", 2.5), "partly", "partly right"),
        (part("wrong", 1), "partly", "partly right"),
        (part("wrong", 0), "wrong", "wrong"),
        (part("follows", 3), "follows", "error carried forward"),
        (part("follows", 0, earned=False), "follows", "follows, but from too simple numbers"),
        (part("misconception", 1), "misconception", "misconception"),
        (part("misconception", 3, repeated=True), "misconception", "misconception, counted once"),
    ],
)
def test_a_part_is_called_what_its_marks_are_for(marked: StepMarking, kind: str, text: str) -> None:
    with speaking("en"):
        assert part_verdict(marked) == (kind, text)


def test_marks_count_as_what_they_were_given_for() -> None:
    marked = [
        part("follows", 3, "follows follows"),
        part("follows", 1, "right follows", earned=False),
        part("misconception", 3, "misconception misconception", repeated=True),
        part("misconception", 1, "misconception misconception"),
        part("convention", 2, "convention convention"),
    ]
    with speaking("en"):
        follow, method = total_made_of([Marking(tuple(marked))])
        assert total_made_of([Marking((part("right", 3, "right"),))]) == []
    assert follow.startswith("6 for right work")
    assert method.startswith("3 for the method")


@pytest.mark.parametrize(("language", "told"), [("en", "rounding · 1.5 of 3"), ("zh", "舍入 · 1.5/3")])
def test_cells_with_one_digit_too_few_are_marked_as_rounding_and_not_said_to_be_unmarked(
    language: str, told: str
) -> None:
    posed = pose(question("lstm/gates-and-states"), 1)
    assert isinstance(posed, PosedSteps)
    step, *_later = posed.sheet.asked
    sitting = Sitting(posed.sheet).hand_in(written(posed.sheet.truth[step], posed.sheet.decimals - 1))
    marked = sitting.marking[step]
    assert (marked.slip, marked.count("few_digits"), marked.points) == ("rounding", 2, 1.5)
    with speaking(language):
        assert step_verdict(sitting, marked) == told
