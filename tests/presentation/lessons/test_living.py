"""Lessons on a learner's numbers: what follows, what cannot be used, what is put back; figures and predictions."""

from __future__ import annotations

import re

import pytest

from content import Problem, topic, topics
from content.lessons.parts import Matrices, Prediction, Shown, Worked
from content.lessons.render import Lesson, lesson
from presentation.figure import Figure
from presentation.lessons import figures
from presentation.lessons.numbers import LessonNumbers
from presentation.lessons.openers import of_matrix
from presentation.lessons.predicting import choices, is_right, outcome, readable
from presentation.translate import speaking
from presentation.worked_line import worked

ATTENTION = topic("self-attention")
PRESET = "raschka-b"


def texts(parts: Lesson) -> str:
    return " ".join(" ".join(part.split()) for part in parts if isinstance(part, str))


def shown_in(parts: Lesson) -> list[Shown]:
    matrices = [one for part in parts if isinstance(part, Matrices) for one in part.shown]
    return [*(part for part in parts if isinstance(part, Worked)), *matrices]


def drawn(numbers: LessonNumbers, shown: Shown) -> Figure:
    where = figures.placed(shown)
    fitting = figures.fitting(shown, where)
    return figures.drawn(numbers, fitting, where, figures.first_cell(shown, where), following=False)


def test_prose_and_worked_lines_follow_a_number_and_come_back() -> None:
    own = LessonNumbers(ATTENTION)
    assert own.lesson() is lesson("self-attention", "en")
    mine = own.with_cell(PRESET, "X", 1, 0, "2")
    assert "1.8524 becomes 1.3098" in texts(own.lesson())
    assert "3.3958 becomes 2.4012" in texts(mine.lesson())
    (score,) = [part for part in mine.lesson() if isinstance(part, Worked) and part.step == "scores"]
    assert score.cell.result == "3.3958"
    assert "Raschka" in texts(mine.lesson())
    assert mine.with_cell(PRESET, "X", 1, 0, "0.55").typed == {}  # the example's number typed again
    assert mine.back(PRESET).lesson() is own.lesson()
    assert mine.one_back(PRESET, "X").lesson() is own.lesson()


def test_what_cannot_be_used_stays_typed_and_the_lesson_stays_as_it_was() -> None:
    mine = LessonNumbers(ATTENTION).with_cell(PRESET, "X", 1, 0, "2").with_cell(PRESET, "X", 0, 0, "abc")
    assert "“abc”, which is not a number" in mine.said
    assert mine.typed_in(PRESET).typed["X"][0][0] == "abc"
    assert "3.3958 becomes 2.4012" in texts(mine.lesson())
    good = mine.with_cell(PRESET, "X", 0, 0, "1/2")
    assert good.said == ""
    assert good.used(PRESET).numbers["X"][0][0] == 0.5


def test_a_number_that_another_convention_of_the_lesson_refuses_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = LessonNumbers(ATTENTION).with_cell(PRESET, "X", 1, 0, "2")
    assert "3.3958 becomes 2.4012" in texts(before.lesson())
    refused = Problem("lesson.en.md", 1, "Not with this number.")
    monkeypatch.setattr("presentation.lessons.numbers.rendered", lambda *_given: ((), [refused]))
    after = before.with_cell(PRESET, "X", 1, 0, "3")
    monkeypatch.undo()
    assert after.said == "The lesson cannot be computed with this number."
    assert after.typed_in(PRESET).typed["X"][1][0] == "3"
    assert "3.3958 becomes 2.4012" in texts(after.lesson())


def test_only_the_preset_that_was_typed_over_follows() -> None:
    mine = LessonNumbers(ATTENTION).with_cell(PRESET, "W_v", 0, 0, "9")
    before, after = (
        next(line for line in texts(parts).split("With the weights that")[1:])
        for parts in (lesson("self-attention", "en"), mine.lesson())
    )
    assert before[:200] == after[:200]


def test_given_numbers_are_printed_as_they_are() -> None:
    numbers = LessonNumbers(topic("layer-norm"))
    first = shown_in(numbers.lesson())[0]
    where = figures.given(first.trace.program)
    found = figures.drawn(numbers, figures.fitting(first, where), where, None, following=False)
    (gain,) = [block for block in found.blocks if block.id == "gamma"]
    assert gain.text == (("1", "2", "1", "0.5"),)
    assert all(block.editable for block in found.blocks)


def test_an_example_of_whole_numbers_stays_whole() -> None:
    numbers = LessonNumbers(topic("layer-norm"))
    (centred,) = [one for one in shown_in(numbers.lesson()) if one.step == "centred"]
    (result,) = [block for block in drawn(numbers, centred).blocks if block.id == "centred"]
    assert result.text[0] == ("−2", "2", "−2", "2")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("id", [one.id for one in topics()])
def test_every_worked_line_and_matrix_opens_and_says_the_same(id: str, language: str) -> None:
    with speaking(language):
        numbers = LessonNumbers(topic(id))
        for shown in shown_in(numbers.lesson()):
            found = drawn(numbers, shown)
            assert found.selected
            if isinstance(shown, Worked):
                assert found.worked
                assert close(found.worked.result, shown.cell.result), shown.step
        for asked in (part for part in numbers.lesson() if isinstance(part, Prediction)):
            assert outcome(numbers, asked)
            assert not is_right(asked, next((said for said in choices(numbers, asked) if said != asked.right), "77"))
            assert is_right(asked, asked.right)


@pytest.mark.parametrize(("id", "name"), [("self-attention", "A[journey, starts]"), ("lstm", "Ct[2]")])
def test_a_worked_line_and_the_figure_it_opens_call_the_cell_alike(id: str, name: str) -> None:
    numbers = LessonNumbers(topic(id))
    lines = [one for one in shown_in(numbers.lesson()) if isinstance(one, Worked)]
    heads = []
    for one in lines:
        whose = numbers.view(one).label(one.step, one.index)
        panel = drawn(numbers, one).worked
        assert panel
        assert panel.label == whose
        heads.append(re.sub("<[^>]+>", "", worked(one.cell, whose).partition("</div>")[0]))
    assert name in heads


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_opens_a_matrix_says_its_place_once(language: str) -> None:
    with speaking(language):
        numbers = LessonNumbers(topic("rnn-attention"))
        said = [re.sub("<[^>]+>", "", of_matrix(numbers, one)) for one in shown_in(numbers.lesson())]
        assert any("coder&#x27;s states" in one or "编码器的所有状态" in one for one in said)
        for one in said:
            assert max(one.lower().count(word) for word in ("encoder", "decoder", "解码器")) <= 1, one


def close(figures: str, lessons: str) -> bool:
    """Whether a figure, which may print more decimals, and the lesson print the same number."""
    a, b = (float(re.sub("−", "-", text).replace("∞", "inf")) for text in (figures, lessons))
    decimals = len(lessons.partition(".")[2])
    return abs(a - b) <= 0.5 * 0.1**decimals + 1e-9


def test_an_answer_is_read_as_on_a_sheet() -> None:
    (asked,) = [part for part in lesson("gru", "en") if isinstance(part, Prediction)]
    assert (asked.asks, asked.right) == ("number", "−0.50")
    assert is_right(asked, "-1/2")
    assert is_right(asked, "−0.5")
    assert not is_right(asked, "0.5")
    assert not readable(asked, "half")
    assert not readable(asked, "")
