"""Aggregate queries over a learner's attempts: recurring misconceptions, weak steps, daily counts, question totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from db import rows
from db.columns import Instant
from db.learners import day_start
from db.records import Counts, DayCount, MisconceptionCount, QuestionTotal, Readable, StepTotal
from db.tables import attempt_misconceptions, attempts, cards, day_totals
from db.tables import question_totals as totals
from engine.ids import name_in
from quiz.schedule import AHEAD, CardState, end_of_day, local_day, utc

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
    latest, found = _latest_attempts(connection, learner_id), []
    for (mechanism, id), made_in in _attempts_with(connection, learner_id).items():
        asked = set(made_in.values())
        sequences = sorted(number for question in asked for number in latest.get(question, ()))[-LAST_TRIES:]
        tries = tuple(number in made_in for number in sequences)
        if any(tries):
            last = max(made_in)
            found.append((last, MisconceptionCount(mechanism, id, "", made_in[last], len(made_in), tries)))
    found.sort(key=lambda one: (-sum(one[1].tries), -one[1].count, one[1].mechanism, one[1].misconception_id))
    return [replace(one, step=_step(connection, learner_id, last, one)) for last, one in found[:limit]]


def _attempts_with(connection: Connection, learner_id: int) -> dict[tuple[str, str], dict[int, str]]:
    """For each mechanism and misconception: the numbers of the attempts with it, and the question of each."""
    columns = (attempts.c.mechanism, made.misconception_id, attempts.c.sequence, attempts.c.question_id)
    chosen = select(*columns).select_from(MADE).where(made.learner_id == learner_id)
    found: dict[tuple[str, str], dict[int, str]] = {}
    for mechanism, id, number, question in connection.execute(chosen):
        if all(isinstance(text, str) for text in (mechanism, id, question)):  # a damaged row may hold anything
            found.setdefault((mechanism, id), {})[number] = question
    return found


def _latest_attempts(connection: Connection, learner_id: int) -> dict[str, list[int]]:
    """The numbers of the last attempts at each question, the latest first."""
    columns = (attempts.c.question_id, attempts.c.sequence)
    order = (attempts.c.question_id.desc(), attempts.c.sequence.desc())
    found: dict[str, list[int]] = {}
    for question, number in connection.execute(
        select(*columns).where(attempts.c.learner_id == learner_id).order_by(*order)
    ):
        latest = found.setdefault(question, [])
        if len(latest) < LAST_TRIES:
            latest.append(number)
    return found


def _step(connection: Connection, learner_id: int, sequence: int, one: MisconceptionCount) -> str:
    """The first step, by name, in which a misconception was made in an attempt."""
    here = (
        made.learner_id == learner_id,
        attempts.c.sequence == sequence,
        made.misconception_id == one.misconception_id,
    )
    return str(connection.execute(select(func.min(made.step)).select_from(MADE).where(*here)).scalar())


def step_totals(connection: Connection, learner_id: int) -> list[StepTotal]:
    """Results per mechanism and step name over the latest attempts, weakest first.

    Steps with the same name in several groups, such as t=1/hidden and t=2/hidden, are counted together.
    """
    columns = (attempts.c.mechanism, attempts.c.question_id, attempts.c.marking)
    own = select(*columns).where(attempts.c.learner_id == learner_id)
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in connection.execute(own.order_by(attempts.c.sequence.desc()).limit(LATEST_ATTEMPTS)):
        if values := rows.readable(attempts, row):
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
    found = {values["day"]: values for row in connection.execute(chosen) if (values := rows.readable(day_totals, row))}
    every = (first + timedelta(days=k) for k in range(days))
    names = ("attempts", "points", "possible")
    return [DayCount(day, *(found[day][name] for name in names) if day in found else (0, 0.0, 0.0)) for day in every]


def question_totals(connection: Connection, learner_id: int) -> list[QuestionTotal]:
    """Number of attempts and mean score of every answered question, ordered by id."""
    chosen = select(totals).where(totals.c.learner_id == learner_id).order_by(totals.c.question_id)
    read = (rows.readable(totals, row) for row in connection.execute(chosen))
    return [QuestionTotal(v["question_id"], v["attempts"], v["score"] / max(1, v["attempts"])) for v in read if v]


def due(connection: Connection, learner_id: int, now: datetime) -> Readable[CardState]:
    """Cards that are due before the local day ends, in no order."""
    chosen = select(cards).where(cards.c.learner_id == learner_id, _due(connection, learner_id, now))
    return Readable.of(map(rows.card, connection.execute(chosen)))


def most_forgotten(connection: Connection, learner_id: int, now: datetime) -> CardState | None:
    """The due card that is least likely to be recalled.

    Recall falls with the time since the last review in units of the stability, so the database can choose.
    """
    moment = utc(now)
    if connection.dialect.name == "sqlite":
        passed = func.julianday(bindparam("now", moment, Instant)) - func.julianday(cards.c.last_review)
    else:
        passed = func.extract("epoch", bindparam("now", moment, Instant) - cards.c.last_review)
    chosen = select(cards).where(cards.c.learner_id == learner_id, _due(connection, learner_id, now))
    order = (passed / cards.c.stability).desc().nulls_last()
    found = map(rows.card, connection.execute(chosen.order_by(order, cards.c.due, cards.c.question_id).limit(1)))
    return next((card for card in found if card is not None), None)


def _due(connection: Connection, learner_id: int, now: datetime) -> ColumnElement[bool]:
    """Condition: due before the local day ends, or reviewed under a clock that was ahead."""
    tonight = end_of_day(now, day_start(connection, learner_id))
    return or_(cards.c.due < tonight, cards.c.last_review > utc(now) + AHEAD)


def counts(connection: Connection, learner_id: int, now: datetime) -> Counts:
    """How many cards are due today, how many there are, and how many attempts were made."""
    own = select(func.count()).where(cards.c.learner_id == learner_id)
    due = _due(connection, learner_id, now)
    made_so_far = select(func.sum(day_totals.c.attempts)).where(day_totals.c.learner_id == learner_id)
    numbers = (connection.execute(chosen).scalar() or 0 for chosen in (own.where(due), own, made_so_far))
    return Counts(*numbers)


def from_the_future(connection: Connection, learner_id: int, now: datetime) -> int:
    """Number of attempts that were finished later than now: the clock was ahead when they were made, or is slow now."""
    own = (attempts.c.learner_id == learner_id, attempts.c.finished_at > now + AHEAD)
    return int(connection.execute(select(func.count()).select_from(attempts).where(*own)).scalar_one())
