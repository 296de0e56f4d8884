"""What steps are called where they stand beside each other."""

from __future__ import annotations

import pytest

from content import StepsQuestion, topic
from engine import mechanisms
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.sheet import wrong_formulas
from tests.quiz.kinds.samples import GRADIENT
from ui.translate import speaking
from ui.words import bare, binding, in_a_row, misconception, titles


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["Scores"], "Scores"),
        (["Queries", "Keys", "Values"], "Queries · Keys · Values"),
        (["t = 1 · Q", "t = 1 · K"], "t = 1 · Q · K"),
        (["layer 2 · attention · Q", "layer 2 · attention · K"], "layer 2 · attention · Q · K"),
        (["t = 1 · Q", "t = 2 · Q"], "t = 1 · Q · t = 2 · Q"),
        (["t = 1 · Q", "K"], "t = 1 · Q · K"),
    ],
)
def test_a_shared_place_is_said_once(named: list[str], said: str) -> None:
    assert in_a_row(named) == said


@pytest.mark.parametrize("id", ["encoder-block", "decoder-block", "rnn-attention"])
def test_no_two_steps_are_called_the_same(id: str) -> None:
    here = topic(id)
    program = mechanisms[here.mechanism].build()
    title = titles(here, program)
    called = [title(step) for step in program.steps]
    assert len(set(called)) == len(called)


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
    plain = mechanisms[here.mechanism].choose()
    masked = mechanisms[here.mechanism].choose(mask="causal")
    assert len(binding(here, masked)) == len(binding(here, plain)) + 1  # what a mask is filled with
    assert len(binding(here, plain, ("weights", "tokens"))) == len(binding(here, plain)) - 2


def test_a_title_without_its_place() -> None:
    assert [bare(title) for title in ("layer 2 · t = 3 · Scores", "Scores")] == ["Scores", "Scores"]
