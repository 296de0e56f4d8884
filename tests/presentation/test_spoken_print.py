"""Spoken questions in print: where a key point is taught, the short answer before the full one, the follow-ups."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.lessons.sections import SectionLink
from content.loader import looking_in
from presentation.exams.oral_pages import OralResult, _rounds
from presentation.key_point_links import taught_in
from presentation.kinds.spoken import ON_PAPER
from presentation.translate import speaking
from quiz.kinds import pose
from quiz.kinds.spoken import PosedSpoken
from quiz.posed import single_cell
from tests.content.documented import library_of


@pytest.fixture
def posed(written: Path) -> PosedSpoken:
    found = pose(library_of(written).questions["highway/say-it"], 1)
    assert isinstance(found, PosedSpoken)
    return found


def in_order(text: str, *pieces: str) -> bool:
    places = [text.find(piece) for piece in pieces]
    return -1 not in places and places == sorted(places)


def test_a_solution_says_it_in_half_a_minute_then_in_full_then_follows_up(written: Path, posed: PosedSpoken) -> None:
    with looking_in(library_of(written)), speaking("en"):
        solution = ON_PAPER.printed(posed).solution
    assert in_order(
        solution,
        "the input can pass unchanged",
        "→ Highway layer › The idea",
        "In 30 seconds",
        "It can let its input through unchanged.",
        "In full",
        "so depth does no harm",
        "Follow-up 1",
        "→ Highway layer › An example",
        "Then the whole network hands its input on.",
    )


def test_an_oral_result_says_where_what_was_missed_is_taught(written: Path, posed: PosedSpoken) -> None:
    answers = {"points": single_cell(posed.names[0])}
    with looking_in(library_of(written)), speaking("zh"):
        page = _rounds(posed, OralResult(posed, answers, posed.mark(answers)))
    assert in_order(
        page,
        "☑ 输入可以原样通过",
        "→ 高速公路层 › 思路",
        "☐ 由门逐维决定",
        "30 秒说法",
        "它可以让输入原样通过。",
        "完整说法",
        "→ 高速公路层 › 例子",
    )


def test_a_section_that_is_gone_leaves_the_lesson(written: Path) -> None:
    with looking_in(library_of(written)), speaking("en"):
        assert taught_in(SectionLink("highway", "gone")) == "Highway layer"


def test_without_a_short_answer_there_is_one_answer(written: Path, posed: PosedSpoken) -> None:
    question = posed.question.model_copy(update={"brief": None})
    with looking_in(library_of(written)), speaking("en"):
        solution = ON_PAPER.printed(pose(question, 1)).solution
    assert "In 30 seconds" not in solution
    assert "so depth does no harm" in solution
