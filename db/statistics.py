"""Aggregate queries over a learner's attempts: recurring misconceptions, weak steps, daily counts, question totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, or_, select

from db.learners import day_start
from db.recording import AHEAD
from db.records import Counts, DayCount, MisconceptionCount, QuestionTotal, StepTotal
from db.rows import readable
from db.tables import attempt_misconceptions, attempts, cards, day_totals
from db.tables import question_totals as totals
from engine.ids import name_in
from quiz.schedule import end_of_day, local_day

LAST_TRIES = 8  # attempts that say whether a misconception is recent
LATEST_ATTEMPTS = 200  # attempts that count in step_totals

made = attempt_misconceptions.c
MADE = attempt_misconceptions.join(
    attempts, (made.learner_id == attempts.c.learner_id) & (made.attempt_id == attempts.c.attempt_id)
)


def misconception_counts(connection: Connection, learner_id: int, limit: int) -> list[MisconceptionCount]:
    """Misconceptions made in the last eight attempts at their questions, most frequent recently first.

    At most `limit` of them; equal ones are ordered by the number of all attempts with them.
    """
    found = [_with_tries(connection, learner_id, row) for row in connection.execute(_counted(learner_id))]
    recent = [one for one in found if any(one.tries)]
    recent.sort(key=lambda one: (-sum(one.tries), -one.count, one.mechanism, one.misconception_id))
    return recent[:limit]


def _counted(learner_id: int) -> Select[Any]:
    """Query: mechanism, misconception, number of attempts with it, and the last such attempt."""
    key = (attempts.c.mechanism, made.misconception_id)
    times = func.count(attempts.c.sequence.distinct()).label("times")
    last = func.max(attempts.c.sequence).label("last")
    return select(*key, times, last).select_from(MADE).where(made.learner_id == learner_id).group_by(*key)


def _with_tries(connection: Connection, learner_id: int, row: Row[Any]) -> MisconceptionCount:
    where = (
        select(made.step, attempts.c.question_id)
        .select_from(MADE)
        .where(attempts.c.sequence == row.last, made.misconception_id == row.misconception_id)
        .order_by(made.step)
        .limit(1)
    )
    step, question = connection.execute(where).one()
    tries = tuple(map(bool, connection.execute(_last_tries(learner_id, row)).scalars()))[::-1]
    return MisconceptionCount(row.mechanism, row.misconception_id, step, question, row.times, tries)


def _last_tries(learner_id: int, row: Row[Any]) -> Select[Any]:
    """Query: 1 or 0 for each of the last attempts at the questions where it was ever made, latest first."""
    own = attempts.c.learner_id == learner_id
    with_it = select(made.attempt_id).where(
        made.learner_id == learner_id, made.misconception_id == row.misconception_id
    )
    questions = select(attempts.c.question_id).where(
        own, attempts.c.mechanism == row.mechanism, attempts.c.attempt_id.in_(with_it)
    )
    return (
        select(case((attempts.c.attempt_id.in_(with_it), 1), else_=0))
        .where(own, attempts.c.question_id.in_(questions))
        .order_by(attempts.c.sequence.desc())
        .limit(LAST_TRIES)
    )


def step_totals(connection: Connection, learner_id: int) -> list[StepTotal]:
    """Results per mechanism and step name over the latest attempts, weakest first.

    Steps with the same name in several groups, such as t=1/hidden and t=2/hidden, are counted together.
    """
    columns = (attempts.c.mechanism, attempts.c.question_id, attempts.c.marking)
    own = select(*columns).where(attempts.c.learner_id == learner_id)
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in connection.execute(own.order_by(attempts.c.sequence.desc()).limit(LATEST_ATTEMPTS)):
        if values := readable(attempts, row):
            for id, fraction in _fractions(values["marking"]):
                found.setdefault((row.mechanism, name_in(id)), []).append((row.question_id, fraction))
    results = [
        StepTotal(*key, tries[0][0], len(tries), sum(fraction for _, fraction in tries) / len(tries))
        for key, tries in found.items()
    ]
    return sorted(results, key=lambda total: (total.share, -total.tries, total.mechanism, total.step))


def _fractions(marking: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Steps of a marking with the fraction of their points that was earned; steps that count nothing are left out."""
    for id, step in marking.items():
        numbers = [step.get(name) for name in ("points", "possible")] if isinstance(step, dict) else []
        if len(numbers) == 2 and all(isinstance(number, int | float) for number in numbers) and numbers[1]:
            yield id, numbers[0] / numbers[1]


def daily_counts(connection: Connection, learner_id: int, now: datetime, days: int) -> list[DayCount]:
    """Attempts and points of the last `days` local days, today included, oldest first; days without attempts are 0.

    `now` is an aware datetime; its time zone and the learner's day start say which day today is.
    """
    first = local_day(now, day_start(connection, learner_id)) - timedelta(days=days - 1)
    chosen = select(day_totals).where(day_totals.c.learner_id == learner_id, day_totals.c.day >= first)
    found = {values["day"]: values for row in connection.execute(chosen) if (values := readable(day_totals, row))}
    every = (first + timedelta(days=k) for k in range(days))
    names = ("attempts", "points", "possible")
    return [DayCount(day, *(found[day][name] for name in names) if day in found else (0, 0.0, 0.0)) for day in every]


def question_totals(connection: Connection, learner_id: int) -> list[QuestionTotal]:
    """Number of attempts and mean score of every answered question, ordered by id."""
    chosen = select(totals).where(totals.c.learner_id == learner_id).order_by(totals.c.question_id)
    read = (readable(totals, row) for row in connection.execute(chosen))
    return [QuestionTotal(v["question_id"], v["attempts"], v["score"] / max(1, v["attempts"])) for v in read if v]


def counts(connection: Connection, learner_id: int, now: datetime) -> Counts:
    """How many cards are due today, how many there are, and how many attempts were made."""
    tonight = end_of_day(now, day_start(connection, learner_id))
    own = select(func.count()).where(cards.c.learner_id == learner_id)
    due = or_(cards.c.due < tonight, cards.c.last_review > now + AHEAD)
    made_so_far = select(func.sum(day_totals.c.attempts)).where(day_totals.c.learner_id == learner_id)
    numbers = (connection.execute(chosen).scalar() or 0 for chosen in (own.where(due), own, made_so_far))
    return Counts(*numbers)


def from_the_future(connection: Connection, learner_id: int, now: datetime) -> int:
    """Number of attempts that were finished later than now: the clock was ahead when they were made, or is slow now."""
    own = (attempts.c.learner_id == learner_id, attempts.c.finished_at > now + AHEAD)
    return int(connection.execute(select(func.count()).select_from(attempts).where(*own)).scalar_one())
