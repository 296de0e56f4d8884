"""Choices, key points and conventions that were moved, reworded or added since an answer was kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from content import ChoiceQuestion, ConventionQuestion, Label, Question, SpokenQuestion, Text
from quiz.kinds import pose, put_again
from quiz.kinds.stable_keys import entry_keys, ticked_entries
from quiz.posed import Answers, Posed, single_cell
from tests.made import made
from tests.quiz.kinds.samples import CONVENTION

CHOICES = next(q for q in made("choice") if q.id.endswith("choices"))
SPOKEN = made("spoken")[0]
ASKED: list[tuple[Question, str]] = [(CHOICES, "choices"), (SPOKEN, "points"), (CONVENTION[0], "among")]
every_kind = pytest.mark.parametrize(("question", "field"), ASKED, ids=lambda x: getattr(x, "kind", ""))


def changed(question: Question, field: str, things: list[Any]) -> Any:
    return question.model_copy(update={field: tuple(things)})


def kept(posed: Posed[Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(posed.drawn))
    return found


def half_right(posed: Posed[Any]) -> Answers:
    """An answer that earns something and not everything, where there is one; else the right one."""
    part, rows = next(iter(posed.solution().items()))
    return {part: (rows[0][:1],)}


@every_kind
def test_what_is_moved_still_means_the_same(question: Question, field: str) -> None:
    posed = pose(question, 4)
    moved = changed(question, field, list(reversed(getattr(question, field))))
    again = put_again(moved, 4, kept(posed))
    assert again is not None
    assert question is SPOKEN or again.drawn == posed.drawn  # key points are not drawn
    for answers in (posed.solution(), half_right(posed)):
        assert again.mark(answers).points == posed.mark(answers).points > 0
    assert again.mark(posed.solution()).points == posed.possible


@every_kind
def test_a_question_with_other_things_to_choose_from_is_not_put_again(question: Question, field: str) -> None:
    drawn = kept(pose(question, 4))
    first, *others = getattr(question, field)
    renamed = {"name" if field == "among" else "text": (Label if field == "among" else Text)(en="Another", zh="另一个")}
    assert put_again(changed(question, field, others), 4, drawn) is None
    assert put_again(changed(question, field, [first.model_copy(update=renamed), *others]), 4, drawn) is None
    assert put_again(changed(question, field, [first, *others, first.model_copy(update=renamed)]), 4, drawn) is None


def test_the_same_name_for_other_options_is_another_convention() -> None:
    question = CONVENTION[0]
    first, *others = question.among
    other = first.model_copy(update={"options": {"update": "z_takes_new", "reset": "after_product"}})
    assert put_again(changed(question, "among", [other, *others]), 4, kept(pose(question, 4))) is None


def test_another_chinese_text_or_reason_changes_nothing() -> None:
    assert isinstance(CHOICES, ChoiceQuestion)
    posed = pose(CHOICES, 4)
    first, *others = CHOICES.choices
    words = {"text": Text(en=first.text.en, zh="另一种说法"), "reason": Text(en="Because.", zh="因为。")}
    again = put_again(changed(CHOICES, "choices", [first.model_copy(update=words), *others]), 4, kept(posed))
    assert again is not None
    assert again.mark(posed.solution()).points == posed.possible


# ---- what was kept before there were keys names everything by its place ----


def test_old_choices_can_be_read() -> None:
    again = put_again(CHOICES, 4, {"order": [2, 0, 1, 3]})
    assert again is not None
    assert again.mark({"choices": (("0", "3"),)}).points == again.possible
    assert again.mark({"choices": (("0", "1"),)}).points == 0
    kept_again = put_again(CHOICES, 4, kept(again))
    assert kept_again is not None
    assert kept_again.mark({"choices": (("0", "3"),)}).points == again.possible
    assert put_again(CHOICES, 4, {"order": [2, 0, 1]}) is None


def test_old_points_can_be_read() -> None:
    assert isinstance(SPOKEN, SpokenQuestion)
    again = put_again(SPOKEN, 4, {})
    assert again is not None
    assert again.mark({"points": (("0", "2"),)}).points == SPOKEN.points[0].marks + SPOKEN.points[2].marks


def test_old_conventions_can_be_read() -> None:
    question: ConventionQuestion = CONVENTION[0]
    posed = pose(question, 4)
    old = {"inputs": kept(posed)["inputs"], "wanted": 1, "order": [2, 1, 0]}
    again = put_again(question, 4, old)
    assert again is not None
    assert again.mark({"convention": single_cell("1")}).points == again.possible
    assert again.mark({"convention": single_cell("0")}).points == 0
    assert put_again(question, 4, {**old, "wanted": 3}) is None


def test_a_place_names_nothing_where_there_are_keys() -> None:
    called = entry_keys(["fa", "fb"])
    assert ticked_entries(called, {"x": (("0", "1"),)}, "x") == set()
    assert ticked_entries(called, {"x": (("fb", "fb", "fc"),)}, "x") == {1}
