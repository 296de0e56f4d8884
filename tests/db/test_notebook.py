"""The learner's attempts are found by what was asked, when, and which mistakes were made; never another's."""

from __future__ import annotations

from datetime import timedelta

from db.records import AttemptFilter
from db.store import Store
from tests.db.attempts import NOON, attempt

EVERY = AttemptFilter(failed=False)


def ids(store: Store, wanted: AttemptFilter, limit: int = 9) -> tuple[list[str], int]:
    found, count = store.notebook.attempts(wanted, limit)
    return [one.attempt_id for one in found], count


def filled(store: Store) -> None:
    """An attempt with full marks, two with a mistake each, of which one is a week old, and one wrong without a name."""
    made = {"old": "cell.stale", "new": "cell.swapped"}
    week = NOON - timedelta(days=7)
    store.record(attempt("lstm/one-step", week, attempt_id="old", points=1, misconceptions=(("c", made["old"]),)), week)
    store.record(attempt("lstm/one-step", attempt_id="right"), NOON)
    store.record(attempt("gru/blend", attempt_id="new", points=2, misconceptions=(("h", made["new"]),)), NOON)
    store.record(attempt("gru/blend", attempt_id="wrong", points=0), NOON)


def test_failed_ones_the_latest_first_and_how_many_there_are(store: Store) -> None:
    filled(store)
    assert ids(store, AttemptFilter()) == (["wrong", "new", "old"], 3)
    assert ids(store, AttemptFilter(), limit=1) == (["wrong"], 3)
    assert ids(store, EVERY) == (["wrong", "new", "right", "old"], 4)


def test_what_came_in_later_stands_where_it_was_finished(store: Store) -> None:
    """An import brings attempts of months ago after those of today."""
    filled(store)
    before = NOON - timedelta(days=3)
    store.record(attempt("gru/blend", before, attempt_id="imported", points=0), NOON)
    assert ids(store, AttemptFilter()) == (["wrong", "new", "imported", "old"], 4)


def test_by_question_time_and_mistake(store: Store) -> None:
    filled(store)
    assert ids(store, AttemptFilter(questions=("gru/blend", "no/such"))) == (["wrong", "new"], 2)
    assert ids(store, AttemptFilter(questions=())) == ([], 0)
    assert ids(store, AttemptFilter(since=NOON - timedelta(days=1))) == (["wrong", "new"], 2)
    mistake = (("lstm_step", "cell.stale"), ("lstm_step", "nobody.makes.it"))
    assert ids(store, AttemptFilter(misconceptions=mistake)) == (["old"], 1)
    assert ids(store, AttemptFilter(misconceptions=(("gru_step", "cell.stale"),))) == ([], 0)


def test_the_mistakes_made_and_where_last(store: Store) -> None:
    filled(store)
    store.record(attempt("lstm/again", attempt_id="later", points=1, misconceptions=(("c2", "cell.stale"),)), NOON)
    found = [(one.misconception_id, one.question_id, one.step) for one in store.notebook.misconceptions()]
    assert found == [("cell.stale", "lstm/again", "c2"), ("cell.swapped", "gru/blend", "h")]


def test_an_attempt_is_read_by_its_id_and_only_by_whose_it_is(store: Store) -> None:
    filled(store)
    found = store.notebook.attempt("new")
    assert found is not None
    assert (found.question_id, found.points, found.misconceptions) == ("gru/blend", 2, (("h", "cell.swapped"),))
    other = store.of(store.add_learner("Other", "red", NOON)).notebook
    assert other.attempt("new") is None
    assert other.attempts(EVERY, 9) == ([], 0)
    assert other.misconceptions() == []
    assert store.notebook.attempt("no-such") is None
