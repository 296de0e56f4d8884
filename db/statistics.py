"""Aggregate queries over all attempts: recurring misconceptions, weak steps, daily counts, question totals."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from db.records import DayCount, QuestionTotal, Slip, StepTotal
from db.tables import attempt_misconceptions, attempts
from engine.ids import name_in

LAST_TRIES = 8  # attempts that say whether a misconception is recent
LATEST_ATTEMPTS = 200  # attempts that count in step_totals

made = attempt_misconceptions.c


def slips(connection: Connection, limit: int) -> list[Slip]:
    """Misconceptions made in the last eight attempts at their questions, most frequent recently first.

    At most `limit` of them; equal ones are ordered by the number of all attempts with them.
    """
    found = [_slip(connection, row) for row in connection.execute(_counted())]
    recent = [slip for slip in found if any(slip.tries)]
    recent.sort(key=lambda slip: (-sum(slip.tries), -slip.count, slip.mechanism, slip.misconception_id))
    return recent[:limit]


def _counted() -> Select[Any]:
    """Query: mechanism, misconception, number of attempts with it, and the last such attempt."""
    key = (attempts.c.mechanism, made.misconception_id)
    times = func.count(attempts.c.sequence.distinct()).label("times")
    last = func.max(attempts.c.sequence).label("last")
    return select(*key, times, last).select_from(attempt_misconceptions.join(attempts)).group_by(*key)


def _slip(connection: Connection, row: Row[Any]) -> Slip:
    where = (
        select(made.step, attempts.c.question_id)
        .select_from(attempt_misconceptions.join(attempts))
        .where(attempts.c.sequence == row.last, made.misconception_id == row.misconception_id)
        .order_by(made.step)
        .limit(1)
    )
    step, question = connection.execute(where).one()
    tries = tuple(map(bool, connection.execute(_last_tries(row)).scalars()))[::-1]
    return Slip(row.mechanism, row.misconception_id, step, question, row.times, tries)


def _last_tries(row: Row[Any]) -> Select[Any]:
    """Query: 1 or 0 for each of the last attempts at the questions where it was ever made, latest first."""
    with_it = select(made.attempt_id).where(made.misconception_id == row.misconception_id)
    questions = select(attempts.c.question_id).where(
        attempts.c.mechanism == row.mechanism, attempts.c.attempt_id.in_(with_it)
    )
    return (
        select(case((attempts.c.attempt_id.in_(with_it), 1), else_=0))
        .where(attempts.c.question_id.in_(questions))
        .order_by(attempts.c.sequence.desc())
        .limit(LAST_TRIES)
    )


def step_totals(connection: Connection) -> list[StepTotal]:
    """Results per mechanism and step name over the latest attempts, weakest first.

    Steps with the same name in several groups, such as t=1/hidden and t=2/hidden, are counted together.
    """
    columns = (attempts.c.mechanism, attempts.c.question_id, attempts.c.marking)
    latest = select(*columns).order_by(attempts.c.sequence.desc()).limit(LATEST_ATTEMPTS)
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for mechanism, question, marking in connection.execute(latest):
        for id, step in marking.items():
            if isinstance(step, dict) and step.get("possible"):
                name = name_in(str(id))
                found.setdefault((mechanism, name), []).append((question, step["points"] / step["possible"]))
    totals = [
        StepTotal(*key, tries[0][0], len(tries), sum(share for _, share in tries) / len(tries))
        for key, tries in found.items()
    ]
    return sorted(totals, key=lambda total: (total.share, -total.tries, total.mechanism, total.step))


def daily_counts(connection: Connection, now: datetime, days: int) -> list[DayCount]:
    """Attempts and points of the last `days` local days, today included, oldest first; days without attempts are 0.

    `now` is an aware datetime; its time zone determines the local days.
    """
    first = now.date() - timedelta(days=days - 1)
    start = datetime.combine(first, time(), now.tzinfo)
    chosen = select(attempts.c.finished_at, attempts.c.points, attempts.c.possible)
    totals = {first + timedelta(days=k): (0, 0.0, 0.0) for k in range(days)}
    for finished, points, possible in connection.execute(chosen.where(attempts.c.finished_at >= start)):
        day = finished.astimezone(now.tzinfo).date()
        # if the clock was set back, some attempts lie in the future and belong to none of the days
        if day in totals:
            count, had, could = totals[day]
            totals[day] = (count + 1, had + points, could + possible)
    return [DayCount(day, *total) for day, total in totals.items()]


def question_totals(connection: Connection) -> list[QuestionTotal]:
    """Number of attempts and mean score of every answered question, ordered by id."""
    share = case((attempts.c.possible > 0, attempts.c.points / attempts.c.possible), else_=0.0)
    id = attempts.c.question_id
    totals = select(id, func.count(), func.avg(share)).group_by(id).order_by(id)
    return [QuestionTotal(*row) for row in connection.execute(totals)]
