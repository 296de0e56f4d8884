"""What only the examiner can tell of the content: it finds nothing in ours, and each fault in a broken folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content import Question, library, question, topics
from content.loader import looking_in
from quiz import check_content
from quiz.errors import NothingShows
from quiz.exercises.draw_tries import counted
from quiz.kinds import pose
from tests.content.conftest import written
from tests.content.documented import edit, faults, library_of

__all__ = ["written"]  # a fixture of the content's tests

QUESTIONS = "questions.toml"
TINY = "{low = 0, high = 0.0001, step = 0.0001}"  # σ of the gate is 1/2, so T and 1 − T are one


FIFTY = range(50)  # make check draws the first three


@pytest.mark.exhaustive
@pytest.mark.parametrize("topic", [topic.id for topic in topics()])
def test_every_question_is_put_certified_and_solved_from_fifty_seeds(topic: str) -> None:
    assert list(map(str, check_content.topic_problems(library(), topic, FIFTY))) == []


def test_the_documented_topic_has_no_faults(written: Path) -> None:
    assert check_content.problems(library_of(written)) == []


def test_a_sheet_with_too_many_cells_is_told(written: Path) -> None:
    line = edit(written, QUESTIONS, "sizes = {n = 2, d = 3}\ngiven", "sizes = {n = 9, d = 5}\ngiven")
    assert faults(written) == []
    (problem,) = check_content.problems(library_of(written))
    assert problem.sentence.startswith("highway/blend: it asks for 45 cells, at most 40 are bearable")
    assert problem.line < line


FIXED = "\nbias = 0\n"


def test_fixed_numbers_may_hide_mistakes(written: Path) -> None:
    edit(written, QUESTIONS, "weight = {low = -1, high = 1, step = 0.5}", f"weight = {TINY}")
    assert check_content.problems(library_of(written)) == []


def test_mistakes_that_no_numbers_show_are_told_where_their_question_begins(written: Path) -> None:
    edit(written, QUESTIONS, FIXED, "\n")
    line = edit(written, QUESTIONS, "weight = {low = -1, high = 1, step = 0.5}", f"weight = {TINY}")
    assert faults(written) == []
    (problem,) = check_content.problems(library_of(written))
    rows = (written / "topics" / "highway" / QUESTIONS).read_text(encoding="utf-8").split("\n")
    assert problem.file == "content/topics/highway/questions.toml"
    assert problem.line == max(n for n, row in enumerate(rows[:line], 1) if row == "[[questions]]")
    assert problem.sentence.startswith("highway/blend: at output ")
    assert "(seed " in problem.sentence


SLOW = f"""
[[questions]]
kind = "number"
id = "highway/one-output"
title = {{en = "One output", zh = "一个输出"}}
prompt = {{en = "What is the first output?", zh = "第一个输出是多少？"}}
difficulty = 2
of = "cell"
step = "output"
cell = [1, 1]
given = ["candidate", "gate"]
sizes = {{n = 2, d = 3}}
hints = [{{en = "The coefficients are $T$ and $1 - T$.", zh = "两个系数是 $T$ 和 $1 - T$。"}}]

[questions.draw]
weight = {TINY}
bias = {TINY}
"""


def test_a_number_for_which_no_sheet_will_do_is_told_where_its_question_begins(written: Path) -> None:
    path = written / "topics" / "highway" / QUESTIONS
    text = path.read_text(encoding="utf-8")
    path.write_text(text + SLOW, encoding="utf-8")
    assert faults(written) == []
    (problem,) = check_content.problems(library_of(written))
    assert problem.line == text.count("\n") + 2
    assert problem.sentence.startswith(
        "highway/one-output: 2000 sheets are drawn until one will do (seed 0), at most 200"
    )


def test_what_no_drawn_number_can_change_is_drawn_once_and_not_offered_again() -> None:
    with counted() as tries:
        posed = pose(question("sinusoidal/product-of-two"), 0)
    assert tries.sheets == 1
    assert not posed.renewed
    with counted() as tries:
        assert pose(question("lstm-sequence/third-cell"), 0).renewed
    assert 1 < tries.sheets <= check_content.MOST_SHEETS


def test_a_question_that_cannot_be_put_is_told(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def posed(question: Question, seed: int) -> Any:
        if question.kind == "result":
            raise NothingShows("No numbers show a mistake in {question}.", question=question.id)
        return pose(question, seed)

    monkeypatch.setattr(check_content, "pose", posed)
    (problem,) = check_content.problems(library_of(written))
    assert problem.sentence == (
        "highway/which-output: it cannot be put (seed 0): No numbers show a mistake in highway/which-output."
    )


def test_a_solution_that_earns_too_little_is_told(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quiz.kinds.choice import PosedChoice

    monkeypatch.setattr(PosedChoice, "solution", lambda posed: {})
    (problem,) = check_content.problems(library_of(written))
    assert problem.sentence == "highway/bias-at-the-start: its own solution does not earn full marks (seed 0)."


def test_a_library_is_looked_in_only_for_as_long_as_asked(written: Path) -> None:
    other = library_of(written)
    with looking_in(other):
        assert library() is other
    assert "highway" not in library().topics
