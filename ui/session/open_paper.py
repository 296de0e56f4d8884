"""A paper while it is open: its questions as attempts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from db.records import AttemptRecord, Paper
from presentation.exams.oral_pages import OralResult
from presentation.exams.paper_pages import PaperToPrint
from quiz import paper as papers
from quiz.attempt import Attempt
from quiz.kinds.spoken import PART, WRITTEN, PosedSpoken
from quiz.oral import ASKED
from quiz.posed import first_cell
from quiz.verdicts import Marking
from ui.session import paper_clock
from ui.session.attempt_records import marking_of


@dataclass
class OpenPaper:
    """A paper and its questions, and of one that is handed in, what they were recorded as, by attempt.

    A question that the content no longer has is missing.
    """

    paper: Paper
    attempts: tuple[Attempt, ...]
    records: Mapping[str, AttemptRecord] = field(default_factory=dict)

    @property
    def running(self) -> bool:
        """Whether it was started and not handed in."""
        return self.paper.started_at is not None and self.paper.handed_in_at is None

    @property
    def ends(self) -> datetime | None:
        """When a started paper is handed in by itself; None for an oral exam, which is not."""
        assert self.paper.started_at is not None
        if self.paper.oral:
            return None
        return papers.ends(self.paper.started_at, self.paper.minutes)

    def left(self, now: datetime) -> float:
        """Seconds left of a running paper, also if the machine's clock was set meanwhile."""
        return paper_clock.left(self.paper, now)

    def clock_was_set(self, now: datetime) -> bool:
        """Whether the machine's clock was set while the paper was running, so that it has to be asked what holds."""
        return self.running and not self.paper.oral and paper_clock.was_set(self.paper, now)

    @property
    def counted(self) -> tuple[Attempt, ...]:
        """The questions that are recorded when it is handed in: of an oral exam, those that were asked."""
        return tuple(a for a in self.attempts if not self.paper.oral or ASKED in a.answers)

    def attempt(self, id: str) -> Attempt | None:
        """One of its questions; None where the content no longer has it."""
        return next((a for a in self.attempts if a.id == id), None)

    @property
    def to_mark(self) -> tuple[Attempt, ...]:
        """The questions of a written paper that were answered in words, which only the learner can mark."""
        if self.paper.oral:
            return ()
        return tuple(a for a in self.attempts if isinstance(a.posed, PosedSpoken) and first_cell(a.answers, WRITTEN))

    @property
    def being_marked(self) -> bool:
        """Whether the learner holds those against the key points, so that nothing more is answered."""
        return self.running and any(PART in a.answers for a in self.to_mark)

    @property
    def to_print(self) -> PaperToPrint:
        """What its printed pages show."""
        paper = self.paper
        return PaperToPrint(paper.seed, paper.minutes, paper.possible, tuple(a.posed for a in self.attempts))

    @property
    def results(self) -> tuple[OralResult, ...]:
        """What became of the questions of an oral exam that is handed in."""
        return tuple(OralResult(a.posed, a.answers, self.marking(a)) for a in self.attempts)

    def marking(self, attempt: Attempt) -> Marking:
        """What a question of a paper that is handed in was marked: a later examiner changes nothing.

        Where that cannot be read it is marked anew.
        """
        return self._recorded(attempt) or attempt.marking

    @property
    def unreadable(self) -> int:
        """How many questions have a record that cannot be read."""
        return sum(a.id in self.records and self._recorded(a) is None for a in self.attempts)

    def _recorded(self, attempt: Attempt) -> Marking | None:
        kept = self.records.get(attempt.id)
        return marking_of(kept, attempt.posed.marked_parts) if kept else None
