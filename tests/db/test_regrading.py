"""Ratings that a learner changes, and fitted parameters: what was recorded stays, and every card follows from it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from db.errors import StoreError
from db.records import FittedParameters, Graded
from db.store import Store, open_store
from quiz.schedule import DEFAULT_PARAMETERS, CardState, Rating, ReviewLog, new_card, rebuild, review
from tests.db.attempts import NOON, attempt

ID = "lstm/one-step"
OTHER = "gru/one-step"
FITTED = (0.5, 1.2, 3.0, *DEFAULT_PARAMETERS[3:8], 1.2, *DEFAULT_PARAMETERS[9:])
KEPT = FittedParameters(NOON, 600, 120, 0.45, 0.4, kept=True, parameters=FITTED)


def answered(store: Store, days: float, points: float = 3.0, id: str = ID) -> str:
    now = NOON + timedelta(days=days)
    made = attempt(id, now, points=points)
    store.record(made, now)
    return made.attempt_id


def replay(*reviews: tuple[float, Rating], parameters: tuple[float, ...] = DEFAULT_PARAMETERS) -> CardState:
    """The card of these grades, given so many days after NOON, straight from the scheduler."""
    card = new_card(ID, NOON)
    for days, grade in reviews:
        card, _ = review(card, grade, NOON + timedelta(days=days), parameters)
    return card


def test_a_rating_is_as_marked_until_it_is_changed(store: Store) -> None:
    first = answered(store, 0)
    assert store.graded(first) == Graded(ID, Rating.GOOD, Rating.GOOD)
    assert store.regrade(first, Rating.EASY, NOON) == Graded(ID, Rating.GOOD, Rating.EASY)
    assert store.card(ID) == replay((0, Rating.EASY))
    later = NOON + timedelta(minutes=1)
    assert store.regrade(first, Rating.HARD, later) == Graded(ID, Rating.GOOD, Rating.HARD)
    assert store.graded(first) == Graded(ID, Rating.GOOD, Rating.HARD)
    assert store.card(ID) == replay((0, Rating.HARD))


def test_what_came_after_a_changed_rating_follows_from_it(store: Store) -> None:
    first = answered(store, 0)
    answered(store, 3, points=0.0)
    answered(store, 5)
    before = store.card(ID)
    store.regrade(first, Rating.AGAIN, NOON + timedelta(days=6))
    expected = replay((0, Rating.AGAIN), (3, Rating.AGAIN), (5, Rating.GOOD))
    assert store.card(ID) == expected != before
    logs = store.reviews(ID)
    assert [log.rating for log in logs] == [Rating.AGAIN, Rating.AGAIN, Rating.GOOD]
    assert logs[-1].after == expected
    answered(store, 12)
    assert store.card(ID) == replay((0, Rating.AGAIN), (3, Rating.AGAIN), (5, Rating.GOOD), (12, Rating.GOOD))


def test_practice_has_no_rating_to_change(store: Store) -> None:
    answered(store, 0)
    practice = answered(store, 0.01)
    card = store.card(ID)
    assert store.graded(practice) is None
    assert store.regrade(practice, Rating.EASY, NOON) is None
    assert store.regrade("unknown", Rating.EASY, NOON) is None
    assert store.card(ID) == card


def test_the_same_rating_again_adds_nothing(store: Store) -> None:
    first = answered(store, 0)
    card = store.card(ID)
    assert store.regrade(first, Rating.GOOD, NOON) == Graded(ID, Rating.GOOD, Rating.GOOD)
    assert store.card(ID) == card


@pytest.mark.parametrize("table", ["regradings", "fits"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET learner_id = learner_id", "DELETE FROM {}"])
def test_changes_are_never_changed(store: Store, table: str, statement: str) -> None:
    store.regrade(answered(store, 0), Rating.EASY, NOON)
    store.take_fit(KEPT, NOON)
    with pytest.raises(StoreError), store._writing() as connection:
        connection.exec_driver_sql(statement.format(table))
    assert len(store.fits()) == 1


def test_a_deleted_learner_leaves_neither_changed_ratings_nor_fits(store: Store) -> None:
    other = store.of(store.add_learner("Bo", "blue", NOON))
    other.regrade(answered(other, 0), Rating.EASY, NOON)
    other.take_fit(KEPT, NOON)
    store.remove_learner(other.learner_id, NOON)
    assert store.delete_learner(other.learner_id)
    assert other.fits() == []


# ---- fitted parameters ----


def test_a_fit_that_is_kept_makes_every_card_again(store: Store) -> None:
    for id in (ID, OTHER):
        for days, points in ((0, 0.0), (2, 3.0), (9, 3.0)):
            answered(store, days, points, id)
    store.take_fit(KEPT, NOON + timedelta(days=10))
    assert store.parameters() == FITTED
    expected = replay((0, Rating.AGAIN), (2, Rating.GOOD), (9, Rating.GOOD), parameters=FITTED)
    assert store.card(ID) == expected
    assert {card.question_id: card.stability for card in store.cards()} == dict.fromkeys(
        (ID, OTHER), expected.stability
    )
    assert store.reviews(ID)[-1].after == expected
    answered(store, 30)
    assert store.card(ID) == review(expected, Rating.GOOD, NOON + timedelta(days=30), FITTED)[0]


def test_a_fit_that_is_not_kept_changes_nothing(store: Store) -> None:
    answered(store, 0)
    card = store.card(ID)
    store.take_fit(FittedParameters(NOON, 600, 120, 0.4, 0.45, kept=False, parameters=FITTED), NOON)
    assert store.parameters() == DEFAULT_PARAMETERS
    assert store.card(ID) == card
    (fit,) = store.fits()
    assert (fit.reviews, fit.held_out, fit.loss_before, fit.loss, fit.kept) == (600, 120, 0.4, 0.45, False)


def test_the_defaults_can_be_taken_back(store: Store) -> None:
    answered(store, 0)
    card = store.card(ID)
    store.take_fit(KEPT, NOON)
    assert store.card(ID) != card
    store.take_fit(FittedParameters(NOON, 600, kept=True), NOON + timedelta(minutes=1))
    assert store.parameters() == DEFAULT_PARAMETERS
    assert store.card(ID) == card


@pytest.mark.parametrize("parameters", [FITTED[:-1], (*FITTED[:-1], 1.5), (-1.0, *FITTED[1:])])
def test_parameters_that_are_none_do_not_count(store: Store, parameters: tuple[float, ...]) -> None:
    answered(store, 0)
    store.take_fit(FittedParameters(NOON, 600, kept=True, parameters=parameters), NOON)
    assert store.parameters() == DEFAULT_PARAMETERS


def test_all_reviews_are_in_the_order_of_their_times_with_the_ratings_that_count(store: Store) -> None:
    first = answered(store, 0)
    answered(store, 1, id=OTHER)
    answered(store, 2, points=0.0)
    store.regrade(first, Rating.HARD, NOON)
    found = [(log.question_id, log.rating) for log in store.all_reviews()]
    assert found == [(ID, Rating.HARD), (OTHER, Rating.GOOD), (ID, Rating.AGAIN)]


def test_both_go_with_the_export(store: Store, tmp_path: Path) -> None:
    first = answered(store, 0)
    answered(store, 3)
    answered(store, 0, id=OTHER)
    store.regrade(first, Rating.EASY, NOON)
    store.take_fit(KEPT, NOON)
    exported = io.BytesIO()
    store.export(exported, NOON)
    elsewhere = open_store(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    for _ in range(2):
        elsewhere.read_in(exported, NOON)
        assert elsewhere.graded(first) == Graded(ID, Rating.GOOD, Rating.EASY)
        assert elsewhere.parameters() == FITTED
        assert elsewhere.cards() == store.cards()
    elsewhere.close()


def test_a_card_rebuilt_is_the_card_that_is_stored(store: Store) -> None:
    for days in (0, 2, 7):
        last = answered(store, days)
    store.regrade(last, Rating.EASY, NOON + timedelta(days=7))
    logs: list[ReviewLog] = store.reviews(ID)
    assert rebuild(ID, logs) == store.card(ID)
