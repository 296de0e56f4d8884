"""What the memory keeps and gives back, as frozen values without a database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from quiz.schedule import CardState, ReviewLog


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One finished answer to one question, as it was drawn, typed and marked; never changed once recorded.

    `attempt_id` is a UUID made when the question was opened, so that handing in twice counts once. `inputs` are the
    numbers drawn (the seed is where they came from), `answers` the texts as typed, `marking` every step's and cell's
    status; arrays and dataclasses among them are kept as lists and mappings. `misconceptions` are (step, id) pairs.
    """

    attempt_id: str
    question_id: str
    mechanism: str
    points: float
    possible: float
    started_at: datetime
    finished_at: datetime
    answers: Any = field(default_factory=dict)
    marking: Any = field(default_factory=dict)
    misconceptions: tuple[tuple[str, str], ...] = ()
    options: Any = field(default_factory=dict)
    inputs: Any = field(default_factory=dict)
    seed: int | None = None
    hints_used: int = 0
    language: str = "en"
    engine_version: str = ""

    @property
    def fraction(self) -> float:
        """The score from 0 to 1; 0 where nothing could be scored."""
        return min(1.0, max(0.0, self.points / self.possible)) if self.possible > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: whether the attempt was new, and the review it made if it was the day's first."""

    attempt_id: str
    new: bool
    review: ReviewLog | None
    card: CardState | None


@dataclass(frozen=True, slots=True)
class DueCard:
    """A question that is due, and how likely it is still known (0 to 1)."""

    question_id: str
    due: datetime
    retrievability: float


@dataclass(frozen=True, slots=True)
class Slip:
    """A misconception of one mechanism and how often it was made.

    `step` and `question_id` are where it happened last; `tries` says of the last eight attempts at its questions, the
    oldest first, whether it was made in each.
    """

    mechanism: str
    misconception_id: str
    step: str
    question_id: str
    count: int
    tries: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Remarked:
    """An attempt that was marked again, and the (step, misconception) pairs that have a name now and had none."""

    attempt_id: str
    question_id: str
    added: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StepTotal:
    """A step of one mechanism over the latest attempts: how often it was filled in, and the share of its marks earned.

    `question_id` is where it was filled in last.
    """

    mechanism: str
    step: str
    question_id: str
    tries: int
    share: float


@dataclass(frozen=True, slots=True)
class DayCount:
    """What was answered on one local day."""

    day: date
    attempts: int
    points: float
    possible: float


@dataclass(frozen=True, slots=True)
class QuestionTotal:
    """All attempts at one question together; mean_score from 0 to 1."""

    question_id: str
    attempts: int
    mean_score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished answer, one a question: the numbers drawn, the texts so far, and any state of the page.

    `attempt_id` is the one it will be recorded under.
    """

    question_id: str
    attempt_id: str
    started_at: datetime
    seed: int | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One question of a paper: the attempt it will be recorded as, what was drawn, the texts so far by part."""

    attempt_id: str
    question_id: str
    seed: int
    inputs: Any = field(default_factory=dict)
    answers: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """An exam: composed, then started, then handed in. `wanted` is what it was composed from; `points` come at the end.

    In a list of papers the items are left out.
    """

    paper_id: str
    seed: int
    minutes: int
    possible: float
    composed_at: datetime
    wanted: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    handed_in_at: datetime | None = None
    points: float | None = None
    items: tuple[PaperItem, ...] = ()
