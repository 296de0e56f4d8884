"""The printed notebook where nothing was entered: what was asked, and room to write instead of empty boxes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content import question
from presentation.exams.attempt_pages import ToPrint, printed
from presentation.translate import speaking
from quiz.kinds import pose
from tests.answered import recorded

STEPS = "self-attention/score-and-scale"


@pytest.mark.parametrize("id", [STEPS, "kv-cache/bytes", "encoder-block/who-mixes", "multi-head/complete-the-diagram"])
def test_a_part_that_was_left_blank_has_room_to_write_and_its_solution_once(id: str) -> None:
    posed = pose(question(id), 3)
    with speaking("zh"):
        page = printed([ToPrint(recorded(posed, {}), "12月1日", posed, {}, posed.mark({}))])
    asked, mine, solution = page.index('<p class="part">'), page.index("你的答案"), page.rindex("<h3>答案</h3>")
    assert mine < asked < solution
    between = page[mine:solution]
    assert between.count('<div class="room"></div>') == len(posed.parts)
    assert between.count("空着") == len(posed.parts)
    assert "<table" not in between
    assert posed.prompt.zh[:6] in page


def test_a_question_that_is_gone_says_that_nothing_was_entered() -> None:
    posed = pose(question(STEPS), 3)
    for answers in ({}, {posed.parts[0]: (("",),)}):
        record = replace(recorded(posed, answers), question_id="gone/question")
        with speaking("zh"):
            page = printed([ToPrint(record, "12月1日")])
        assert "没有作答。" in page
        assert "[]" not in page
        assert "–" not in page


def test_sizes_of_a_question_that_is_gone_are_no_python() -> None:
    posed = pose(question("kv-cache/bytes"), 3)
    record = replace(recorded(posed, {}), question_id="gone/question")
    with speaking("en"):
        page = printed([ToPrint(record, "1 Dec")])
    assert "n = 1 · m = " in page
    assert "{" not in page.partition("<section")[2]
