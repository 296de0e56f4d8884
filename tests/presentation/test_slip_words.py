"""What is said of a slip in a whole step names the learner's own number and is true of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from content import question
from presentation.mark_words import step_verdict
from presentation.question_view import question_view
from presentation.slip_words import slip_sentence
from presentation.translate import speaking
from quiz.answers.write import written
from quiz.kinds import pose
from quiz.marking.feedback import largest_off
from quiz.marking.sitting import Sitting


def told(language: str, id: str, step: str, typed: Any) -> tuple[str, str]:
    """The sentence and the line with the marks, of one step typed so and all others right."""
    posed: Any = pose(question(id), 1)
    sitting = Sitting(posed.sheet, {**posed.solution(), step: typed})
    view = question_view(posed, sitting.carried, posed.sheet.decimals, posed.sheet.asked)
    marked = sitting.marking[step]
    with speaking(language):
        return slip_sentence(view, marked, largest_off(sitting, marked)), step_verdict(sitting, marked)


def truth(id: str, step: str) -> Any:
    posed: Any = pose(question(id), 1)
    return np.asarray(posed.sheet.truth[step])


@pytest.mark.parametrize(
    ("language", "sentence", "verdict"),
    [
        ("en", "percents without their sign: {} is written where {} is meant", "percent without its sign · 1.5 of 3"),
        ("zh", "漏了百分号：该写 {1}，却写成了 {0}", "百分数漏了百分号 · 1.5/3"),
    ],
)
@pytest.mark.parametrize("digits", [0, 1])
def test_percent_without_its_sign_is_told_of_the_number_typed(
    digits: int, language: str, sentence: str, verdict: str
) -> None:
    percents = [[f"{100 * x:.{digits}f}" for x in row] for row in truth("self-attention/by-hand", "weights")]
    said, line = told(language, "self-attention/by-hand", "weights", percents)
    largest = max((text for row in percents for text in row), key=float)
    assert sentence.format(largest, f"{float(largest) / 100:.6g}") in said
    assert line == verdict


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "has the other sign: {} is written where {} is meant"), ("zh", "正负号都反了：该写 {1}，却写成了 {0}")],
)
def test_reversed_signs_are_told_of_the_number_typed(language: str, sentence: str) -> None:
    turned = written(-truth("luong-attention/backward", "backward/weights"), 2)
    said, _line = told(language, "luong-attention/backward", "backward/weights", turned)
    largest = max((text for row in turned for text in row), key=lambda text: abs(float(text)))
    shown = largest.replace("-", "−")
    assert sentence.format(shown, shown[1:] if shown.startswith("−") else f"−{shown}") in said


@pytest.mark.parametrize(
    ("language", "short", "carried"),
    [
        ("en", "2 digits after the point are asked for", "keep 3 after the point on the way"),
        ("zh", "题目要求小数点后 2 位", "请保留小数点后 3 位"),
    ],
)
def test_numbers_written_too_short_are_not_said_to_have_been_shortened_on_the_way(
    language: str, short: str, carried: str
) -> None:
    exact = truth("self-attention/by-hand", "weights")
    assert short in told(language, "self-attention/by-hand", "weights", written(exact, 1))[0]
    forced = np.round(exact, 2)
    forced[:, 0] = np.floor(100 * exact[:, 0]) / 100
    forced[:, -1] = np.floor(100 * exact[:, -1]) / 100
    said = told(language, "self-attention/by-hand", "weights", written(forced, 2))[0]
    assert carried in said
