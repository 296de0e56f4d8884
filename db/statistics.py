"""Questions about all attempts: slips that come back, days, totals of a question."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from db.records import DayCount, QuestionTotal, Slip, StepTotal
from db.tables import attempt_misconceptions, attempts
from engine.ids import name_in

LAST_TRIES = 8
LATEST_ATTEMPTS = 200

made = attempt_misconceptions.c


def slips(connection: Connection, limit: int) -> list[Slip]:
    """Misconceptions made in the last eight tries, those made most often of late first, then those made most."""
    found = [_slip(connection, row) for row in connection.execute(_counted())]
    recent = [slip for slip in found if any(slip.tries)]
    recent.sort(key=lambda slip: (-sum(slip.tries), -slip.count, slip.mechanism, slip.misconception_id))
    return recent[:limit]


def _counted() -> Select[Any]:
    """Mechanism and misconception; in how many attempts it was made, and the last of them."""
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
    """Whether it was made in each of the last attempts at the questions in which it was ever made, the latest first."""
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
    """Every step of the latest attempts by mechanism and its name without its place, the weakest first."""
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
    """The last `days` days of now's own zone, today included, the oldest first; days without attempts are there too."""
    first = now.date() - timedelta(days=days - 1)
    start = datetime.combine(first, time(), now.tzinfo)
    chosen = select(attempts.c.finished_at, attempts.c.points, attempts.c.possible)
    totals = {first + timedelta(days=k): (0, 0.0, 0.0) for k in range(days)}
    for finished, points, possible in connection.execute(chosen.where(attempts.c.finished_at >= start)):
        day = finished.astimezone(now.tzinfo).date()
        # a clock that was set back leaves attempts in the future, which belong to no day yet
        if day in totals:
            count, had, could = totals[day]
            totals[day] = (count + 1, had + points, could + possible)
    return [DayCount(day, *total) for day, total in totals.items()]


def question_totals(connection: Connection) -> list[QuestionTotal]:
    """Every question that was answered, by id."""
    share = case((attempts.c.possible > 0, attempts.c.points / attempts.c.possible), else_=0.0)
    id = attempts.c.question_id
    totals = select(id, func.count(), func.avg(share)).group_by(id).order_by(id)
    return [QuestionTotal(*row) for row in connection.execute(totals)]
