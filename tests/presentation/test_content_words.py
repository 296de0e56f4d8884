"""What steps are called where they stand beside each other."""

from __future__ import annotations

import pytest

from content import StepsQuestion, Topic, topic, topics
from engine import MECHANISMS, option_sets
from presentation.content_words import StepTitle, binding, in_a_row, misconception, step_titles, titles
from presentation.translate import speaking
from quiz.exercises.sheet import wrong_formulas
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from tests.quiz.kinds.samples import GRADIENT


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ([((), "Scores")], "Scores"),
        ([((), "Queries"), ((), "Keys"), ((), "Values")], "Queries · Keys · Values"),
        ([(("t = 1",), "Q"), (("t = 1",), "K")], "t = 1 · Q · K"),
        ([(("layer 2", "attention"), "Q"), (("layer 2", "attention"), "K")], "layer 2 · attention · Q · K"),
        ([(("t = 1",), "Q"), (("t = 2",), "Q")], "t = 1 · Q · t = 2 · Q"),
        ([(("t = 1",), "Q"), ((), "K")], "t = 1 · Q · K"),
        ([((), "Scores · scaled"), ((), "Scores · masked")], "Scores · scaled · Scores · masked"),
    ],
)
def test_a_shared_place_is_said_once(named: list[tuple[tuple[str, ...], str]], said: str) -> None:
    assert in_a_row([StepTitle(*title) for title in named]) == said


@pytest.mark.parametrize("here", topics(), ids=lambda t: t.id)
def test_no_two_steps_are_called_the_same(here: Topic) -> None:
    mechanism = MECHANISMS[here.mechanism]
    for options in option_sets(mechanism.options, tokens="rows", weights="in_out"):
        program = mechanism.build(options)
        for language in ("en", "zh"):
            with speaking(language):
                called = list(map(titles(here, program), program.steps))
            assert len(set(called)) == len(called), (options, [one for one in called if called.count(one) > 1])


@pytest.mark.parametrize("question", GRADIENT, ids=lambda q: q.id)
def test_a_mistake_in_a_gradient_has_the_words_for_gradients(question: StepsQuestion) -> None:
    posed = pose(question, 1)
    assert isinstance(posed, PosedSteps)
    for step in posed.sheet.asked:
        for wrong in wrong_formulas(posed.sheet.program, step, posed.sheet.hidden):
            for language in ("en", "zh"):
                with speaking(language):
                    said = misconception(question.topic, wrong.id, step)
                assert said == topic(question.topic).misconception(wrong.id, step, language)


def test_a_mistake_that_nobody_speaks_of_any_more_keeps_its_id() -> None:
    assert misconception("self-attention", "no.such", "scores") == ("no.such", "")


def test_conventions_are_said_where_they_bind() -> None:
    here = topic("self-attention")
    plain = MECHANISMS[here.mechanism].choose()
    masked = MECHANISMS[here.mechanism].choose(mask="causal")
    assert len(binding(here, masked)) == len(binding(here, plain)) + 2  # what a mask is filled with, and how
    assert len(binding(here, plain, ("weights", "tokens"))) == len(binding(here, plain)) - 2


def test_a_title_has_its_place_apart() -> None:
    here = topic("lstm-sequence")
    title = step_titles(here, MECHANISMS[here.mechanism].build())("t=2/forget_gate")
    assert title.place == ("t = 2",)
    assert str(title) == f"t = 2 · {title.name}"
