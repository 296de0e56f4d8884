"""Old attempts marked again: what has a name now is added; what the learner was told stays."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from content import question
from db import remarking
from db.errors import StoreError
from db.store import Store
from db.tables import remarkings
from engine import VERSION
from quiz.kinds import pose
from quiz.remarking import mark_again
from tests.db.attempts import NOON, QUESTION, attempt, unnamed


def test_a_mistake_that_has_a_name_now_is_added_once(store: Store) -> None:
    store.record(unnamed(), NOON)
    store.record(attempt(engine_version=VERSION), NOON)
    assert store.outdated() == 1
    (found,) = store.remark(NOON)
    assert found.added == (("scaled", "sqrt.no_root"),)
    with store._engine.connect() as connection:
        row = connection.execute(select(remarkings)).one()
    assert (row.engine_version, row.marking["scaled"]["status"], row.points) == (VERSION, "misconception", 4.0)
    assert [slip.misconception_id for slip in store.misconception_counts()] == ["sqrt.no_root"]
    kept = next(a for a in store.attempts() if a.question_id == QUESTION)
    assert (kept.points, kept.engine_version) == (3.0, "0.0.1")
    assert kept.misconceptions == (("scaled", "sqrt.no_root"),)
    assert store.outdated() == 0
    assert store.remark(NOON) == []


def test_a_later_examiner_looks_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.record(unnamed(), NOON)
    store.remark(NOON)
    monkeypatch.setattr(remarking, "VERSION", "99")
    assert store.outdated() == 1
    assert [one.added for one in store.remark(NOON)] == [()]


@pytest.mark.parametrize(
    "changes",
    [
        {"question_id": "gone/for-good"},
        {"answers": {"no_such_step": [["1"]]}},
        {"answers": {"scaled": 7}},
        {"answers": {}},
        {"inputs": {"X": [[1.0]]}},
    ],
)
def test_an_attempt_that_cannot_be_marked_again_is_passed_over(store: Store, changes: dict[str, Any]) -> None:
    given = {**changes}
    asked = given.pop("question_id", QUESTION)
    kept = unnamed(**given)
    store.record(type(kept)(**{**_fields(kept), "question_id": asked}), NOON)
    assert [one.added for one in store.remark(NOON)] == [()]
    assert store.outdated() == 0


def _fields(kept: Any) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in kept.__dataclass_fields__}


def test_all_or_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.record(unnamed(), NOON)
    store.record(unnamed(), NOON)
    calls = iter([None])
    real = mark_again

    def second_fails(*given: Any) -> Any:
        next(calls)
        return real(*given)

    monkeypatch.setattr(remarking, "mark_again", second_fails)
    with pytest.raises((StoreError, StopIteration, RuntimeError)):
        store.remark(NOON)
    assert store.outdated() == 2


def test_weak_steps_come_first(store: Store) -> None:
    def marked(**points: float) -> Any:
        steps = {step: {"status": "wrong", "points": p, "possible": 3.0} for step, p in points.items()}
        return unnamed(marking=steps)

    store.record(marked(scores=3.0, scaled=1.0), NOON)
    store.record(marked(scores=3.0, scaled=0.0), NOON)
    store.record(unnamed(marking={"agreed": [True, False]}), NOON)
    weakest, other = store.step_totals()
    assert (weakest.mechanism, weakest.step, weakest.tries) == ("self_attention", "scaled", 2)
    assert weakest.share == pytest.approx(1 / 6)
    assert (other.step, other.share) == ("scores", 1.0)


def test_many_are_marked_again_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.store.BATCH", 2)
    for n in range(5):
        store.record(unnamed(attempt_id=f"a{n}"), NOON)
    assert [one.attempt_id for one in store.remark(NOON)] == [f"a{n}" for n in range(5)]
    assert store.outdated() == 0


@pytest.mark.parametrize(("update", "status"), [("z_takes_new", "convention"), ("z_keeps_old", "right")])
def test_an_attempt_is_marked_again_under_the_options_it_was_drawn_with(store: Store, update: str, status: str) -> None:
    """A GRU's z took the new once: what today's default gives is another convention on such a sheet."""
    posed = pose(question("gru/blend"), 3)
    options = {**posed.options, "update": update}
    kept = attempt(
        "gru/blend",
        mechanism="gru_step",
        options=options,
        inputs=posed.drawn,
        answers={step: [list(row) for row in rows] for step, rows in posed.solution().items()},
        points=0.0,
        seed=3,
        engine_version="0.3.0",
    )
    store.record(kept, NOON)
    found = mark_again("gru/blend", 3, posed.drawn, posed.solution(), options)
    assert found is not None
    assert found["hidden"].status == status
    store.remark(NOON)
    (stored,) = store.attempts()
    assert (stored.options, stored.points) == (options, 0.0)


@pytest.mark.parametrize("answers", [{}, {"another_step": [["1"]]}])
def test_an_answer_to_nothing_that_is_asked_has_no_marking(answers: dict[str, list[list[str]]]) -> None:
    assert mark_again("gru/blend", 3, pose(question("gru/blend"), 3).drawn, answers) is None
