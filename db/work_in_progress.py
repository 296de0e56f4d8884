"""The part of the store that holds work in progress: papers, and drafts of what was not handed in.

As everywhere in the store, every `now` is an aware datetime in the learner's time zone, and every method raises
StoreError if the database fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from db import drafts, recording, recordings, rows
from db import papers as in_papers
from db.open_database import OpenDatabase
from db.recordings import Recordings
from db.records import AttemptRecord, Draft, Merged, Paper, PaperItem, Readable
from quiz.schedule import utc


class WorkInProgress(OpenDatabase):
    """Access to one learner's papers and drafts."""

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

    def merge_answers(
        self,
        paper_id: str,
        attempt_id: str,
        answers: Mapping[str, Any],
        now: datetime,
        base: Mapping[str, Any] | None = None,
    ) -> Merged[PaperItem] | None:
        """Merge answers to parts of one question into a paper, cell by cell; returns what is kept and was replaced.

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
        """Delete a paper that was not handed in, with its recordings; a paper that was stays."""
        with self._writing() as connection:
            for attempt_id in in_papers.discard(connection, self.learner_id, paper_id):
                recordings.drop(connection, self.learner_id, attempt_id)

    @property
    def recordings(self) -> Recordings:
        """The learner's recordings of spoken answers."""
        return Recordings(self._engine, self.learner_id, self._file)

    # ---- drafts ----

    def save_draft(self, draft: Draft, now: datetime, base: Draft | None = None) -> Draft:
        """As `merge_draft`; returns the draft as kept alone."""
        return self.merge_draft(draft, now, base).kept

    def merge_draft(self, draft: Draft, now: datetime, base: Draft | None = None) -> Merged[Draft]:
        """Save an unfinished answer; returns it as kept, and what another window had entered in its place.

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

    def drafts_under(self, place: str) -> Readable[Draft]:
        """The drafts whose question's id begins so, the latest first."""
        with self._reading() as connection:
            return drafts.under(connection, self.learner_id, place)

    def clear_draft(self, question_id: str, attempt_id: str | None = None) -> None:
        """Delete the draft of a question, if there is one; where an attempt is named, only that attempt's."""
        with self._writing() as connection:
            drafts.clear(connection, self.learner_id, question_id, attempt_id)
