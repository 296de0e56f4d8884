"""Frozen records exchanged with the store, independent of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Self, TypedDict, TypeVar

from db.merge import Replaced
from quiz.paper_forms import is_oral
from quiz.schedule import DAY_START, Rating

T = TypeVar("T")
MINUTES_A_DAY = 20  # of a learner who has not said


class Readable(list[T]):
    """The rows that could be read, as records, and how many could not be because they are damaged."""

    unreadable: int = 0

    @classmethod
    def of(cls, found: Iterable[T | None]) -> Self:
        """From records, with None for each row that is damaged."""
        every = list(found)
        made = cls(record for record in every if record is not None)
        made.unreadable = len(every) - len(made)
        return made


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learns on this machine; all else in the database belongs to one of them.

    `name` is empty until one is given, `color` is one of the interface's colour names, `day_start` the hour (0 to 23)
    at which a new day begins for them, `removed_at` when they were removed, which can be undone, `minutes_a_day`
    how long they mean to learn each day.
    """

    learner_id: int
    name: str
    color: str
    created_at: datetime
    day_start: int = DAY_START
    removed_at: datetime | None = None
    minutes_a_day: int = MINUTES_A_DAY


class Chosen(TypedDict, total=False):
    """What a learner can choose: their name and colour, the hour at which a new day begins, and minutes a day."""

    name: str
    color: str
    day_start: int
    minutes_a_day: int


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam of a learner: the day it is on, its name, which may be empty, and the groups of topics it is on.

    Without `areas` it is on everything.
    """

    exam_id: str
    day: date
    name: str = ""
    areas: tuple[str, ...] = ()

    def concerns(self, area: str) -> bool:
        """Whether a group of topics is asked in it."""
        return not self.areas or area in self.areas


class ChosenOfExam(TypedDict, total=False):
    """What a learner can choose of an exam: its day, its name and the groups of topics it is on."""

    day: date
    name: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonRead:
    """A lesson that was read: of which topic, until when and on which local day, and in how many minutes."""

    topic_id: str
    read_at: datetime
    day: date
    minutes: float


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One finished attempt at one question: the numbers drawn, the answers as typed and their marking. Append-only.

    `attempt_id` is a UUID created when the question was opened, so that submitting twice counts once. `inputs` are the
    numbers drawn from `seed`, `answers` the texts as typed, `marking` the status of every step and cell; arrays and
    dataclasses in them are stored as lists and mappings. `misconceptions` are (step, misconception id) pairs. `aimed`
    marks practice that asked one step alone: it reviews no card and is counted apart.
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
    aimed: bool = False

    @property
    def fraction(self) -> float:
        """Score in [0, 1]; 0 if there was nothing to score."""
        return min(1.0, max(0.0, self.points / self.possible)) if self.possible > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Graded:
    """The rating of a review: as the attempt was marked, and the one that counts, which the learner may have chosen."""

    question_id: str
    marked: Rating
    rating: Rating


@dataclass(frozen=True, slots=True)
class FittedParameters:
    """Parameters fitted to a learner's reviews: on how many, and the mean log-loss on those held out, with the
    parameters that counted before and with these.

    `kept` says whether they count from then on; without `parameters` it is the defaults that do. A fit that was offered
    and declined has neither losses nor parameters and is not kept.
    """

    fitted_at: datetime
    reviews: int
    held_out: int = 0
    loss_before: float | None = None
    loss: float | None = None
    kept: bool = False
    parameters: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class DueCard:
    """A question that is due, with its estimated probability of recall (0 to 1)."""

    question_id: str
    due: datetime
    retrievability: float


@dataclass(frozen=True, slots=True)
class MisconceptionCount:
    """A misconception within one mechanism, with how often it was made.

    `step` and `question_id` say where it was made last. `count` is the number of attempts with it. `tries` covers the
    last eight attempts at the questions concerned, oldest first: True where it was made.
    """

    mechanism: str
    misconception_id: str
    step: str
    question_id: str
    count: int
    tries: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class MisconceptionMade:
    """A misconception within one mechanism, and the question and step in which it was made last."""

    mechanism: str
    misconception_id: str
    step: str
    question_id: str


@dataclass(frozen=True, slots=True)
class AttemptFilter:
    """Which attempts are looked for: not full marks if `failed`, finished `since`, at one of these `questions`.

    `misconceptions` are pairs of mechanism and misconception id of which one was made. None stands for any.
    """

    failed: bool = True
    questions: tuple[str, ...] | None = None
    misconceptions: tuple[tuple[str, str], ...] | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Remarked:
    """An attempt that was marked again, with the (step, misconception id) pairs found in addition."""

    attempt_id: str
    question_id: str
    added: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StepTotal:
    """Results of one step of a mechanism over the latest attempts.

    `tries` is how often it was answered, `share` the mean fraction of its marks earned (0 to 1), `question_id` the
    question it was answered in last.
    """

    mechanism: str
    step: str
    question_id: str
    tries: int
    share: float


@dataclass(frozen=True, slots=True)
class DayCount:
    """Attempts and points of one local day, and beside them how often practice aimed at one step."""

    day: date
    attempts: int
    points: float
    possible: float
    aimed: int = 0


@dataclass(frozen=True, slots=True)
class Duration:
    """How long an attempt at a question took, in minutes, from opening it to handing it in."""

    question_id: str
    minutes: float


@dataclass(frozen=True, slots=True)
class CardCounts:
    """Numbers of a learner's cards that are due before their day ends, of all their cards, and of their attempts."""

    due: int
    cards: int
    attempts: int


@dataclass(frozen=True, slots=True)
class QuestionTotal:
    """Totals of one question: number of attempts and mean score (0 to 1)."""

    question_id: str
    attempts: int
    mean_score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """Unfinished answer to a question, at most one per question.

    `attempt_id` is the id it will be recorded under; `inputs` are the numbers drawn, `answers` the texts so far,
    `state` any further state of the page.
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
    """One question of a paper: the id of its attempt, the numbers drawn, and the texts so far by part.

    `late` are texts that came when the time was over. They count only if the paper is given more time.
    """

    attempt_id: str
    question_id: str
    seed: int
    inputs: Any = field(default_factory=dict)
    answers: Any = field(default_factory=dict)
    late: Any = field(default_factory=dict)


@dataclass(frozen=True)
class Merged(Generic[T]):
    """What is kept of a write that was merged, and the cells in which it replaced what another window had entered
    without this one knowing.
    """

    kept: T
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """Exam paper: composed, then started, then handed in.

    `wanted` is the selection it was composed from, `minutes` its length; `points` are None until it is handed in. Lists
    of papers leave `items` empty.
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

    @property
    def oral(self) -> bool:
        """Whether it is an oral exam, of which `minutes` say only how long it usually takes."""
        return is_oral(self.wanted)
