"""A label is right in its box, in every box that the drawing does not tell from it, and in no other."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from pydantic import TypeAdapter

from content import DiagramQuestion, Question, question, questions
from quiz.kinds import pose, put_again
from quiz.kinds.diagram import PART, PosedDiagram

DIAGRAMS = [q for q in questions() if isinstance(q, DiagramQuestion)]
each = pytest.mark.parametrize("asked", DIAGRAMS, ids=lambda q: q.id)


def posed(id: str, seed: int = 1, **changed: Any) -> PosedDiagram:
    found = pose(question(id).model_copy(update=changed), seed)
    assert isinstance(found, PosedDiagram)
    return found


def cells(put: PosedDiagram, *labels: str) -> list[str]:
    return list(put.mark({PART: (labels,)})[PART].cells[0])


@each
def test_only_permutations_that_keep_the_drawing_are_right(asked: DiagramQuestion) -> None:
    put = posed(asked.id)
    right = put.solution()[PART][0]
    assert put.mark({PART: (right,)}).points == put.possible
    for a, b in permutations(range(len(right)), 2):
        other = list(right)
        other[a], other[b] = other[b], other[a]
        marked = put.mark({PART: (tuple(other),)})
        assert (marked.points == put.possible) == (tuple(other) in put._right)


@each
def test_every_distractor_is_wrong_in_every_box(asked: DiagramQuestion) -> None:
    put = posed(asked.id)
    for distractor in asked.distractors:
        assert cells(put, *[distractor.text.key] * len(put.boxes)) == ["wrong"] * len(put.boxes)


def test_marks_are_in_proportion_to_the_right_boxes() -> None:
    put = posed("lstm/complete-the-cell")
    right = put.solution()[PART][0]
    assert [put.mark({PART: ((*right[:n], *[""] * (6 - n)),)}).points for n in range(7)] == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert cells(put, right[1], right[0], "", *right[3:5], "no such label") == [
        "wrong", "wrong", "blank", "right", "right", "unreadable",
    ]  # fmt: skip


def test_what_the_drawing_does_not_tell_apart_may_change_places() -> None:
    shown, hidden = posed("lstm/complete-the-cell"), posed("lstm/complete-the-cell", signs=False)
    right = list(shown.solution()[PART][0])
    i, c = right.index("input_gate"), right.index("candidate")
    right[i], right[c] = right[c], right[i]
    assert cells(hidden, *right) == ["right"] * 6
    assert cells(shown, *right).count("wrong") == 2
    right[0] = "output_gate"  # the exchange that agrees best with the rest still counts
    assert cells(hidden, *right) == ["wrong", *["right"] * 5]


def test_parts_of_one_name_have_one_label() -> None:
    put = posed("decoder-block/complete-the-diagram")
    assert put.solution()[PART][0].count("add_and_norm") == 3
    assert put.labels.count("add_and_norm") == 1
    assert len(put.labels) == len(set(put.labels)) == 4 + len(put.question.distractors)


@each
def test_a_stored_attempt_opens_as_it_was_and_another_question_does_not(asked: DiagramQuestion) -> None:
    put = posed(asked.id, 5)
    again = put_again(put.question, 9, json.loads(json.dumps(put.drawn)))
    assert isinstance(again, PosedDiagram)
    assert again.labels == put.labels
    assert put_again(put.question, 9, {"labels": [*put.labels[:-1], "forget_gate_of_old"]}) is None
    assert any(posed(asked.id, seed).labels != put.labels for seed in range(8))


def test_a_question_says_at_least_three_boxes_and_one_distractor() -> None:
    whole = question("gru/complete-the-cell").model_dump()
    for change in ({"ask": ("hidden", "candidate")}, {"distractors": ()}):
        with pytest.raises(ValueError, match="at least"):
            TypeAdapter(Question).validate_python({**whole, **change})
