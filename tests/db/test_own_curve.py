"""Recall by the curve of the learner's own memory, wherever the store tells it."""

from __future__ import annotations

from datetime import timedelta

from db.records import Fit
from db.store import Store
from quiz.schedule import DEFAULT_PARAMETERS, EXPONENT, retrievability
from tests.db.attempts import NOON, attempt

STEEP = (*DEFAULT_PARAMETERS[:EXPONENT], 0.6)


def test_a_fitted_exponent_counts_for_every_recall_that_is_told(store: Store) -> None:
    store.record(attempt("lstm/one"), NOON)
    later = NOON + timedelta(days=60)
    usual = store.due(later)[0].retrievability
    store.take_fit(Fit(NOON, 600, 100, 0.5, 0.4, True, STEEP), NOON)
    assert store.parameters() == STEEP
    (due,) = store.due(later)
    card = store.card("lstm/one")
    assert card is not None
    assert due.retrievability == retrievability(card, later, STEEP) < usual - 0.1
    assert store.next_due(later) == due
    assert store.overview(later).due() == [due]
