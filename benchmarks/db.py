"""What the database takes with a long history: 200 learners, 100,000 cards, 1,000,000 reviews, and one with 60 cards.

Recording is compared with sqlite3 doing the same by hand: the same statements, durable likewise, in the same database.
The history is made with the scheduler, so the cards can be made again from it and compared.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.timing import interleaved, table
from db.database import PRAGMAS
from db.records import AttemptRecord
from db.store import Store, open_store
from quiz.schedule import CardState, local_day, new_card, rating, rebuild, review

LEARNERS, QUESTIONS, REVIEWS = 200, 500, 10  # 10 reviews a card
A_DAY = 60  # questions, all due on one day, which takes more than an hour
START = datetime(2026, 1, 1, 9, tzinfo=UTC)
NOW = START + timedelta(days=400)
MARKING = {"scaled": {"status": "right", "cells": [["right"] * 6] * 6, "points": 3.0, "possible": 3.0}}
ANSWERS = {"scaled": [["0.25"] * 6] * 6}

Row = tuple[Any, ...]


def main() -> None:
    """Print the tables. Targets: 1.3, 1 ms for what is due on a day, 2 ms for counts, 50 for Progress and opening."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.db"
        started = perf_counter()
        cards = fill(path)
        size = path.stat().st_size / 1e6
        print(f"history made in {perf_counter() - started:.0f} s: {size:.0f} MB, {len(cards):,} cards")
        logs, equal = made_again(path, cards)
        print(f"cards made again from {logs:,} reviews: {equal:,} of {len(cards):,} equal the stored ones\n")
        add_day(path)
        readings(path)
        recording(path)


# ---- the history ----


def fill(path: Path, learners: int = LEARNERS) -> dict[tuple[int, str], CardState]:
    """Write the history of so many learners past the store, in bulk; returns the cards."""
    open_store(f"sqlite:///{path}").close()
    cards: dict[tuple[int, str], CardState] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        first = connection.execute("SELECT name, color, day_start, created_at FROM learners").fetchone()
        rows = [(learner, *first) for learner in range(2, learners + 1)]
        connection.executemany(insertion("learners", "learner_id name color day_start created_at"), rows)
        for learner in range(1, learners + 1):
            _fill_learner(connection, learner, cards)
        connection.commit()
    return cards


def add_day(path: Path) -> None:
    """One more learner, who has as many cards as are due on a day."""
    store = open_store(f"sqlite:///{path}")
    learner = store.add_learner("day", "blue", START)
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        _fill_learner(connection, learner, {}, A_DAY)
        connection.commit()


def insertion(name: str, columns: str) -> str:
    """An INSERT statement."""
    names = columns.split()
    return f"INSERT INTO {name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


DAYS = "day_totals (learner_id, day, attempts, points, possible)"
ATTEMPT = insertion(
    "attempts",
    "learner_id attempt_id question_id mechanism options inputs seed answers marking points possible hints_used "
    "language engine_version started_at finished_at",
)
MISCONCEPTION = insertion("attempt_misconceptions", "learner_id attempt_id step misconception_id")
REVIEW = insertion("reviews", "learner_id attempt_id question_id rating reviewed_at day before after")
CARD = insertion("cards", "learner_id question_id due stability difficulty last_review")


def _fill_learner(
    connection: sqlite3.Connection, learner: int, cards: dict[tuple[int, str], CardState], questions: int = QUESTIONS
) -> None:
    attempts: list[Row] = []
    misconceptions: list[Row] = []
    reviews: list[Row] = []
    for question in range(questions):
        card: CardState | None = None
        for attempt, after, log in _history(learner, f"topic-{question % 33}/{question}"):
            attempts.append(_attempt_row(learner, attempt))
            misconceptions += [(learner, attempt.attempt_id, *pair) for pair in attempt.misconceptions]
            reviews.append(_review_row(learner, attempt, log))
            card = after
        assert card is not None
        cards[learner, card.question_id] = card
    attempts.sort(key=_finished_at)
    reviews.sort(key=_reviewed_at)
    connection.executemany(ATTEMPT, attempts)
    connection.executemany(MISCONCEPTION, misconceptions)
    connection.executemany(REVIEW, reviews)
    connection.executemany(CARD, [_card_row(*item) for item in cards.items() if item[0][0] == learner])
    _count(connection, learner)


def _finished_at(row: Row) -> str:
    return str(row[-1])


