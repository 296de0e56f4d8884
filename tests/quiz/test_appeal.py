"""Appeals: one document that holds all that was seen and typed, and that can be marked again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from content import Question, question, questions
from engine import VERSION
from quiz.appeal import document, marked_today, marks
from quiz.attempt import Attempt
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KINDS: dict[str, Question] = {q.kind: q for q in questions() if q.kind != "spoken"}


def as_a_file(found: dict[str, Any]) -> dict[str, Any]:
    back: dict[str, Any] = json.loads(json.dumps(found, ensure_ascii=False))
    return back


def appealed(note: str = "I divided by 2, as the book does.") -> tuple[Attempt, dict[str, Any]]:
    attempt = Attempt(pose(question("self-attention/score-and-scale"), 3))
    assert attempt.sitting is not None
    right = attempt.posed.solution()
    for step in attempt.posed.parts:
        attempt.sitting = attempt.sitting.hand_in(right[step] if step == "scores" else right["scores"])
    return attempt, as_a_file(document(attempt, "scaled", note, NOW, "en"))


def test_the_document_holds_the_sheet_what_was_typed_and_its_marking() -> None:
    attempt, found = appealed()
    posed = attempt.posed
    assert (found["question"]["id"], found["part"], found["seed"]) == ("self-attention/score-and-scale", "scaled", 3)
    assert found["note"] == "I divided by 2, as the book does."
    assert found["drawn"] == as_a_file(posed.drawn)
    assert found["options"] == posed.options
    assert found["versions"]["examiner"] == VERSION
    scores, scaled = found["parts"]
    assert [scores["id"], scaled["id"]] == ["scores", "scaled"]
    assert scaled["typed"] == scores["typed"] == [list(row) for row in posed.solution()["scores"]]
    assert scaled["right"] == [list(row) for row in posed.solution()["scaled"]]
    assert scaled["marking"]["status"] == "misconception"
    assert scaled["marking"]["misconceptions"] == list(attempt.marking["scaled"].misconceptions) != []
    assert marks(found) == (1.0, 3.0)
    assert set(found["question"]["title"]) == {"en", "zh"}


@pytest.mark.parametrize("kind", KINDS)
def test_any_kind_is_marked_again_as_it_was(kind: str) -> None:
    attempt = Attempt(pose(KINDS[kind], 4))
    right = attempt.posed.solution()
    if isinstance(attempt.posed, PosedSteps):
        assert attempt.sitting is not None
        for step in attempt.posed.parts:
            attempt.sitting = attempt.sitting.hand_in(right[step])
    attempt.answers = dict(right)
    found = as_a_file(document(attempt, "", "", NOW, "zh"))
    again = marked_today(found)
    assert again is not None
    assert again == attempt.marking
    assert marks(found) == (attempt.posed.possible, attempt.posed.possible)


@pytest.mark.parametrize(
    "changes",
    [
        {"question": {"id": "gone/for-good"}}, {"drawn": 7}, {"as_put": None, "drawn": {"X": [[1.0]]}},
        {"parts": [{"id": "no_such_step", "typed": [["1"]]}]}, {"parts": 7}, {"seed": None, "drawn": "text"},
    ],
)  # fmt: skip
def test_what_cannot_be_put_again_is_none(changes: dict[str, Any]) -> None:
    _attempt, found = appealed()
    assert marked_today(found) is not None
    assert marked_today({**found, **changes}) is None


def test_a_note_of_any_length_is_cut() -> None:
    _attempt, found = appealed("x" * 5000)
    assert len(found["note"]) == 2000
