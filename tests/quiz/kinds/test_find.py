"""A worked solution with one wrong step: it shows, the rest follows from it, and one of the offered names fits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from content import FindQuestion, questions, topic
from engine.execution.run import evaluate
from quiz.answers.write import written
from quiz.errors import NothingShows
from quiz.exercises.feedback import mistaken
from quiz.kinds import find
from quiz.kinds.find import NAME, STEP, PosedFind, key
from quiz.kinds.wrong_results import mistakes
from tests.quiz.kinds.samples import FIND
from tests.sweeps import exhaustive, first_of_each

SEEDS = range(40)
REAL = [q for q in questions() if isinstance(q, FindQuestion)]
each = pytest.mark.parametrize("question", first_of_each(lambda q: bool(q.gradient_of), FIND, lambda q: q.id))


def shown(posed: PosedFind, step: str, array: Any) -> Any:
    return written(array, posed.sheet.decimals)


def names(posed: PosedFind) -> list[tuple[str, str]]:
    """What the learner reads, in both languages."""
    here = topic(posed.question.topic)
    return [
        (here.misconception(id, step, "en")[0], here.misconception(id, step, "zh")[0]) for step, id in posed.offered
    ]


def holds(posed: PosedFind) -> None:
    sheet, trace = posed.sheet, posed.shown
    at = sheet.asked.index(posed.step)
    for n, step in enumerate(sheet.asked):
        there = trace[step]
        assert not np.isnan(there).any()
        if n < at:
            assert shown(posed, step, there) == shown(posed, step, sheet.truth[step])
        by_formula = shown(posed, step, evaluate(sheet.formula(step), trace.arrays))
        assert (shown(posed, step, there) == by_formula) == (step != posed.step), step
    assert posed.affected == tuple(s for s in sheet.asked[at + 1 :] if not np.array_equal(trace[s], sheet.truth[s]))
    for given in sheet.given:
        assert np.array_equal(trace[given], sheet.truth[given])


def one_name_fits(posed: PosedFind) -> None:
    assert 2 <= len(posed.offered) <= find.OFFERED
    assert (posed.step, posed.mistake) in posed.offered
    for language in (0, 1):
        assert len({name[language] for name in names(posed)}) == len(posed.offered)
    done = shown(posed, posed.step, posed.shown[posed.step])
    for step, id in posed.offered:
        if step == posed.step:
            again = shown(posed, step, mistaken(posed.sheet, step, id)[step])
            assert (again == done) == (id == posed.mistake)


@pytest.mark.exhaustive
@each
def test_one_step_is_wrong_in_print_the_rest_follows_and_one_name_fits(question: FindQuestion) -> None:
    found = set()
    for seed in SEEDS:
        posed = find.pose(question, seed)
        holds(posed)
        one_name_fits(posed)
        found.add((posed.step, posed.mistake))
    assert len(found) > 5
    assert len({step for step, _mistake in found}) > 1


@pytest.mark.parametrize("seeds", [range(1), exhaustive(range(1, 3))], ids=["one draw", "other draws"])
@pytest.mark.parametrize("question", REAL, ids=lambda q: q.id)
def test_so_it_is_in_the_content(question: FindQuestion, seeds: range) -> None:
    for seed in seeds:
        posed = find.pose(question, seed)
        holds(posed)
        one_name_fits(posed)


def test_step_and_name_are_marked_by_themselves() -> None:
    posed = find.pose(FIND[0], 1)
    right = key(posed.step, posed.mistake)
    other = next(key(*pair) for pair in posed.offered if key(*pair) != right)
    wrong = next(step for step in posed.sheet.asked if step != posed.step)

    def points(step: str, name: str) -> float:
        return posed.mark({STEP: ((step,),), NAME: ((name,),)}).points

    assert points(posed.step, right) == 3
    assert points(posed.step, other) == 1.5
    assert points(wrong, right) == 1.5
    assert points(wrong, other) == points("no such step", "") == 0
    assert posed.mark({STEP: ((posed.step,),)})[NAME].status == "blank"


def test_a_question_may_say_which_mistakes_it_means() -> None:
    only = FIND[0].model_copy(update={"among": ("sqrt.no_root", "softmax.other_axis")})
    made = {find.pose(only, seed).mistake for seed in range(12)}
    assert made == {"sqrt.no_root", "softmax.other_axis"}
    with pytest.raises(NothingShows, match="No numbers show a mistake in self-attention/find"):
        find.pose(FIND[0].model_copy(update={"among": ("relu.left_out",)}), 1)


def test_what_is_given_later_on_stays_right() -> None:
    question = FIND[0].model_copy(
        update={"given": ("queries", "keys", "values", "weights"), "ask": ("scores", "context")}
    )
    for seed in range(8):
        posed = find.pose(question, seed)
        holds(posed)
        assert posed.affected == ()


def test_an_id_that_stands_for_several_formulas_means_the_first() -> None:
    posed = find.pose(FIND[2], 1)  # x W + h U + b leaves out a summand in two ways, under one name
    for step in posed.sheet.asked:
        for made in mistakes(posed.sheet, step):
            assert np.array_equal(mistaken(posed.sheet, step, made.id)[step], made.result)
