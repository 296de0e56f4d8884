"""FSRS-6 over arrays, held against py-fsrs card by card."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import memory
from quiz.schedule import DEFAULT_PARAMETERS, CardState, Rating, new_card, retrievability, review

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GRADES = np.array([int(each) for each in Rating])


@pytest.mark.parametrize("grade", Rating)
def test_a_first_review_is_the_librarys(grade: Rating) -> None:
    card, _ = review(new_card("a/b", NOW), grade, NOW)
    assert memory.first(DEFAULT_PARAMETERS, grade) == pytest.approx((card.stability, card.difficulty), rel=1e-12)


@settings(deadline=None)
@given(st.floats(0.01, 500), st.floats(1, 10), st.integers(1, 400))
def test_a_later_review_is_the_librarys(stability: float, difficulty: float, days: int) -> None:
    card = CardState("a/b", NOW, stability, difficulty, NOW)
    then = NOW + timedelta(days=days)
    recall = memory.recall(DEFAULT_PARAMETERS, stability, days)
    assert recall == pytest.approx(retrievability(card, then, DEFAULT_PARAMETERS), rel=1e-12)
    many = np.full(4, stability), np.full(4, difficulty), np.full(4, recall)
    found = memory.later_reviews(DEFAULT_PARAMETERS, *many, GRADES)
    after = [review(card, grade, then)[0] for grade in Rating]
    assert found[0] == pytest.approx([each.stability for each in after], rel=1e-12)
    assert found[1] == pytest.approx([each.difficulty for each in after], rel=1e-12)
