"""A look into the SQLite file without SQLAlchemy: it says no only where the store would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db import FIRST_LEARNER
from db.records import Draft, Exam
from db.sqlite_reader import (
    ALONE,
    Present,
    default_file,
    may_have_draft,
    may_have_history,
    present_learners,
    question_scores,
    topics_read,
)
from db.store import open_store
from tests.db.attempts import attempt

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database is to be."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{(tmp_path / 'kept.db').as_posix()}")
    return tmp_path / "kept.db"


def test_no_file_has_no_draft_and_none_is_made(file: Path) -> None:
    assert not may_have_draft("explain/lstm", FIRST_LEARNER)
    assert not file.exists()


def test_just_the_drafts_that_are_there_are_found(file: Path) -> None:
    store = open_store()
    store.save_draft(Draft("explain/lstm", "explain/lstm", NOW), NOW)
    assert may_have_draft("explain/lstm", FIRST_LEARNER)
    assert not may_have_draft("explain/gru", FIRST_LEARNER)
    other = store.add_learner("Other", "red", NOW)
    assert not may_have_draft("explain/lstm", other)
    store.clear_draft("explain/lstm")
    assert not may_have_draft("explain/lstm", FIRST_LEARNER)
    store.close()


def test_the_usual_file_is_looked_into_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    kept = tmp_path / "50 % done?" / "stepwise.db"
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_args, **_kwargs: str(kept.parent))
    assert default_file() == kept
    assert not may_have_draft("explain/lstm", FIRST_LEARNER)
    store = open_store()
    store.save_draft(Draft("explain/lstm", "explain/lstm", NOW), NOW)
    store.close()
    assert may_have_draft("explain/lstm", FIRST_LEARNER)
    assert not may_have_draft("explain/gru", FIRST_LEARNER)


@pytest.mark.parametrize("damage", [b"no database", b""])
def test_a_file_that_cannot_be_read_is_left_to_the_store(file: Path, damage: bytes) -> None:
    file.write_bytes(damage)
    assert may_have_draft("explain/lstm", FIRST_LEARNER)


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://me@there/stepwise", "sqlite://", "sqlite:///:memory:", "sqlite:///a.db?timeout=3"]
)
def test_what_is_no_plain_file_is_left_to_the_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert may_have_draft("explain/lstm", FIRST_LEARNER)


# ---- who is there ----


def test_no_file_has_one_learner_and_none_is_made(file: Path) -> None:
    assert present_learners() == ALONE
    assert not file.exists()


def test_just_the_learners_who_are_there_are_found(file: Path) -> None:
    store = open_store()
    assert present_learners() == (Present(FIRST_LEARNER),)
    second = store.add_learner("小明", "red", NOW)
    assert present_learners() == (Present(FIRST_LEARNER), Present(second, "小明", "red"))
    store.remove_learner(FIRST_LEARNER, NOW)
    assert present_learners() == (Present(second, "小明", "red"),)
    store.put_back_learner(FIRST_LEARNER)
    assert [one.learner_id for one in present_learners() or ()] == [FIRST_LEARNER, second]
    store.close()


@pytest.mark.parametrize("revision", ["0001", "0002", "0003"])
def test_an_old_database_has_one_learner(file: Path, revision: str) -> None:
    (released,) = (Path(__file__).parent / "released").glob(f"*{revision}*.db")
    file.write_bytes(released.read_bytes())
    assert present_learners() == ALONE


def test_only_the_store_can_tell_of_a_damaged_file_or_a_server(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"no database" * 500)
    assert present_learners() is None
    file.unlink()
    assert present_learners() == ALONE
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://me@there/stepwise")
    assert present_learners() is None


# ---- what there is of a learner ----


def test_a_newcomer_has_nothing_and_no_file_is_made(file: Path) -> None:
    assert not may_have_history(FIRST_LEARNER)
    assert question_scores(FIRST_LEARNER) == {}
    assert not file.exists()
    open_store().close()
    assert not may_have_history(FIRST_LEARNER)


def test_an_answer_a_beginning_or_an_exam_day_is_a_history(file: Path) -> None:
    store = open_store()
    second, third = store.add_learner("b", "red", NOW), store.add_learner("c", "red", NOW)
    store.record(attempt(), NOW)
    store.of(second).save_draft(Draft("lstm/one-step", "1", NOW), NOW)
    assert [may_have_history(id) for id in (FIRST_LEARNER, second, third)] == [True, True, False]
    store.of(third).keep_exam(Exam("e", date(2026, 12, 19)))
    assert may_have_history(third)
    fourth = store.add_learner("d", "red", NOW)
    assert not may_have_history(fourth)
    store.of(fourth).read_lesson("lstm", 5.0, NOW)
    assert may_have_history(fourth)
    store.close()


def test_the_scores_are_those_of_the_store(file: Path) -> None:
    store = open_store()
    for n, points in enumerate((1.0, 2.0, 3.0)):
        store.record(attempt("a/b", attempt_id=str(n), points=points), NOW)
    store.record(attempt("a/c", attempt_id="c", points=0.0), NOW)
    kept = {one.question_id: (one.attempts, one.mean_score) for one in store.question_totals()}
    assert question_scores(FIRST_LEARNER) == kept
    assert kept["a/b"][0] == 3
    assert question_scores(FIRST_LEARNER + 1) == {}
    store.close()


@pytest.mark.parametrize("revision", ["0003", "0004"])
def test_of_an_old_database_only_the_store_can_tell(file: Path, revision: str) -> None:
    file.write_bytes((Path(__file__).parent / "released" / f"{revision}.db").read_bytes())
    assert may_have_history(FIRST_LEARNER)


def test_the_lessons_that_were_read_are_found(file: Path) -> None:
    assert topics_read(FIRST_LEARNER) == frozenset()
    store = open_store()
    store.read_lesson("lstm", 9.0, NOW)
    store.read_lesson("lstm", 4.0, NOW)
    store.read_lesson("gru", 9.0, NOW)
    store.close()
    assert topics_read(FIRST_LEARNER) == frozenset({"lstm", "gru"})
    assert topics_read(FIRST_LEARNER + 1) == frozenset()
