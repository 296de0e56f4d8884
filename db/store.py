"""Store: the database layer's interface, one method per use case and one short transaction per method.

Every `now` is an aware datetime in the learner's time zone, which determines the local day; ScheduleError is raised for
one without a zone. A Store may be shared between threads. Every method raises StoreError, with a sentence for the user,
if the database fails; a row that is damaged is left out of what is read.
"""

from __future__ import annotations

from datetime import datetime
from typing import IO, Unpack

from sqlalchemy import select

from db import (
    backup,
    direct,
    exams,
    fitted_parameters,
    learners,
    lessons,
    recording,
    regrading,
    remarking,
    rows,
    statistics,
    transfer,
)
from db.backup import Backup
from db.database import Explaining, connect
from db.migrate import upgrade
from db.notebook import Notebook
from db.progress import Overview, least_recalled
from db.recordings import take_in_files
from db.records import (
    AttemptRecord,
    CardCounts,
    Chosen,
    ChosenOfExam,
    DayCount,
    DueCard,
    Duration,
    Exam,
    FittedParameters,
    Graded,
    Learner,
    LessonRead,
    MisconceptionCount,
    QuestionTotal,
    Readable,
    Remarked,
    StepTotal,
)
from db.tables import attempts
from db.transfer import Imported
from db.watched_file import WatchedFile
from db.work_in_progress import WorkInProgress
from quiz.schedule import CardState, Rating, ReviewLog, end_of_day, utc

BATCH = 50  # attempts re-marked in one transaction


def open_store(address: str | None = None) -> Store:
    """Store at this address (else DATABASE_URL, else a file in the user's data folder), with its tables migrated.

    It is the first learner's. Raises StoreError if the database cannot be opened or is of a later version.
    """
    engine = connect(address)
    file = WatchedFile(engine)
    try:
        with Explaining(engine):
            upgrade(engine)
        take_in_files(engine)
    except BaseException:
        engine.dispose()
        raise
    file.remember()
    return Store(engine, file=file)


class Store(WorkInProgress):
    """Access to one learner's attempts, cards, drafts and papers in a database; created by `open_store`."""

    def of(self, learner_id: int) -> Store:
        """The same database for another learner."""
        return Store(self._engine, learner_id, self._file)

    # ---- learners ----

    def learners(self) -> Readable[Learner]:
        """All learners, the removed ones too, in the order they were added."""
        with self._reading() as connection:
            return learners.read_learners(connection)

    def add_learner(self, name: str, color: str, now: datetime) -> int:
        """Add a learner; returns their id."""
        with self._writing() as connection:
            return learners.insert_learner(connection, name, color, utc(now))

    def change_learner(self, learner_id: int, **chosen: Unpack[Chosen]) -> None:
        """Keep what a learner has chosen just now; what is not named stays, whoever has changed it meanwhile."""
        with self._writing() as connection:
            learners.change(connection, learner_id, chosen)

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

    # ---- exams and lessons ----

    def exams(self) -> Readable[Exam]:
        """The learner's exams, those that are over too, the earliest first."""
        with self._reading() as connection:
            return exams.read(connection, self.learner_id)

    def keep_exam(self, exam: Exam) -> None:
        """Add an exam, or put another in the place of the one with its id."""
        with self._writing() as connection:
            exams.keep(connection, self.learner_id, exam)

    def change_exam(self, exam: Exam, **chosen: Unpack[ChosenOfExam]) -> None:
        """Keep what was chosen of an exam just now; what is not named stays, whoever has changed it meanwhile."""
        with self._writing() as connection:
            exams.change(connection, self.learner_id, exam, chosen)

    def drop_exam(self, exam_id: str) -> None:
        """Forget an exam."""
        with self._writing() as connection:
            exams.drop(connection, self.learner_id, exam_id)

    def lessons_read(self) -> Readable[LessonRead]:
        """Every reading of a lesson, in the order of their times."""
        with self._reading() as connection:
            return lessons.read(connection, self.learner_id)

    def read_lesson(self, topic_id: str, minutes: float, now: datetime) -> None:
        """Add that a lesson was read by now, in so many minutes."""
        with self._writing() as connection:
            lessons.add(connection, self.learner_id, topic_id, minutes, now)

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

    def record(self, attempt: AttemptRecord, now: datetime) -> bool:
        """Record an attempt, review its card if it is the first of the local day, and delete its draft.

        All in one transaction: once this returns, the attempt survives a crash. Recording the same attempt_id again
        changes nothing. Returns whether the attempt is new.
        """
        utc(now)
        self._follow_file()
        with direct.recording(self._engine) as connection:
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
            w = fitted_parameters.parameters(connection, self.learner_id)
        return least_recalled(found, now, w)

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
        with self._reading() as connection:
            return statistics.every_card(connection, self.learner_id)

    def reviews(self, question_id: str) -> list[ReviewLog]:
        """Reviews of a question in the order they were made."""
        with self._reading() as connection:
            return recording.read_reviews(connection, self.learner_id, question_id)

    def graded(self, attempt_id: str) -> Graded | None:
        """The rating of the review that an attempt caused; None if it caused none."""
        with self._reading() as connection:
            return regrading.graded(connection, self.learner_id, attempt_id)

    def regrade(self, attempt_id: str, rating: Rating, now: datetime) -> Graded | None:
        """Change the rating of the review that an attempt caused, and make its card again; None if it caused none.

        The change is added to those before; the review stays as it was recorded.
        """
        with self._writing() as connection:
            return recording.regrade(connection, self.learner_id, attempt_id, rating, utc(now))

    # ---- parameters of the scheduler ----

    def all_reviews(self) -> list[ReviewLog]:
        """All reviews with the ratings that count, in the order of their times."""
        with self._reading() as connection:
            return recording.read_all_reviews(connection, self.learner_id)

    def review_count(self) -> int:
        """Number of reviews."""
        with self._reading() as connection:
            return recording.count_reviews(connection, self.learner_id)

    def parameters(self) -> tuple[float, ...]:
        """FSRS-6's parameters that count for the learner."""
        with self._reading() as connection:
            return fitted_parameters.parameters(connection, self.learner_id)

    def fits(self) -> list[FittedParameters]:
        """What was fitted to the learner's reviews, the latest first."""
        with self._reading() as connection:
            return fitted_parameters.read(connection, self.learner_id)

    def take_fit(self, fit: FittedParameters, now: datetime) -> None:
        """Add a fit; if it is kept, every card is made again with its parameters, in the same transaction."""
        with self._writing() as connection:
            recording.take(connection, self.learner_id, fit, utc(now))

    # ---- statistics over all attempts ----

    def overview(self, now: datetime) -> Overview:
        """All cards and the totals of all questions, of one moment."""
        with self._reading() as connection:
            return statistics.overview(connection, self.learner_id, now)

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

    def counts(self, now: datetime) -> CardCounts:
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
