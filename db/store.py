"""Store: the database layer's interface, one method per use case and one short transaction per method.

Every `now` is an aware datetime in the learner's time zone, which determines the local day; ScheduleError is raised for
one without a zone. A Store may be shared between threads. Every method raises StoreError, with a sentence for the user,
if the database fails; a row that is damaged is left out of what is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Any

from sqlalchemy import Connection, Engine, select

from db import FIRST_LEARNER, backup, drafts, learners, recording, rows, statistics, transfer
from db import papers as in_papers
from db import remark as remarking
from db.backup import Backup
from db.database import connect, explaining, named, reading, writing
from db.migrate import upgrade
from db.notebook import Notebook
from db.records import (
    AttemptRecord,
    Counts,
    DayCount,
    Draft,
    DueCard,
    Duration,
    Learner,
    MisconceptionCount,
    Paper,
    PaperItem,
    QuestionTotal,
    Readable,
    Recorded,
    Remarked,
    StepTotal,
)
from db.tables import attempts, cards
from db.transfer import Imported
from db.watched_file import WatchedFile
from quiz.schedule import CardState, ReviewLog, end_of_day, retrievability, utc

BATCH = 50  # attempts re-marked in one transaction


def open_store(address: str | None = None) -> Store:
    """Store at this address (else DATABASE_URL, else a file in the user's data folder), with its tables migrated.

    It is the first learner's. Raises StoreError if the database cannot be opened or is of a later version.
    """
    engine = connect(address)
    file = WatchedFile(engine)
    try:
        with explaining(engine):
            upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    file.remember()
    return Store(engine, file=file)


class Store:
    """Access to one learner's attempts, cards, drafts and papers in a database; created by `open_store`."""

    def __init__(self, engine: Engine, learner_id: int = FIRST_LEARNER, file: WatchedFile | None = None) -> None:
        """`engine` is connected to a database whose tables are up to date."""
        self._engine = engine
        self.learner_id = learner_id
        self._file = file or WatchedFile(engine)

    def of(self, learner_id: int) -> Store:
        """The same database for another learner."""
        return Store(self._engine, learner_id, self._file)

    @property
    def location(self) -> str:
        """Location of the database: the path of the file, or the address without its password."""
        return named(self._engine)

    def close(self) -> None:
        """Close the database connections."""
        self._engine.dispose()
        self._file.forget()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        self._follow_file()
        with writing(self._engine) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        self._follow_file()
        with reading(self._engine) as connection:
            yield connection

    def _follow_file(self) -> None:
        """Open the file anew if another was put in its place."""
        if self._file.replaced():
            self._open_again()

    def _open_again(self) -> None:
        with explaining(self._engine):
            upgrade(self._engine)
        self._file.remember()

    # ---- learners ----

    def learners(self) -> Readable[Learner]:
        """All learners, the removed ones too, in the order they were added."""
        with self._reading() as connection:
            return learners.read_learners(connection)

    def add_learner(self, name: str, color: str, now: datetime) -> int:
        """Add a learner; returns their id."""
        with self._writing() as connection:
            return learners.insert_learner(connection, name, color, utc(now))

    def change_learner(self, learner: Learner) -> None:
        """Keep what a learner has chosen: name, colour, day start, exam day and minutes a day."""
        with self._writing() as connection:
            learners.change(connection, learner)

    def remove_learner(self, learner_id: int, now: datetime) -> None:
        """Remove a learner; everything of theirs stays until `delete_learner`."""
        with self._writing() as connection:
            learners.set_removed(connection, learner_id, utc(now))

    def put_back_learner(self, learner_id: int) -> None:
        """Undo the removal of a learner."""
        with self._writing() as connection:
            learners.set_removed(connection, learner_id, None)

    def delete_learner(self, learner_id: int) -> bool:
        """Delete a removed learner and everything of theirs for good; False, without a change, for any other."""
        with self._writing() as connection:
            return learners.delete_removed(connection, learner_id)

    # ---- backup and transfer ----

    def backups(self) -> list[Backup]:
        """The backups of the database, the latest first; none if it is no file."""
        return backup.backups(self._engine)

    def back_up(self, now: datetime) -> Backup | None:
        """Make a backup of the database; None if it is no file."""
        return backup.back_up(self._engine, now)

    def back_up_daily(self, now: datetime) -> Backup | None:
        """Make a backup unless there is one of this day; None if there was nothing to do."""
        return backup.back_up_daily(self._engine, now)

    def restore(self, chosen: Backup, now: datetime) -> None:
        """Put a backup in the place of the database, of which a backup is made first."""
        backup.restore(self._engine, chosen, now)
        self._open_again()

    def export(self, target: IO[bytes], now: datetime) -> None:
        """Write everything of the learner to a file, as a zip of JSON Lines."""
        with self._reading() as connection:
            transfer.export(connection, self.learner_id, utc(now), target)

    def read_in(self, source: IO[bytes], now: datetime) -> Imported:
        """Add what an export holds to what the learner has; doing it twice changes nothing."""
        utc(now)
        with self._writing() as connection:
            return transfer.read_in(connection, self.learner_id, source, now)

    # ---- attempts ----

    def record(self, attempt: AttemptRecord, now: datetime) -> Recorded:
        """Record an attempt, review its card if it is the first of the local day, and delete its draft.

        All in one transaction: once this returns, the attempt survives a crash. Recording the same attempt_id again
        changes nothing.
        """
        utc(now)
        with self._writing() as connection:
            return recording.record(connection, self.learner_id, attempt, now)

    def attempts(self, limit: int | None = None, question_id: str | None = None) -> Readable[AttemptRecord]:
        """Attempts, latest first: of one question or of all, at most `limit` (None for no limit)."""
        chosen = select(attempts).where(attempts.c.learner_id == self.learner_id)
        if question_id is not None:
            chosen = chosen.where(attempts.c.question_id == question_id)
        with self._reading() as connection:
            return rows.read_attempts(connection, chosen.order_by(attempts.c.sequence.desc()).limit(limit))

    @property
    def notebook(self) -> Notebook:
        """The learner's attempts, to be looked through."""
        return Notebook(self._reading, self.learner_id)

    def outdated(self) -> int:
        """Number of attempts that this engine version has neither marked nor re-marked."""
        with self._reading() as connection:
            return remarking.outdated(connection, self.learner_id)

    def remark(self, now: datetime) -> list[Remarked]:
        """Re-mark all outdated attempts: newly recognised misconceptions are added, points and cards stay.

        Fifty attempts per transaction, so that other writers need not wait for all of them.
        """
        utc(now)
        found: list[Remarked] = []
        while True:
            with self._writing() as connection:
                done = remarking.remark(connection, self.learner_id, now, BATCH)
            found += done
            if not done:
                return found

    # ---- cards ----

    def due(self, now: datetime) -> list[DueCard]:
        """Cards due before the local day ends, least likely to be recalled first.

        A card that was reviewed under a clock that was ahead is due too: its date means nothing.
        """
        with self._reading() as connection:
            found = statistics.due(connection, self.learner_id, now)
        listed = [DueCard(card.question_id, card.due, retrievability(card, now)) for card in found]
        return sorted(listed, key=lambda card: (card.retrievability, card.due, card.question_id))

    def next_due(self, now: datetime) -> DueCard | None:
        """The due card that is least likely to be recalled; None if none is due."""
        with self._reading() as connection:
            card = statistics.most_forgotten(connection, self.learner_id, now)
        return DueCard(card.question_id, card.due, retrievability(card, now)) if card else None

    def end_of_day(self, now: datetime) -> datetime:
        """The time at which the learner's own day at `now` ends."""
        with self._reading() as connection:
            return end_of_day(now, learners.day_start(connection, self.learner_id))

    def card(self, question_id: str) -> CardState | None:
        """Card of a question; None before its first review."""
        with self._reading() as connection:
            return recording.read_card(connection, self.learner_id, question_id)

    def cards(self) -> Readable[CardState]:
        """All cards, earliest due first."""
        chosen = select(cards).where(cards.c.learner_id == self.learner_id).order_by(cards.c.due)
        with self._reading() as connection:
            return Readable.of(map(rows.card, rows.each(connection, chosen)))

    def reviews(self, question_id: str) -> list[ReviewLog]:
        """Reviews of a question in the order they were made."""
        with self._reading() as connection:
            return recording.read_reviews(connection, self.learner_id, question_id)

    # ---- statistics over all attempts ----

    def misconception_counts(self, limit: int = 5) -> list[MisconceptionCount]:
        """Misconceptions made in the last eight attempts at their questions, most frequent recently first."""
        with self._reading() as connection:
            return statistics.misconception_counts(connection, self.learner_id, limit)

    def step_totals(self) -> list[StepTotal]:
        """Results per step over the latest attempts, weakest first."""
        with self._reading() as connection:
            return statistics.step_totals(connection, self.learner_id)

    def daily_counts(self, now: datetime, days: int = 35) -> list[DayCount]:
        """Attempts and points of each of the last `days` local days, today included, oldest first."""
        utc(now)
        with self._reading() as connection:
            return statistics.daily_counts(connection, self.learner_id, now, days)

    def question_totals(self) -> list[QuestionTotal]:
        """Number of attempts and mean score of every answered question, ordered by id."""
        with self._reading() as connection:
            return statistics.question_totals(connection, self.learner_id)

    def counts(self, now: datetime) -> Counts:
        """How many cards are due before the local day ends, how many there are, and how many attempts were made."""
        with self._reading() as connection:
            return statistics.counts(connection, self.learner_id, now)

    def durations(self, limit: int = 50) -> list[Duration]:
        """How long the latest attempts in practice took; those of papers share the paper's time."""
        with self._reading() as connection:
            return statistics.durations(connection, self.learner_id, limit)

    def from_the_future(self, now: datetime) -> int:
        """Number of attempts that were finished later than now, by a clock that was ahead."""
        with self._reading() as connection:
            return statistics.from_the_future(connection, self.learner_id, utc(now))

    # ---- papers ----

    def compose_paper(self, paper: Paper) -> None:
        """Insert a new paper."""
        with self._writing() as connection:
            in_papers.insert_paper(connection, self.learner_id, paper)

    def papers(self) -> Readable[Paper]:
        """All papers without their items, latest first."""
        with self._reading() as connection:
            return in_papers.read_papers(connection, self.learner_id)

    def paper(self, paper_id: str) -> Paper | None:
        """One paper with its items; None if the id is unknown."""
        with self._reading() as connection:
            return in_papers.read_paper(connection, self.learner_id, paper_id)

    def start_paper(self, paper_id: str, now: datetime) -> None:
        """Start a paper's time; no effect if it has been started."""
        with self._writing() as connection:
            in_papers.start(connection, self.learner_id, paper_id, utc(now))

    def answer_paper(
        self,
        paper_id: str,
        attempt_id: str,
        answers: Mapping[str, Any],
        now: datetime,
        base: Mapping[str, Any] | None = None,
    ) -> PaperItem | None:
        """Merge answers to parts of one question into a paper, cell by cell, and return the question as kept.

        `answers` maps parts to what stands in them, `base` to what was known to be kept before; the other parts stay,
        and so do cells that another window has changed since. What comes when the time is over is kept as late. None,
        without a change, if the paper is not in progress or has no such question.
        """
        with self._writing() as connection:
            key = (self.learner_id, paper_id, attempt_id)
            return in_papers.answer(connection, *key, rows.plain(answers), rows.plain(base or {}), utc(now))

    def give_time(self, paper_id: str, left: timedelta, now: datetime) -> bool:
        """Let a paper in progress go on with so much time left, because a clock was wrong; late answers count then."""
        with self._writing() as connection:
            return in_papers.give_time(connection, self.learner_id, paper_id, left, utc(now))

    def hand_in_paper(self, paper_id: str, answered: Sequence[AttemptRecord], now: datetime) -> bool:
        """Close a paper and record its questions as attempts, in one transaction; False if it is not in progress.

        A paper handed in after its time was over counts as handed in when the time ended.
        """
        with self._writing() as connection:
            points = sum(a.points for a in answered)
            if not in_papers.hand_in(connection, self.learner_id, paper_id, points, utc(now)):
                return False
            for attempt in answered:
                recording.record(connection, self.learner_id, attempt, now)
            return True

    def paper_attempts(self, paper_id: str) -> Readable[AttemptRecord]:
        """Attempts recorded for the questions of a paper that was handed in."""
        with self._reading() as connection:
            return in_papers.read_attempts(connection, self.learner_id, paper_id)

    def discard_paper(self, paper_id: str) -> None:
        """Delete a paper that was not handed in; a paper that was stays."""
        with self._writing() as connection:
            in_papers.discard(connection, self.learner_id, paper_id)

    # ---- drafts ----

    def save_draft(self, draft: Draft, now: datetime, base: Draft | None = None) -> Draft:
        """Save an unfinished answer and return it as kept.

        With a `base`, the draft as it was known to be kept: if another window has saved the same attempt since, the
        two are merged cell by cell; without one the earlier draft is replaced. Ignored if the attempt is recorded.
        """
        with self._writing() as connection:
            return drafts.save(connection, self.learner_id, draft, base, utc(now))

    def draft(self, question_id: str) -> Draft | None:
        """Draft of a question; None if there is none or it is damaged."""
        with self._reading() as connection:
            return drafts.read(connection, self.learner_id, question_id)

    def begun(self) -> list[str]:
        """Ids of the questions that have a draft."""
        with self._reading() as connection:
            return drafts.begun(connection, self.learner_id)

    def latest_drafts(self, limit: int = 20) -> Readable[Draft]:
        """The drafts that were saved last, the latest first."""
        with self._reading() as connection:
            return drafts.latest(connection, self.learner_id, limit)

    def clear_draft(self, question_id: str) -> None:
        """Delete the draft of a question, if there is one."""
        with self._writing() as connection:
            drafts.clear(connection, self.learner_id, question_id)
