"""Spaced repetition: when each question is due again, by the FSRS algorithm; one card per question.

A card changes only by `review`, a pure function: the same card, rating and time give the same next card, so a card
can be rebuilt by replaying its reviews. All times are aware datetimes; they are stored in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import lru_cache
from math import isfinite
from typing import Any

import fsrs
import fsrs.scheduler

from quiz.errors import ScheduleError

AGAIN_BELOW = 0.6
HARD_BELOW = 0.9
DAY_START = 4  # the hour at which a new day begins, unless the learner chooses another

# no repetition within a day: a review has new numbers and takes minutes, so a question returns after a day or more
SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
DEFAULT_PARAMETERS = tuple(map(float, SCHEDULER.parameters))
BOUNDS = (fsrs.scheduler.LOWER_BOUNDS_PARAMETERS, fsrs.scheduler.UPPER_BOUNDS_PARAMETERS)
GOAL = SCHEDULER.desired_retention  # probability of recall at which a question is due again
EXPONENT = 20  # the parameter that says how flat the forgetting curve is
DAY = timedelta(days=1)
LAST = datetime.max.replace(tzinfo=UTC)
AHEAD = timedelta(hours=1)  # what lies so far in the future was made under a wrong clock


class Rating(IntEnum):
    """The four grades of a review in FSRS, from a failed answer to an easy one."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class CardState:
    """The scheduling state of one question; stability is in days, difficulty from 1 to 10.

    Stability, difficulty and last_review are None until the first review.
    """

    question_id: str
    due: datetime
    stability: float | None = None
    difficulty: float | None = None
    last_review: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """One review: the card before it, the rating, the time, and the card after it."""

    question_id: str
    rating: Rating
    reviewed_at: datetime
    before: CardState
    after: CardState


def new_card(question_id: str, now: datetime) -> CardState:
    """A card that has never been reviewed and is due at once."""
    return CardState(question_id, utc(now))


def review(
    card: CardState, rating: Rating, now: datetime, parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> tuple[CardState, ReviewLog]:
    """The card after a review at time `now`, and the log entry of that review; `parameters` are FSRS-6's.

    Raises ScheduleError for a time without a zone.
    """
    now = utc(now)
    seen, _ = _scheduler(parameters).review_card(_to_fsrs(card), fsrs.Rating(rating), now)
    after = CardState(card.question_id, seen.due, seen.stability, seen.difficulty, seen.last_review)
    return after, ReviewLog(card.question_id, rating, now, card, after)


def rebuild(
    question_id: str, logs: Iterable[ReviewLog], parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> CardState:
    """The card that results from replaying these reviews in order. Raises ScheduleError if there are none."""
    again = replayed(question_id, logs, parameters)
    if not again:
        raise ScheduleError("{question} has no reviews to rebuild its card from.", question=question_id)
    return again[-1].after


def replayed(
    question_id: str, logs: Iterable[ReviewLog], parameters: tuple[float, ...] = DEFAULT_PARAMETERS
) -> list[ReviewLog]:
    """The same reviews, in order, with the cards that follow from their ratings and times."""
    card: CardState | None = None
    again = []
    for log in logs:
        before = card or new_card(question_id, log.reviewed_at)
        card, made = review(before, log.rating, log.reviewed_at, parameters)
        again.append(made)
    return again


def sound_parameters(kept: Any) -> tuple[float, ...] | None:
    """FSRS-6's parameters from a list of numbers; None where it is none that the scheduler takes."""
    if not isinstance(kept, list) or not all(isinstance(each, int | float) and isfinite(each) for each in kept):
        return None
    found = tuple(map(float, kept))
    try:
        fsrs.Scheduler(found)
    except ValueError:
        return None
    return found


@lru_cache(maxsize=16)
def _scheduler(parameters: tuple[float, ...]) -> fsrs.Scheduler:
    return fsrs.Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def retrievability(card: CardState, now: datetime, parameters: tuple[float, ...]) -> float:
    """The probability, from 0 to 1, that the question is answered well at `now`; 0 before the first review.

    FSRS-6's forgetting curve over the time that has passed in fractions of days (py-fsrs counts whole days). The
    parameters are the learner's: the exponent is fitted too.
    """
    if card.last_review is None or not card.stability:
        return 0.0
    days = max(0.0, (utc(now) - card.last_review) / DAY)
    exponent = -parameters[EXPONENT]
    return float((1 + _factor(exponent) * days / card.stability) ** exponent)


@lru_cache(maxsize=64)
def _factor(exponent: float) -> float:
    """What makes recall the goal after as many days as the stability says."""
    return float(GOAL ** (1 / exponent) - 1)


def ahead(card: CardState, now: datetime) -> bool:
    """Whether a card was last reviewed under a clock that was ahead of the present one: its due date means nothing."""
    return card.last_review is not None and card.last_review > beyond(now)


def beyond(now: datetime) -> datetime:
    """The time in UTC after which nothing can have been made at `now`, unless a clock was ahead."""
    return min(utc(now), LAST - AHEAD) + AHEAD


def rating(fraction: float, hints_used: int) -> Rating:
    """The FSRS grade of a score from 0 to 1: AGAIN below 0.6; HARD below 0.9 or with any hint; otherwise GOOD.

    Never EASY: a score shows that an answer was right, not that it took no effort, and a choice can be guessed.
    Raises ScheduleError for a score outside 0 to 1.
    """
    if not 0 <= fraction <= 1:
        raise ScheduleError("A score of {fraction} is not between 0 and 1.", fraction=fraction)
    if fraction < AGAIN_BELOW:
        return Rating.AGAIN
    return Rating.HARD if fraction < HARD_BELOW or hints_used else Rating.GOOD


def local_day(now: datetime, day_start: int = DAY_START) -> date:
    """The learner's own day at `now`, in its time zone: before the hour `day_start` it is still the day before."""
    utc(now)
    return now.date() - DAY if now.hour < day_start and now.date() > date.min else now.date()


def end_of_day(now: datetime, day_start: int = DAY_START) -> datetime:
    """The time in UTC at which the learner's own day at `now` ends: when the clock next shows the hour `day_start`.

    Raises ScheduleError for a time without a zone.
    """
    today = local_day(now, day_start)
    if today >= date.max - DAY:
        return LAST
    return utc(datetime.combine(today + DAY, time(day_start), now.tzinfo))


def utc(instant: datetime) -> datetime:
    """The same time in UTC, or the nearest that there is; raises ScheduleError for a datetime without a time zone."""
    if instant.utcoffset() is None:
        raise ScheduleError("{instant} has no time zone: pass an aware datetime.", instant=instant)
    try:
        return instant.astimezone(UTC)
    except OverflowError:  # on the calendar's first or last day
        return LAST if instant.year > 1 else datetime.min.replace(tzinfo=UTC)


def _to_fsrs(card: CardState) -> fsrs.Card:
    state = fsrs.State.Learning if card.stability is None else fsrs.State.Review
    # an id is passed because fsrs otherwise makes one and sleeps a millisecond to keep it unique
    return fsrs.Card(0, state, None, card.stability, card.difficulty, card.due, card.last_review)
