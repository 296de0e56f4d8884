"""Derivations: put in order, the wrong line found, the missing one chosen."""

from __future__ import annotations

import pytest

from content import DerivationQuestion, Question, question, questions
from quiz.kinds import pose, put_again
from quiz.kinds.derivation import LINE, ORDER, PosedDerivation
from quiz.marking.points import halves
from quiz.posed import single_cell

ASKED = [q for q in questions() if isinstance(q, DerivationQuestion)]


def instance(asked: Question, seed: int) -> PosedDerivation:
    found = pose(asked, seed)
    assert isinstance(found, PosedDerivation)
    return found


def posed(task: str, seed: int = 3) -> PosedDerivation:
    return instance(next(q for q in ASKED if q.task == task), seed)


def test_there_are_forty_and_every_task_is_set() -> None:
    assert len(ASKED) >= 40
    assert {q.task for q in ASKED} == {"order", "wrong", "missing"}


@pytest.mark.parametrize("question", [q for q in ASKED if q.task == "order"], ids=lambda q: q.id)
def test_an_order_earns_by_the_lines_that_stand_behind_what_they_need(question: DerivationQuestion) -> None:
    one = instance(question, 1)
    assert not all(one.follows(one.shown))
    backwards = one.right[::-1]
    marking = one.mark({ORDER: (backwards,)})
    assert marking.points == 0
    assert [cell == "right" for cell in marking[ORDER].cells[0]] == [not one.needs(key) for key in backwards]
    last = one.right[-1]
    swapped = (*one.right[:-2], last, one.right[-2])
    bound = [key for key in one.right if one.needs(key)]
    lost = sum(not fine for fine in one.follows(swapped))
    assert one.mark({ORDER: (swapped,)}).points == halves(one.possible * (len(bound) - lost) / len(bound))


def test_lines_that_do_not_need_each_other_may_stand_either_way() -> None:
    one = instance(question("sinusoidal/derive-rotation"), 1)
    first, sine, cosine, *rest = one.right
    assert one.mark({ORDER: ((first, cosine, sine, *rest),)}).points == one.possible
    assert one.mark({ORDER: ((sine, first, cosine, *rest),)}).points < one.possible


@pytest.mark.parametrize("question", [q for q in ASKED if q.task == "wrong"], ids=lambda q: q.id)
def test_only_the_wrong_line_is_the_answer(question: DerivationQuestion) -> None:
    one = instance(question, 2)
    assert one.texts[one.wanted].en in {wrong.text.en for wrong in question.instead}
    for key in one.shown:
        assert one.mark({LINE: single_cell(key)}).points == (one.possible if key == one.wanted else 0)


@pytest.mark.parametrize("question", [q for q in ASKED if q.task == "missing"], ids=lambda q: q.id)
def test_only_the_right_line_fills_the_gap(question: DerivationQuestion) -> None:
    one = instance(question, 2)
    assert sorted(one.shown) == sorted((one.wanted, *(wrong.text.key for wrong in question.instead)))
    earned = {key: one.mark({LINE: single_cell(key)}).points for key in one.shown}
    assert earned[one.wanted] == one.possible
    assert sum(earned.values()) == one.possible


def test_lines_that_have_changed_are_not_put_again() -> None:
    for task in ("order", "wrong", "missing"):
        one = posed(task)
        again = put_again(one.question, 3, one.drawn)
        assert again is not None
        assert again.drawn == one.drawn
        assert put_again(one.question, 3, {"shown": [*one.shown[:-1], "fother"]}) is None


def test_half_an_order_is_unreadable_and_nothing_is_blank() -> None:
    one = posed("order")
    assert one.mark({ORDER: (one.shown[:2],)})[ORDER].cells == (("unreadable",),)
    assert one.mark({})[ORDER].status == "blank"


def test_what_a_task_needs_is_told() -> None:
    def made(**given: object) -> DerivationQuestion:
        words = {"en": "words", "zh": "字"}
        asked = {"kind": "derivation", "id": "gru/d", "title": words, "prompt": words, "difficulty": 1}
        return DerivationQuestion.model_validate({**asked, "lines": ["a", "b", "c"], "reason": words, **given})

    wrong = {"text": "d", "reason": {"en": "no", "zh": "错"}}
    assert made(task="order").lines[0].zh == "a"
    for given, said in (
        ({"task": "order", "at": 1}, "asks for the order of all lines"),
        ({"task": "wrong", "instead": [wrong]}, "does not say which of its 3 lines"),
        ({"task": "wrong", "at": 4, "instead": [wrong]}, "does not say which of its 3 lines"),
        (
            {"task": "missing", "at": 1, "instead": [wrong]},
            "has 1 wrong lines in `instead`; this task needs at least 2",
        ),
    ):
        with pytest.raises(ValueError, match=said.replace("(", r"\(")):
            made(**given)
