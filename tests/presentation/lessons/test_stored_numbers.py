"""What was typed over in a lesson as plain data: written and read back, and what does not fit left out."""

from __future__ import annotations

import json

import pytest

from content import topic
from presentation.lessons.numbers import LessonNumbers
from presentation.lessons.stored_numbers import example_of, restored, stated

ATTENTION, PRESET = topic("self-attention"), "raschka-b"


def test_numbers_come_back_as_they_were_typed() -> None:
    mine = LessonNumbers(ATTENTION).with_cell(PRESET, "X", 1, 0, "1/2").with_cell(PRESET, "W_q", 0, 0, "abc")
    kept = json.loads(json.dumps(stated(mine)))
    assert kept.keys() == {PRESET}
    assert kept[PRESET].keys() == {"X", "W_q"}
    again = restored(ATTENTION, kept)
    assert again.typed_in(PRESET).typed == mine.typed_in(PRESET).typed
    assert "“abc”, which is not a number" in again.said
    assert restored(ATTENTION, {PRESET: {"X": kept[PRESET]["X"]}}).used(PRESET).numbers["X"][1][0] == 0.5


def test_the_example_of_what_was_typed_has_the_same_inputs() -> None:
    mine = LessonNumbers(ATTENTION).with_cell(PRESET, "X", 1, 0, "2")
    before = example_of(mine)[PRESET]
    assert before.keys() == {"X"}
    assert before["X"][1][0] == "0.55"
    assert stated(LessonNumbers(ATTENTION)) == {}


def test_what_the_lesson_does_not_have_any_more_is_left_out() -> None:
    rows = stated(LessonNumbers(ATTENTION).with_cell(PRESET, "X", 1, 0, "2"))[PRESET]["X"]
    kept = {"no-such": {"X": rows}, PRESET: {"no_such": rows, "W_q": rows[:1], "X": rows}}
    found = restored(ATTENTION, kept)
    assert stated(found) == {PRESET: {"X": rows}}


@pytest.mark.parametrize("foreign", [{PRESET: 7}, {PRESET: {"X": 7}}, {PRESET: {"X": [None]}}])
def test_other_data_is_refused(foreign: dict[str, object]) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        restored(ATTENTION, foreign)  # type: ignore[arg-type]