def _reviewed_at(row: Row) -> str:
    return str(row[4])


def _history(learner: int, question: str) -> Iterator[tuple[AttemptRecord, CardState, Any]]:
    """The attempts at a question with the card after each and the review that it caused."""
    number = int(question.rpartition("/")[2])
    now, card = START + timedelta(minutes=number, seconds=learner), None
    for turn in range(REVIEWS):
        points = float((number + turn * learner) % 4)
        attempt = made(question, now, points, f"mistake.{number % 40}" if points < 2 else "")
        card, log = review(card or new_card(question, now), rating(attempt.fraction, 0), now)
        yield attempt, card, log
        now = max(now + timedelta(days=1), min(card.due, now + timedelta(days=40)))


def made(question: str, now: datetime, points: float, misconception: str = "") -> AttemptRecord:
    """An attempt of a minute at a step of 6×6 cells."""
    return AttemptRecord(
        attempt_id=str(uuid.uuid4()),
        question_id=question,
        mechanism="self_attention",
        points=points,
        possible=3.0,
        started_at=now - timedelta(minutes=1),
        finished_at=now,
        answers=ANSWERS,
        marking=MARKING,
        misconceptions=(("scaled", misconception),) if misconception else (),
        options={"scale": "sqrt"},
        inputs={"X": [[0.5] * 3] * 6},
        seed=7,
        engine_version="0.3.0",
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _attempt_row(learner: int, a: AttemptRecord) -> Row:
    documents = [json.dumps(value) for value in (a.options, a.inputs)]
    answered = [json.dumps(value) for value in (a.answers, a.marking)]
    times = _text(a.started_at), _text(a.finished_at)
    key = (learner, a.attempt_id, a.question_id, a.mechanism)
    return (*key, *documents, a.seed, *answered, a.points, a.possible, 0, a.language, a.engine_version, *times)


def _review_row(learner: int, attempt: AttemptRecord, log: Any) -> Row:
    cards = [json.dumps(_card_json(card)) for card in (log.before, log.after)]
    day = local_day(log.reviewed_at).isoformat()
    key = (learner, attempt.attempt_id, attempt.question_id)
    return (*key, int(log.rating), _text(log.reviewed_at), day, *cards)


def _card_json(card: CardState) -> dict[str, Any]:
    last = card.last_review.isoformat() if card.last_review else None
    return {
        "due": card.due.isoformat(),
        "stability": card.stability,
        "difficulty": card.difficulty,
        "last_review": last,
    }


def _card_row(key: tuple[int, str], card: CardState) -> Row:
    assert card.last_review is not None
    return (*key, _text(card.due), card.stability, card.difficulty, _text(card.last_review))


def _count(connection: sqlite3.Connection, learner: int) -> None:
    connection.execute(
        f"INSERT INTO {DAYS} SELECT learner_id, date(finished_at, '-4 hours'), count(*), sum(points), sum(possible) "  # noqa: S608
        "FROM attempts WHERE learner_id = ? GROUP BY 2",
        (learner,),
    )
    connection.execute(
        "INSERT INTO question_totals SELECT learner_id, question_id, count(*), sum(points / possible) "
        "FROM attempts WHERE learner_id = ? GROUP BY 2",
        (learner,),
    )


# ---- what is measured ----


def made_again(path: Path, cards: Mapping[tuple[int, str], CardState]) -> tuple[int, int]:
    """Make all cards again from the log of reviews; the numbers of reviews and of cards that equal the stored ones."""
    store = open_store(f"sqlite:///{path}")
    logs = equal = 0
    for learner in sorted({learner for learner, _ in cards}):
        own = store.of(learner)
        stored = {card.question_id: card for card in own.cards()}
        for question, card in stored.items():
            reviews = own.reviews(question)
            logs += len(reviews)
            equal += rebuild(question, reviews) == card == cards[learner, question]
    store.close()
    return logs, equal


def readings(path: Path) -> None:
    """What pages ask for, of one learner among 200."""
    store = open_store(f"sqlite:///{path}").of(LEARNERS // 2)
    topics = {f"topic-{n % 33}/{n}": f"topic-{n % 33}" for n in range(QUESTIONS)}
    day = store.of(LEARNERS + 1)
    found = interleaved(
        {
            f"what is due on a day, {len(day.due(NOW))} cards": lambda: day.due(NOW),
            f"what is due, {len(store.due(NOW))} cards": lambda: store.due(NOW),
            "counts": lambda: store.counts(NOW),
            "Progress, all queries": lambda: _progress(store, topics),
            "opening": lambda: open_store(f"sqlite:///{path}").close(),
        }
    )
    print(table(found, against="counts"))
    store.close()


def _progress(store: Store, topics: dict[str, str]) -> None:
    store.outdated(), store.attempts(20), store.from_the_future(NOW), store.daily_counts(NOW)
    store.misconception_counts(), store.step_totals()
    found = store.overview(NOW)
    found.due(), found.by_topic(topics)


def recording(path: Path) -> None:
    """An answer recorded, against sqlite3 by hand."""
    store = open_store(f"sqlite:///{path}").of(7)
    numbers, others = iter(range(10**9)), iter(range(10**9))  # each meets the same days and questions

    def ours() -> None:
        now = NOW + timedelta(minutes=next(numbers))
        store.record(made(f"new/{now.minute}", now, 1.0, "mistake.1"), now)

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

        def by_hand() -> None:
            now = NOW + timedelta(minutes=next(others))
            record_by_hand(connection, 8, made(f"new/{now.minute}", now, 1.0, "mistake.1"), now)

        rivals = {"an answer recorded": ours, "the same with sqlite3 by hand": by_hand}
        print("\n" + table(interleaved(rivals, rounds=31, seconds=0.1), against="the same with sqlite3 by hand"))
    store.close()


SELECT_CARD = (
    "SELECT due, stability, difficulty, last_review, (SELECT day_start FROM learners WHERE learner_id = ?), (SELECT "
    "parameters FROM fits WHERE learner_id = ? AND kept = 1 ORDER BY fitted_at DESC LIMIT 1) FROM cards "
    "WHERE learner_id = ? AND question_id = ?"
)
SELECT_DAY = "SELECT 1 FROM reviews WHERE learner_id = ? AND question_id = ? AND day = ? LIMIT 1"
UPDATE_CARD = (
    "UPDATE cards SET due = ?, stability = ?, difficulty = ?, last_review = ? WHERE learner_id = ? AND question_id = ?"
)
ADD_DAY = (
    f"INSERT INTO {DAYS} VALUES (?, ?, 1, ?, ?) ON CONFLICT (learner_id, day) DO UPDATE SET "  # noqa: S608
    "attempts = attempts + 1, points = points + excluded.points, possible = possible + excluded.possible"
)
ADD_QUESTION = (
    "INSERT INTO question_totals VALUES (?, ?, 1, ?) ON CONFLICT (learner_id, question_id) DO UPDATE SET "
    "attempts = attempts + 1, score = score + excluded.score"
)


def record_by_hand(connection: sqlite3.Connection, learner: int, attempt: AttemptRecord, now: datetime) -> None:
    """The statements of `Store.record`, written out."""
    key = (learner, attempt.question_id)
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute(f"{ATTEMPT} ON CONFLICT DO NOTHING", _attempt_row(learner, attempt)).rowcount:
        connection.execute("ROLLBACK")
        return
    connection.executemany(MISCONCEPTION, [(learner, attempt.attempt_id, *pair) for pair in attempt.misconceptions])
    found = connection.execute(SELECT_CARD, (learner, learner, *key)).fetchone()
    if found is None:
        connection.execute(f"{CARD} ON CONFLICT DO NOTHING", (*key, _text(now), None, None, None))
        found = connection.execute(SELECT_CARD, (learner, learner, *key)).fetchone()
    due, stability, difficulty, last, starts, _fitted = found
    day = local_day(now, starts).isoformat()
    if connection.execute(SELECT_DAY, (*key, day)).fetchone() is None:
        moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None for text in (due, last)]
        card = CardState(attempt.question_id, moments[0] or now, stability, difficulty, moments[1])
        after, log = review(card, rating(attempt.fraction, attempt.hints_used), now)
        connection.execute(REVIEW, _review_row(learner, attempt, log))
        connection.execute(UPDATE_CARD, (*_card_row(key, after)[2:], *key))
    connection.execute(ADD_DAY, (learner, day, attempt.points, attempt.possible))
    connection.execute(ADD_QUESTION, (*key, attempt.fraction))
    connection.execute("DELETE FROM drafts WHERE learner_id = ? AND attempt_id = ?", (learner, attempt.attempt_id))
    connection.execute("COMMIT")
