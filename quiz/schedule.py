"""When a question should come back: spaced repetition (FSRS) over our own frozen cards, one card a question.

A card changes only by `review`, which is pure: the same card, rating and instant give the same next card, so every
card can be rebuilt by replaying its reviews. Instants are aware datetimes in any zone and are kept in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import IntEnum

import fsrs

from quiz.errors import ScheduleError

AGAIN_BELOW = 0.6
HARD_BELOW = 0.9

# no steps within a day: each review draws fresh numbers and takes minutes, so a question returns after a day or more
SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class Rating(IntEnum):
    """How well a question was answered, in the scheduler's four grades."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class CardState:
    """What the scheduler knows of one question; stability is in days, difficulty from 1 to 10.

    Stability, difficulty and last_review are None until the first review.
    """

    question_id: str
    due: datetime
    stability: float | None = None
    difficulty: float | None = None
    last_review: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """One review: the card before it, the rating, and the card after it."""

    question_id: str
    rating: Rating
    reviewed_at: datetime
    before: CardState
    after: CardState


def new_card(question_id: str, now: datetime) -> CardState:
    """A card that has never been reviewed and is due at once."""
    return CardState(question_id, utc(now))


def review(card: CardState, rating: Rating, now: datetime) -> tuple[CardState, ReviewLog]:
    """The card after a review at `now`, and the record of it."""
    now = utc(now)
    seen, _ = SCHEDULER.review_card(_to_fsrs(card), fsrs.Rating(rating), now)
    after = CardState(card.question_id, seen.due, seen.stability, seen.difficulty, seen.last_review)
    return after, ReviewLog(card.question_id, rating, now, card, after)


def rebuild(question_id: str, logs: Iterable[ReviewLog]) -> CardState:
    """The card that these reviews give when replayed in their order; raises ScheduleError when there are none."""
    card: CardState | None = None
    for log in logs:
        card, _ = review(card or new_card(question_id, log.reviewed_at), log.rating, log.reviewed_at)
    if card is None:
        raise ScheduleError("{question} has no reviews to rebuild its card from.", question=question_id)
    return card


def retrievability(card: CardState, now: datetime) -> float:
    """The probability, from 0 to 1, that the question is answered well at `now`; 0 before the first review."""
    return float(SCHEDULER.get_card_retrievability(_to_fsrs(card), utc(now)))


def rating(fraction: float, hints_used: int) -> Rating:
    """The grade of a score: below 0.6 AGAIN; below 0.9, or with any hint, HARD; else GOOD.

    Never EASY: a score says that an answer was right, not that it cost no effort, and a choice can be guessed.
    """
    if not 0 <= fraction <= 1:
        raise ScheduleError("A score of {fraction} is not between 0 and 1.", fraction=fraction)
    if fraction < AGAIN_BELOW:
        return Rating.AGAIN
    return Rating.HARD if fraction < HARD_BELOW or hints_used else Rating.GOOD


def rates_today(previous: Iterable[datetime], now: datetime, timezone: tzinfo) -> bool:
    """Whether an attempt at `now` rates the card: none of the previous ones fell on the same day in this zone."""
    today = utc(now).astimezone(timezone).date()
    return all(utc(earlier).astimezone(timezone).date() != today for earlier in previous)


def end_of_day(now: datetime) -> datetime:
    """Midnight after `now` in now's own zone, in UTC."""
    utc(now)
    return utc(datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo))


def utc(instant: datetime) -> datetime:
    """The same instant in UTC; raises ScheduleError for one without a zone."""
    if instant.utcoffset() is None:
        raise ScheduleError("{instant} has no time zone: pass an aware datetime.", instant=instant)
    return instant.astimezone(UTC)


def _to_fsrs(card: CardState) -> fsrs.Card:
    state = fsrs.State.Learning if card.stability is None else fsrs.State.Review
    # an id is passed in because fsrs would else make one and sleep a millisecond over it
    return fsrs.Card(0, state, None, card.stability, card.difficulty, card.due, card.last_review)
