"""Every gradient has a reason in both languages, and it says what was done on the way."""

from __future__ import annotations

import pytest

from content import Topic, topics
from engine import MECHANISMS
from engine.readings.gradient import gradient
from presentation.gradient_reasons import reason
from presentation.translate import speaking
from quiz.kinds import steps
from tests.quiz.kinds.samples import GRADIENT


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("here", topics(), ids=lambda t: t.id)
def test_every_gradient_has_a_reason(here: Topic, lang: str) -> None:
    mechanism = MECHANISMS[here.mechanism]
    forward = mechanism.build(mechanism.options())
    program = gradient(forward, list(forward.steps)[-1])
    with speaking(lang):
        for step in program.steps:
            if step.startswith("backward/"):
                said = reason(program, step)
                assert said
                assert said.isascii() is False or lang == "en" or "梯度" in said or "导数" in said, said


def test_reasons_say_what_is_done() -> None:
    head, rnn, lstm, loss, forward = (steps.pose(q, 1).sheet.program for q in GRADIENT)
    assert "softmax sum to 1" in reason(head, "backward/scaled")
    assert "divided by the same" in reason(head, "backward/scores")
    assert "factor of a matrix product" in reason(head, "backward/weights")
    assert "1 − tanh²" in reason(rnn, "backward/t=2/preactivation")
    assert reason(rnn, "backward/t=1/hidden").startswith("It is used more than once")
    assert "added" in reason(rnn, "backward/U")
    assert "times the other factor" in reason(lstm, "backward/output_gate")
    assert "1/x" in reason(loss, "backward/likelihoods")
    assert "itself is 1" in reason(loss, "backward/loss")
    assert "ReLU" in reason(forward, "backward/preactivation")
    assert "every row" in reason(forward, "backward/b_1")
