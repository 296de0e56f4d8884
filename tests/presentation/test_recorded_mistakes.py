"""A mistake has the same words wherever it is told; slips of a whole step have words in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from content import question
from content.text import put
from db.records import MisconceptionCount
from engine.execution.run import evaluate
from presentation.certificate import said
from presentation.exams.mark_sheet import marked_parts
from presentation.progress.progress_words import slip_name
from presentation.question_view import question_view
from presentation.recorded_mistakes import posed_words, recorded_name
from presentation.slip_words import slip_sentence, slip_verdict
from presentation.translate import speaking
from quiz.answers.write import written
from quiz.exercises.sheet import wrong_formulas
from quiz.kinds import pose
from quiz.marking.sitting import Sitting

HIDDEN = [
    ("multi-head/two-heads-causal", "multi-head", "weights", "div.not_divided", "Not scaled"),
    ("sampling/top-p", "sampling", "distribution", "where.not_masked", "Nothing cut"),
]


@pytest.mark.parametrize(("id", "about", "step", "mistake", "name"), HIDDEN)
def test_a_mistake_in_a_hidden_step_has_its_words_everywhere(
    id: str, about: str, step: str, mistake: str, name: str
) -> None:
    posed: Any = pose(question(id), 1)
    wrong = next(w for w in wrong_formulas(posed.sheet.program, step, posed.sheet.hidden) if w.id == mistake)
    typed: Any = posed.solution() | {
        step: written(evaluate(wrong.expr, posed.sheet.truth.arrays), posed.sheet.decimals)
    }
    marking = posed.mark(typed)
    assert mistake in marking[step].misconceptions
    count = MisconceptionCount(posed.mechanism_id, mistake, step, id, 1, (True,))
    with speaking("en"):
        assert recorded_name(id, about, mistake, step) == name
        assert slip_name(count).startswith(f"{name} · ")
        parts = {part.name: part.mistakes for part in marked_parts(posed, typed, marking)}
        assert any(name in told for told in parts.values())
        assert any(name in " ".join((*one.shown, *one.vague, *one.unseen, *one.alike)) for one in said(posed))


def test_where_the_typed_numbers_are_not_known_both_mistakes_of_one_id_are_named() -> None:
    with speaking("en"):
        name = recorded_name("lstm/all-weights-one", "lstm", "add.without_right", "cell")
    assert name == "Candidate left out or Only the first part of the sum"


def test_a_mistake_of_another_shape_cannot_have_been_typed_and_is_not_named() -> None:
    """In a beam's two rows of four, the second part of the sum alone has one column."""
    with speaking("en"):
        name = recorded_name("beam-search/two-steps", "beam-search", "add.without_right", "t=2/totals")
    assert name == "Only the first part of the sum"


@pytest.mark.parametrize("id", ["lstm/first-unit", "multi-head/second-head", "alibi/one-biased-score"])
def test_a_number_has_the_words_of_its_step(id: str) -> None:
    asked: Any = question(id)
    posed: Any = pose(asked, 1)
    known = {w.id for w in wrong_formulas(posed.sheet.program, asked.step, posed.sheet.hidden)}
    assert known
    with speaking("en"):
        for mistake in known:
            name = posed_words(posed, mistake, "number")[0]
            assert name in recorded_name(id, asked.topic, mistake, "number").split(" or ")


def test_a_letter_stands_apart_from_chinese() -> None:
    with speaking("zh"):
        name = recorded_name("layer-norm/to-the-end", "layer-norm", "exchanged.gamma.beta", "output")
    assert name == "弄反了：增益 γ 与偏移 β"
    assert put("{x}与门", "{x}", "门") == "门与门"
    assert put("在{x}处，{x}", "{x}", "t = 1") == "在 t = 1 处，t = 1"
    assert put("at {x}, {x}", "{x}", "γ") == "at γ, γ"


def exchanged() -> tuple[Any, Sitting]:
    posed: Any = pose(question("luong-attention/backward"), 1)
    right = posed.solution()
    first, second = "backward/scores", "backward/weights"
    return posed, Sitting(posed.sheet, {**right, first: right[second], second: right[first]})


@pytest.mark.parametrize(("language", "said_of"), [("en", "stands here, and"), ("zh", "的答案写在了这里")])
def test_answers_in_each_others_place_are_told_with_the_other_step(language: str, said_of: str) -> None:
    posed, sitting = exchanged()
    marked = next(step for step in sitting.marking.steps if step.exchanged)
    view = question_view(posed, sitting.carried, posed.sheet.decimals, posed.sheet.asked)
    with speaking(language):
        told = slip_sentence(view, marked)
        assert said_of in told
        assert view.title(marked.exchanged) in told
        assert slip_verdict(marked.slip) == {"en": "in another step's place", "zh": "写到了另一步的位置"}[language]
