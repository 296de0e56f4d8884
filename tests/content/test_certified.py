"""Computed questions: the numbers they draw expose every mistake that numbers can expose."""

from __future__ import annotations

import pytest

from content import StepsQuestion, questions
from quiz.exercises.from_content import exercise
from quiz.exercises.variant import draw

COMPUTED = [question for question in questions() if isinstance(question, StepsQuestion)]


@pytest.mark.parametrize("question", COMPUTED, ids=lambda question: question.id)
@pytest.mark.parametrize("seed", range(3))
def test_every_drawing_tells_mistakes_apart(question: StepsQuestion, seed: int) -> None:
    variant = draw(exercise(question), seed)
    assert [(s.step, s.hidden, s.coincide) for s in variant.certificate if not s.complete] == []
