"""Aggregate queries over a learner's attempts: recurring misconceptions, weak steps, daily counts, question totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Subquery, func, or_, select

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
    latest = _latest_attempts(connection, learner_id)
    recent = _made_in_latest(connection, learner_id)
    found = []
    for (mechanism, id), asked in _by_question(connection, learner_id).items():
        sequences = sorted({number for question in asked for number in latest.get(question, ())})[-LAST_TRIES:]
        tries = tuple((number, id) in recent for number in sequences)
        if any(tries):
            last, question = max((last, question) for question, (_, last) in asked.items())
            count = sum(count for count, _ in asked.values())
            found.append((last, MisconceptionCount(mechanism, id, "", question, count, tries)))
    found.sort(key=lambda one: (-sum(one[1].tries), -one[1].count, one[1].mechanism, one[1].misconception_id))
    return [replace(one, step=_step(connection, learner_id, last, one)) for last, one in found[:limit]]


def _by_question(connection: Connection, learner_id: int) -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
    """For each mechanism and misconception and each question: the number of attempts with it and the last of them."""
    key = (attempts.c.mechanism, made.misconception_id, attempts.c.question_id)
    numbers = (func.count(attempts.c.sequence.distinct()), func.max(attempts.c.sequence))
    chosen = select(*key, *numbers).select_from(MADE).where(made.learner_id == learner_id).group_by(*key)
    found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for mechanism, id, question, count, last in connection.execute(chosen):
        if all(isinstance(text, str) for text in (mechanism, id, question)):  # a damaged row may hold anything
            found.setdefault((mechanism, id), {})[question] = (count, last)
    return found


def _numbered(learner_id: int) -> Subquery:
    """Query: a learner's attempts, with their place among those at the same question, the latest being 1."""
    place = func.row_number().over(partition_by=attempts.c.question_id, order_by=attempts.c.sequence.desc())
    columns = (attempts.c.sequence, attempts.c.attempt_id, attempts.c.question_id, place.label("place"))
    return select(*columns).where(attempts.c.learner_id == learner_id).subquery()


def _latest_attempts(connection: Connection, learner_id: int) -> dict[str, list[int]]:
    """The numbers of the last attempts at each question."""
    numbered = _numbered(learner_id).c
    found: dict[str, list[int]] = {}
    for question, number in connection.execute(
        select(numbered.question_id, numbered.sequence).where(numbered.place <= LAST_TRIES)
    ):
        found.setdefault(question, []).append(number)
    return found


def _made_in_latest(connection: Connection, learner_id: int) -> set[tuple[int, str]]:
    """Pairs of an attempt's number and a misconception made in it, for the last attempts at each question."""
    numbered = _numbered(learner_id).c
    same = (made.learner_id == learner_id, made.attempt_id == numbered.attempt_id, numbered.place <= LAST_TRIES)
    return {
        (number, id) for number, id in connection.execute(select(numbered.sequence, made.misconception_id).where(*same))
    }


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
