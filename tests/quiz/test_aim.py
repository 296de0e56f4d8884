"""Practice that aims: the misconception asked for shows on the numbers, and as itself."""

from __future__ import annotations

import pytest

from content import StepsQuestion, questions, topics
from engine.execution.run import evaluate
from quiz.answers.write import written
from quiz.exercises.certificate import classes
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import wrong_formulas
from quiz.kinds.steps import PosedSteps
from quiz.targeted import Target, aimed, asking, same_step, suitable


def aims(topic: str) -> list[Target]:
    """Of every step that some question of a topic asks for, a mistake that can be made there."""
    found: dict[str, Target] = {}
    for asked in questions(topic):
        if isinstance(asked, StepsQuestion):
            sheet = exercise(asked).sheet({})
            for step in sheet.asked:
                for wrong, *_ in classes(sheet.program, step, sheet.hidden).classes:
                    found.setdefault(step.rpartition("/")[2], Target(sheet.mechanism_id, step, wrong.id))
    return list(found.values())


def made(posed: PosedSteps, step: str, misconception: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Right work up to the step, and the misconception there."""
    sheet = posed.sheet
    wrong = next(w for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == misconception)
    before = dict(list(posed.solution().items())[: sheet.asked.index(step)])
    return {**before, step: written(evaluate(wrong.expr, sheet.truth.arrays), sheet.decimals)}


def can_show(posed: PosedSteps, step: str, misconception: str) -> bool:
    return misconception in {w.id for w in wrong_formulas(posed.sheet.program, step, posed.sheet.hidden)}


@pytest.mark.parametrize("topic", [topic.id for topic in topics()])
def test_the_mistake_can_be_made_and_is_named(topic: str) -> None:
    """What another convention gives to the last digit, such as [x, h] for [h, x], is called that instead."""
    for aim in aims(topic)[::3]:
        posed = aimed(aim, 5)
        assert posed is not None, aim
        assert posed.mechanism_id == aim.mechanism
        places = [s for s in posed.sheet.asked if same_step(s, aim.step) and can_show(posed, s, aim.misconception)]
        marked = [posed.mark(made(posed, s, aim.misconception))[s] for s in places]
        assert any(aim.misconception in step.misconceptions or step.status == "convention" for step in marked), aim


def test_every_aim_gives_other_numbers_and_another_question_if_there_is_one() -> None:
    aim = Target("self_attention", "scaled", "sqrt.no_root")
    first, second = aimed(aim, 1), aimed(aim, 2)
    assert first is not None
    assert second is not None
    assert first.drawn != second.drawn
    avoided = aimed(aim, 1, avoid=[first.question.id])
    assert avoided is not None
    assert avoided.question.id != first.question.id
    assert aimed(aim, 1, avoid=[q.id for q in suitable(aim)]) is not None


def test_an_aim_nobody_can_show_is_none() -> None:
    assert aimed(Target("self_attention", "scaled", "no.such_mistake"), 1) is None
    assert aimed(Target("no_such_mechanism", "scaled", "sqrt.no_root"), 1) is None


def test_a_gradient_is_not_the_step_itself() -> None:
    assert same_step("t=1/hidden", "t=2/hidden")
    assert not same_step("hidden", "backward/hidden")


def test_the_shortest_question_that_asks_for_a_step_comes_first() -> None:
    found = asking("self_attention", "scaled")
    assert found[0].id == "self-attention/score-and-scale"
    assert asking("self_attention", "no_such_step") == ()
