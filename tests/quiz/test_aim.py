"""Practice that aims: the misconception asked for shows on the numbers, and as itself."""

from __future__ import annotations

import json

import pytest

from content import NumberQuestion, ResultQuestion, StepsQuestion, question, questions, topics
from content import topic as content_topic
from engine.execution.run import evaluate
from quiz.answers.write import written
from quiz.exercises.certificate import classes
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import wrong_formulas
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.stored_instances import taken_up, to_keep
from quiz.targeted import Target, aimed, asking, names_of, outcome, same_step, suitable, target_of
from tests.sweeps import exhaustive


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


def made(posed: PosedSteps, misconception: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The misconception in the only step."""
    sheet, (step,) = posed.sheet, posed.sheet.asked
    wrong = next(w for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == misconception)
    return {step: written(evaluate(wrong.expr, sheet.truth.arrays), sheet.decimals)}


@pytest.mark.parametrize("some", [slice(1), exhaustive(slice(3, None, 3))], ids=["first step", "other steps"])
@pytest.mark.parametrize("topic", [topic.id for topic in topics()])
def test_the_mistake_can_be_made_and_is_named(topic: str, some: slice) -> None:
    """What another convention gives to the last digit, such as [x, h] for [h, x], is called that instead."""
    for aim in aims(topic)[some]:
        posed = aimed(aim, 5)
        assert posed is not None, aim
        assert posed.mechanism_id == aim.mechanism
        (step,) = posed.parts
        assert same_step(step, aim.step)
        answer, right = made(posed, aim.misconception)[step], posed.solution()[step]
        assert answer != right, aim
        marked = posed.mark({step: answer})[step]
        named = names_of(posed.sheet, step, aim.misconception) & {*marked.misconceptions}
        assert named or marked.status == "convention", aim
        assert outcome(posed.sheet, marked, aim.misconception) == ("still" if named else "other")
        assert outcome(posed.sheet, posed.mark({step: right})[step], aim.misconception) == "gone"
        assert outcome(posed.sheet, posed.mark({})[step], aim.misconception) is None


def test_what_comes_before_the_step_is_given_and_nothing_after_it_is_asked() -> None:
    posed = aimed(Target("self_attention", "weights", "softmax.other_axis"), 4)
    assert posed is not None
    assert posed.parts == ("weights",)
    assert posed.sheet.given[-1] == "scaled"
    assert "context" not in posed.sheet.provided
    assert posed.possible == posed.sheet.marks
    again = taken_up(question(posed.question.id), posed.seed, json.loads(json.dumps(to_keep(posed))))
    assert isinstance(again, PosedSteps)
    assert (again.parts, again.sheet.given) == (posed.parts, posed.sheet.given)


@pytest.mark.parametrize("seed", range(8))
def test_scaling_is_practised_where_it_is_by_the_root(seed: int) -> None:
    """Not in the question on other conventions, whose sheet has no √d_k to forget."""
    posed = aimed(Target("self_attention", "scaled", "sqrt.no_root"), seed)
    assert posed is not None
    assert posed.options["scale"] == "sqrt_d_k"


@pytest.mark.parametrize(
    ("topic", "step", "common", "rare"),
    [
        ("next-token-loss", "perplexity", "perplexity.base_2", "exp.base_2"),
        ("alibi", "biased", "alibi.sign", "sub.turned"),
        ("layer-norm", "variance", "square.not_squared", "square.doubled"),
    ],
)
def test_the_common_and_the_rare_name_of_one_mistake_are_one(topic: str, step: str, common: str, rare: str) -> None:
    """Whoever aims at the rare one makes the common one, under which it is marked."""
    mechanism = content_topic(topic).mechanism
    for name, other in ((rare, common), (common, rare)):
        posed = aimed(Target(mechanism, step, name), 2)
        assert posed is not None
        (there,) = posed.parts
        marked = posed.mark(made(posed, name))[there]
        assert common in marked.misconceptions
        assert outcome(posed.sheet, marked, name) == outcome(posed.sheet, marked, other) == "still"


def test_another_mistake_is_neither_gone_nor_still_there() -> None:
    posed = aimed(Target("self_attention", "weights", "softmax.other_axis"), 1)
    assert posed is not None
    marked = posed.mark({"weights": [["7"] * 3] * 3})["weights"]
    assert outcome(posed.sheet, marked, "softmax.other_axis") == "other"


def test_a_step_is_practised_alone_too() -> None:
    posed = aimed(Target("lstm_step", "cell"), 3)
    assert posed is not None
    assert posed.parts == ("cell",)
    assert posed.mark(posed.solution()).points == posed.possible


def test_what_was_named_in_a_step_is_practised_there() -> None:
    posed = pose(question("self-attention/score-and-scale"), 3)
    right = posed.solution()
    marked = posed.mark({**right, "scaled": right["scores"]})["scaled"]
    assert target_of(posed, marked) == Target("self_attention", "scaled", "div.not_divided")
    assert target_of(posed, posed.mark(right)["scaled"]) == Target("self_attention", "scaled")


def test_a_number_or_a_result_leads_to_its_step_and_a_choice_to_none() -> None:
    for kind in (NumberQuestion, ResultQuestion):
        of_steps = [q for q in questions() if isinstance(q, kind) and q.step]
        asked = next(q for q in of_steps if asking(content_topic(q.topic).mechanism, q.step or ""))
        posed = pose(asked, 1)
        found = target_of(posed, posed.mark({}).steps[0])
        assert found == Target(posed.mechanism_id, asked.step or "")
    put = pose(next(q for q in questions() if q.kind == "choice"), 1)
    assert target_of(put, put.mark({}).steps[0]) is None


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
