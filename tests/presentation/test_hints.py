"""The hints of a worked step."""

from __future__ import annotations

from content.question_base import Hint
from presentation.hints import own_hints
from quiz.kinds import steps
from tests.quiz.kinds.samples import GRADIENT


def test_hints_of_a_step_are_given_there_and_general_ones_at_the_first() -> None:
    hints = (
        Hint(en="in general", zh="总的"),
        Hint(en="to the scores", zh="得分", step="backward/scores"),
        Hint(en="to the weights", zh="权重", step="backward/weights"),
    )
    posed = steps.pose(GRADIENT[0].model_copy(update={"hints": hints}), 1)
    found = {step: own_hints(posed.question, posed.sheet, step) for step in posed.parts}
    assert found["backward/weights"] == ["in general", "to the weights"]
    assert found["backward/scores"] == ["to the scores"]
    assert found["backward/values"] == []
