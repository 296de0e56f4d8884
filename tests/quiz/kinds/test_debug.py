"""Programs with one bug: half for the line, half for the outcome."""

from __future__ import annotations

import pytest

from content import DebugQuestion, questions
from quiz.kinds import pose, put_again
from quiz.kinds.debug import LINE, OUTCOME, PosedDebug
from quiz.posed import single_cell


def posed(question: DebugQuestion) -> PosedDebug:
    found = pose(question, 1)
    assert isinstance(found, PosedDebug)
    return found


ASKED = [q for q in questions() if isinstance(q, DebugQuestion)]


def test_there_are_twenty_in_both_libraries() -> None:
    assert len(ASKED) >= 20
    assert {q.library for q in ASKED} == {"numpy", "pytorch"}
    assert all(len(q.lines) <= 10 for q in ASKED)


def test_twenty_are_from_public_discussions_each_from_another() -> None:
    threads = [q.thread for q in ASKED if q.thread]
    assert len(threads) >= 20
    assert len(set(threads)) == len(threads)


@pytest.mark.parametrize("question", ASKED, ids=lambda q: q.id)
def test_line_and_outcome_earn_half_each(question: DebugQuestion) -> None:
    one = posed(question)
    wrong = next(name for name in one.names if name != one.outcome)
    line = single_cell(str(question.line))
    assert one.mark({LINE: line, OUTCOME: single_cell(wrong)}).points == one.possible / 2
    assert one.mark({LINE: single_cell("99"), OUTCOME: single_cell(one.outcome)}).points == one.possible / 2
    assert one.mark({LINE: line, OUTCOME: single_cell(one.outcome)}).points == one.possible


@pytest.mark.parametrize("question", ASKED, ids=lambda q: q.id)
def test_mending_changes_the_one_line(question: DebugQuestion) -> None:
    before, after = question.lines, question.mended.split("\n")
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new] == [question.line]
    assert after[question.line - 1].strip() == question.right.strip()


def test_another_program_is_not_put_again() -> None:
    one = posed(ASKED[0])
    assert put_again(ASKED[0], 1, one.drawn) is not None
    assert put_again(ASKED[0], 1, {**one.drawn, "code": "fother"}) is None
