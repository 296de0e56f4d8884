"""Aggregate queries over a learner's attempts: recurring misconceptions, weak steps, daily counts, question totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from db import fitted_parameters, rows
from db.columns import Day, Instant
from db.learners import day_start
from db.prepared_statements import Prepared
from db.progress import Overview
from db.records import (
    CardCounts,
    DayCount,
    Duration,
    MisconceptionCount,
    MisconceptionMade,
    QuestionTotal,
    Readable,
    StepTotal,
)
from db.tables import attempt_misconceptions, attempts, cards, day_totals, paper_items
from db.tables import question_totals as totals
from engine.ids import name_in
from quiz.schedule import CardState, beyond, end_of_day, local_day

LAST_TRIES = 8  # attempts that say whether a misconception is recent
LATEST_ATTEMPTS = 200  # attempts that count in step_totals

made = attempt_misconceptions.c
MADE = attempt_misconceptions.join(
    attempts, (made.learner_id == attempts.c.learner_id) & (made.attempt_id == attempts.c.attempt_id)
)

OWNER: BindParameter[int] = bindparam("owner")
NOW = bindparam("now", type_=Instant)
OWN_CARDS = cards.c.learner_id == OWNER
# before the local day ends, or reviewed under a clock that was ahead
DUE = or_(cards.c.due < bindparam("tonight", type_=Instant), cards.c.last_review > bindparam("ahead", type_=Instant))
COUNTS = Prepared(
    select(
        select(func.count()).where(OWN_CARDS, DUE).scalar_subquery().label("due"),
        select(func.count()).where(OWN_CARDS).scalar_subquery().label("cards"),
        func.coalesce(
            select(func.sum(day_totals.c.attempts)).where(day_totals.c.learner_id == OWNER).scalar_subquery(), 0
        ).label("attempts"),
    )
)


# The numbers of attempts come as one text for each group: to take each from the driver takes longer than to find it.
NUMBERS = {
    "sqlite": func.group_concat(attempts.c.sequence),
    "postgresql": func.string_agg(cast(attempts.c.sequence, String), literal_column("','")),
}
GROUP = (made.misconception_id, attempts.c.mechanism)  # in the order of the index
ATTEMPTS_WITH = {
    name: Prepared(select(*GROUP, numbers).select_from(MADE).where(made.learner_id == OWNER).group_by(*GROUP))
    for name, numbers in NUMBERS.items()
}
FIRST_STEP = Prepared(
    select(func.min(made.step))
    .select_from(MADE)
    .where(
        made.learner_id == OWNER,
        attempts.c.sequence == bindparam("sequence"),
        made.misconception_id == bindparam("misconception"),
    )
)
ATTEMPTS_AT = {
    name: Prepared(
        select(attempts.c.question_id, numbers).where(attempts.c.learner_id == OWNER).group_by(attempts.c.question_id)
    )
    for name, numbers in NUMBERS.items()
}
LATEST_MARKINGS = Prepared(
    select(attempts.c.mechanism, attempts.c.question_id, attempts.c.marking)
    .where(attempts.c.learner_id == OWNER)
    .order_by(attempts.c.sequence.desc())
    .limit(bindparam("limit", type_=Integer))
)
LATER = Prepared(
    select(func.count().label("later")).where(attempts.c.learner_id == OWNER, attempts.c.finished_at > NOW)
)
CARDS = Prepared(select(cards).where(OWN_CARDS).order_by(cards.c.due))
DUE_CARDS = Prepared(select(cards).where(OWN_CARDS, DUE))
TOTALS = Prepared(select(totals).where(totals.c.learner_id == OWNER).order_by(totals.c.question_id))
DAYS_FROM = Prepared(
    select(day_totals).where(day_totals.c.learner_id == OWNER, day_totals.c.day >= bindparam("first", type_=Day))
)


def misconception_counts(connection: Connection, learner_id: int, limit: int) -> list[MisconceptionCount]:
    """Misconceptions made in the last eight attempts at their questions, most frequent recently first.

    At most `limit` of them; equal ones are ordered by the number of all attempts with them.
    """
    at, found = _attempts_at(connection, learner_id), []
    for (mechanism, id), made_in in _attempts_with(connection, learner_id, at).items():
        asked = set(made_in.values())
        sequences = sorted(number for question in asked for number in at[question][-LAST_TRIES:])[-LAST_TRIES:]
        tries = tuple(number in made_in for number in sequences)
        if any(tries):
            last = max(made_in)
            found.append((last, MisconceptionCount(mechanism, id, "", made_in[last], len(made_in), tries)))
    found.sort(key=lambda one: (-sum(one[1].tries), -one[1].count, one[1].mechanism, one[1].misconception_id))
    return [replace(one, step=_step(connection, learner_id, last, one)) for last, one in found[:limit]]


def misconceptions_made(connection: Connection, learner_id: int) -> list[MisconceptionMade]:
    """Every misconception made, the latest first, with the question and step in which it was made last."""
    at, found = _attempts_at(connection, learner_id), []
    latest = {key: max(made_in.items()) for key, made_in in _attempts_with(connection, learner_id, at).items()}
    for (mechanism, id), (number, asked) in sorted(latest.items(), key=lambda one: -one[1][0]):
        steps = FIRST_STEP.every(connection, {"owner": learner_id, "sequence": number, "misconception": id})
        found.append(MisconceptionMade(mechanism, id, str(steps[0][0]), asked))
    return found


def _attempts_at(connection: Connection, learner_id: int) -> dict[str, list[int]]:
    """For each question: the numbers of the attempts at it, in their order."""
    found = ATTEMPTS_AT[_dialect(connection)].every(connection, {"owner": learner_id})
    return {question: sorted(_numbers(text)) for question, text in found if type(question) is str}


def _attempts_with(
    connection: Connection, learner_id: int, at: Mapping[str, list[int]]
) -> dict[tuple[str, str], dict[int, str]]:
    """For each mechanism and misconception: the numbers of the attempts with it, and the question of each."""
    asked = {number: question for question, made_at in at.items() for number in made_at}
    found: dict[tuple[str, str], dict[int, str]] = {}
    for id, mechanism, text in ATTEMPTS_WITH[_dialect(connection)].every(connection, {"owner": learner_id}):
        if type(mechanism) is type(id) is str:  # a damaged row may hold anything
            made_in = {number: asked[number] for number in _numbers(text) if number in asked}
            found |= {(mechanism, id): made_in} if made_in else {}
    return found


def _numbers(aggregated: str) -> Iterator[int]:
    """The numbers in a text of NUMBERS."""
    return map(int, aggregated.split(","))


def _step(connection: Connection, learner_id: int, sequence: int, one: MisconceptionCount) -> str:
    """The first step, by name, in which a misconception was made in an attempt."""
    here = {"owner": learner_id, "sequence": sequence, "misconception": one.misconception_id}
    return str(FIRST_STEP.every(connection, here)[0][0])


def step_totals(connection: Connection, learner_id: int) -> list[StepTotal]:
    """Results per mechanism and step name over the latest attempts, weakest first.

    Steps with the same name in several groups, such as t=1/hidden and t=2/hidden, are counted together.
    """
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in LATEST_MARKINGS.each(connection, {"owner": learner_id, "limit": LATEST_ATTEMPTS}):
        if rows.fits(attempts, row):
            for id, fraction in _fractions(row["marking"]):
                found.setdefault((row["mechanism"], name_in(id)), []).append((row["question_id"], fraction))
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
    chosen = DAYS_FROM.each(connection, {"owner": learner_id, "first": first})
    found = {row["day"]: row for row in chosen if rows.fits(day_totals, row)}
    every = (first + timedelta(days=k) for k in range(days))
    names = ("attempts", "points", "possible", "aimed")
    return [DayCount(day, *(found[day][name] for name in names) if day in found else (0, 0.0, 0.0, 0)) for day in every]


def question_totals(connection: Connection, learner_id: int) -> list[QuestionTotal]:
    """Number of attempts and mean score of every answered question, ordered by id."""
    read = (row for row in TOTALS.each(connection, {"owner": learner_id}) if rows.fits(totals, row))
    return [QuestionTotal(v["question_id"], v["attempts"], v["score"] / max(1, v["attempts"])) for v in read]


def due(connection: Connection, learner_id: int, now: datetime) -> Readable[CardState]:
    """Cards that are due before the local day ends, in no order."""
    return Readable.of(map(rows.card, DUE_CARDS.each(connection, _at(connection, learner_id, now))))


def every_card(connection: Connection, learner_id: int) -> Readable[CardState]:
    """All cards, earliest due first."""
    return Readable.of(map(rows.card, CARDS.each(connection, {"owner": learner_id})))


def overview(connection: Connection, learner_id: int, now: datetime) -> Overview:
    """All cards and the totals of all questions, as they stand at `now`."""
    return Overview(
        now,
        end_of_day(now, day_start(connection, learner_id)),
        fitted_parameters.parameters(connection, learner_id),
        every_card(connection, learner_id),
        question_totals(connection, learner_id),
    )


def _dialect(connection: Connection) -> str:
    """Which of two statements fits the database."""
    return "sqlite" if connection.dialect.name == "sqlite" else "postgresql"


def _at(connection: Connection, learner_id: int, now: datetime) -> dict[str, Any]:
    """The parameters of OWN_CARDS and DUE."""
    tonight = end_of_day(now, day_start(connection, learner_id))
    return {"owner": learner_id, "tonight": tonight, "ahead": beyond(now)}


def counts(connection: Connection, learner_id: int, now: datetime) -> CardCounts:
    """How many cards are due today, how many there are, and how many attempts were made."""
    found = COUNTS.first(connection, _at(connection, learner_id, now))
    assert found is not None
    return CardCounts(found["due"], found["cards"], found["attempts"])


def durations(connection: Connection, learner_id: int, limit: int) -> list[Duration]:
    """How long the latest attempts at whole questions outside papers took, the latest first."""
    columns = (attempts.c.question_id, attempts.c.started_at, attempts.c.finished_at)
    in_a_paper = select(paper_items.c.attempt_id).where(paper_items.c.learner_id == learner_id)
    whole = (attempts.c.aimed == 0, attempts.c.attempt_id.not_in(in_a_paper))
    own = (attempts.c.learner_id == learner_id, *whole)
    chosen = select(*columns).where(*own).order_by(attempts.c.sequence.desc()).limit(limit)
    found = (row for row in rows.each(connection, chosen) if rows.fits(attempts, row))
    minute = timedelta(minutes=1)
    return [Duration(row["question_id"], (row["finished_at"] - row["started_at"]) / minute) for row in found]


def from_the_future(connection: Connection, learner_id: int, now: datetime) -> int:
    """Number of attempts that were finished later than now: the clock was ahead when they were made, or is slow now."""
    row = LATER.first(connection, {"owner": learner_id, "now": beyond(now)})
    return int(row["later"]) if row else 0
