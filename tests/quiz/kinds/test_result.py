"""Which matrix is the result: one is, the others come of mistakes that are told apart in print and in words."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from content import ResultQuestion, questions, topic
from quiz.answers.write import written
from quiz.errors import NothingShows
from quiz.kinds import result
from quiz.kinds.result import PART, RIGHT, PosedResult
from tests.quiz.kinds.samples import RESULT
from tests.sweeps import exhaustive, first_of_each

REAL = [q for q in questions() if isinstance(q, ResultQuestion)]


def holds(posed: PosedResult) -> None:
    step = posed.question.step
    shown = {name: written(posed.array(name), posed.sheet.decimals) for name in posed.offered}
    assert posed.offered.count(RIGHT) == 1
    assert 2 <= len(shown) == len(posed.offered) <= posed.question.choices
    assert shown[RIGHT] == written(posed.sheet.truth[step], posed.sheet.decimals)
    for a, b in combinations(shown, 2):
        assert shown[a] != shown[b], (a, b)
    for name in shown:
        assert posed.array(name).shape == posed.sheet.truth[step].shape
        assert not np.isnan(posed.array(name)).any()
    here = topic(posed.question.topic)
    for language in ("en", "zh"):
        names = [here.misconception(name, step, language)[0] for name in shown if name != RIGHT]
        assert len(set(names)) == len(names)


@pytest.mark.exhaustive
@pytest.mark.parametrize("question", first_of_each(lambda q: bool(q.gradient_of), RESULT, lambda q: q.id))
def test_all_differ_in_print_and_in_words(question: ResultQuestion) -> None:
    places, offered = set(), set()
    for seed in range(40):
        posed = result.pose(question, seed)
        holds(posed)
        places.add(posed.offered.index(RIGHT))
        offered |= set(posed.offered)
    assert places == set(range(question.choices))
    assert len(offered) > question.choices


@pytest.mark.parametrize("seeds", [range(1), exhaustive(range(1, 3))], ids=["one draw", "other draws"])
@pytest.mark.parametrize("question", REAL, ids=lambda q: q.id)
def test_so_it_is_in_the_content(question: ResultQuestion, seeds: range) -> None:
    for seed in seeds:
        holds(result.pose(question, seed))


def test_a_wrong_one_is_named_and_earns_nothing() -> None:
    posed = result.pose(RESULT[0], 1)
    wrong = next(name for name in posed.offered if name != RIGHT)
    marking = posed.mark({PART: ((wrong,),)})
    assert marking[PART].status == "misconception"
    assert marking[PART].misconceptions == (wrong,)
    assert marking.points == 0
    assert posed.mark({PART: ((RIGHT,),)}).points == 3
    assert posed.mark({PART: (("relu.left_out",),)})[PART].cells == (("unreadable",),)


def test_a_question_may_say_which_mistakes_it_means() -> None:
    only = RESULT[0].model_copy(update={"among": ("softmax.other_axis",)})
    assert set(result.pose(only, 1).offered) == {RIGHT, "softmax.other_axis"}
    with pytest.raises(NothingShows, match="No numbers show a mistake"):
        result.pose(RESULT[0].model_copy(update={"among": ("relu.left_out",)}), 1)
