"""Fitting FSRS-6's parameters: the loss held against py-fsrs, and reviews of simulated learners with another memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import pytest

from quiz.fitting import HELD_OUT, Fitted, fit, history, log_loss
from quiz.schedule import (
    BOUNDS,
    DAY,
    DEFAULT_PARAMETERS,
    EXPONENT,
    CardState,
    Rating,
    ReviewLog,
    new_card,
    retrievability,
    review,
    sound_parameters,
)

pytestmark = pytest.mark.torch

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
FORGETFUL = tuple(  # first stabilities a third of the defaults, reviews that help less
    each * {0: 0.3, 1: 0.3, 2: 0.3, 3: 0.3, 8: 0.7}.get(n, 1.0) for n, each in enumerate(DEFAULT_PARAMETERS)
)


STEEP = (*DEFAULT_PARAMETERS[:EXPONENT], 0.6)  # much that is late is forgotten
BY_THE_DAY, ANY_TIME = (1.0, 1.0), (0.2, 8.0)


@cache
def reviews(
    parameters: tuple[float, ...], cards: int = 150, seed: int = 1, waits: tuple[float, float] = BY_THE_DAY
) -> tuple[ReviewLog, ...]:
    """What is reviewed when it is due by the defaults, by learners whose memory has these parameters.

    `waits` are the least and the most times the interval that they wait.
    """
    rng, waiting = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    made: list[ReviewLog] = []
    for n in range(cards):
        now = START + timedelta(days=float(rng.uniform(0, 40)))
        planned = true = new_card(f"a/{n}", now)
        for turn in range(7):
            known = rng.random() < (0.7 if turn == 0 else _recall(true, now, parameters))
            grade = Rating.GOOD if known else Rating.AGAIN
            planned, log = review(planned, grade, now)
            true, _ = review(true, grade, now, parameters)
            made.append(log)
            now += (planned.due - now) * float(waiting.uniform(*waits)) + timedelta(hours=float(rng.uniform(-10, 30)))
    return tuple(sorted(made, key=lambda log: log.reviewed_at))


def _recall(card: CardState, now: datetime, parameters: tuple[float, ...]) -> float:
    assert card.last_review is not None
    assert card.stability is not None
    factor = 0.9 ** (-1 / parameters[20]) - 1
    return float((1 + factor * ((now - card.last_review) // DAY) / card.stability) ** -parameters[20])


CARD = CardState("a/0", START, 12.0, 5.0, START)


@cache
def fitted() -> Fitted:
    found = fit(reviews(FORGETFUL))
    assert found is not None
    return found


@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, FORGETFUL])
def test_the_loss_is_that_of_the_library_review_by_review(parameters: tuple[float, ...]) -> None:
    logs = reviews(DEFAULT_PARAMETERS, 20)
    cards: dict[str, CardState] = {}
    losses = []
    for log in logs:
        card = cards.get(log.question_id) or new_card(log.question_id, log.reviewed_at)
        if card.last_review and log.reviewed_at - card.last_review >= DAY:
            recall = _recall(card, log.reviewed_at, parameters)
            losses.append(-np.log(recall if log.rating > Rating.AGAIN else 1 - recall))
        cards[log.question_id], _ = review(card, log.rating, log.reviewed_at, parameters)
    found = history(logs)
    counted = found.fitted | found.tried
    assert counted.sum() == len(losses) > 60
    assert (found.days[(found.grades > 0)] == 0).sum() > 20  # first reviews, and some on the same day
    assert log_loss(parameters, found, counted) == pytest.approx(float(np.mean(losses)), rel=1e-9)


def test_the_latest_reviews_are_held_out() -> None:
    logs = reviews(DEFAULT_PARAMETERS, 20)
    found = history(logs)
    assert not (found.fitted & found.tried).any()
    share = found.tried.sum() / (found.tried | found.fitted).sum()
    assert share == pytest.approx(HELD_OUT, abs=0.02)
    assert history(logs[:1]).tried.sum() == 0
    assert fit(logs[:1]) is None
    assert fit([]) is None


@pytest.mark.exhaustive
def test_another_memory_is_found_and_predicts_better() -> None:
    found = fitted()
    assert found.better
    assert found.loss < found.loss_before - 0.01
    assert found.parameters[2] < 0.7 * DEFAULT_PARAMETERS[2]
    truly = log_loss(FORGETFUL, (given := history(reviews(FORGETFUL))), given.tried)
    assert found.loss < found.loss_before - 0.5 * (found.loss_before - truly)


@pytest.mark.exhaustive
def test_the_forgetting_curves_exponent_is_found_where_reviews_come_at_any_time() -> None:
    found = fit(reviews(STEEP, waits=ANY_TIME))
    assert found is not None
    assert found.better
    assert found.parameters[EXPONENT] == pytest.approx(0.6, abs=0.2)
    late = START + 60 * DAY
    true, usual, own = (retrievability(CARD, late, each) for each in (STEEP, DEFAULT_PARAMETERS, found.parameters))
    assert abs(own - true) < abs(usual - true) / 3


@pytest.mark.exhaustive
def test_where_all_reviews_come_when_they_are_due_little_is_said_of_the_exponent() -> None:
    found = fit(reviews(DEFAULT_PARAMETERS))
    assert found is not None
    assert found.parameters[EXPONENT] == pytest.approx(DEFAULT_PARAMETERS[EXPONENT], abs=0.1)


@pytest.mark.exhaustive
def test_what_is_fitted_the_scheduler_takes() -> None:
    found = fitted().parameters
    assert sound_parameters(list(found)) == found
    assert retrievability(CARD, START + 30 * DAY, found) == pytest.approx(_recall(CARD, START + 30 * DAY, found))
    assert all(low <= each <= high for low, each, high in zip(BOUNDS[0], found, BOUNDS[1], strict=True))


@pytest.mark.exhaustive
def test_what_was_fitted_before_is_what_has_to_be_beaten() -> None:
    again = fit(reviews(FORGETFUL), before=fitted().parameters)
    assert again is not None
    assert again.loss_before == pytest.approx(fitted().loss)
    assert again.loss == pytest.approx(again.loss_before)  # the same once more


def test_progress_is_told_and_a_fit_can_be_broken_off() -> None:
    told: list[float] = []

    def progress(done: float) -> bool:
        told.append(done)
        return len(told) < 4

    assert fit(reviews(DEFAULT_PARAMETERS, 20), progress=progress, steps=8) is None
    assert told == [0.0, 0.125, 0.25, 0.375]
