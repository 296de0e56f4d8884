"""A question as it is put to a learner once: on numbers of its own, ready to be answered and marked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from content import Computed, QuestionBase, Text, topic
from engine import MECHANISMS, Options
from quiz.verdicts import Marking

Answers = Mapping[str, Sequence[Sequence[str]]]
Rows = tuple[tuple[str, ...], ...]

LAYOUT = ("tokens", "weights")

Q = TypeVar("Q", bound=QuestionBase)
C = TypeVar("C", bound=Computed)


@dataclass(frozen=True)
class Posed(ABC, Generic[Q]):
    """One sitting's worth of a question, the same for every kind.

    What is answered falls into `parts`; an answer is a grid of texts for each, as typed. `drawn` is what was drawn, in
    lists and mappings: posing the question with it again gives the same, whatever became of the generator.
    """

    question: Q
    seed: int

    @property
    @abstractmethod
    def drawn(self) -> dict[str, Any]:
        """What was drawn, as JSON can keep it."""

    @property
    @abstractmethod
    def parts(self) -> tuple[str, ...]:
        """What is answered, in order."""

    @abstractmethod
    def mark(self, answers: Answers) -> Marking:
        """The answers marked; a part that is absent is blank. Never raises for anything typed."""

    @abstractmethod
    def solution(self) -> dict[str, Rows]:
        """A right answer, as a learner would write it."""

    @property
    def prompt(self) -> Text:
        """What the learner is told to do."""
        return self.question.prompt

    @property
    def fits(self) -> bool:
        """Whether what was drawn belongs to the question as it is now: content may have changed since it was kept."""
        return True

    @property
    def renewed(self) -> bool:
        """Whether putting it once more draws other numbers: an order alone is nothing new."""
        return False

    @property
    def possible(self) -> float:
        """What full work earns."""
        return self.question.marks

    @property
    def mechanism_id(self) -> str:
        """What the question is about."""
        return topic(self.question.topic).mechanism

    @property
    def options(self) -> dict[str, Any]:
        """The conventions it is put under; none where nothing is computed."""
        return {}


@dataclass(frozen=True)
class PosedComputation(Posed[C]):
    """A question about a computation: its conventions are those of the question, the rest defaults."""

    @property
    def chosen(self) -> Options:
        """The conventions as the mechanism knows them."""
        return MECHANISMS[self.mechanism_id].choose(**self.question.options)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The conventions that decide nothing in what is asked: where rows lie changes no shape and no count."""
        return LAYOUT

    @property
    def renewed(self) -> bool:
        return True

    @property
    def options(self) -> dict[str, Any]:
        return dict(vars(self.chosen))


def answered(answers: Answers) -> bool:
    """Whether anything at all stands there."""
    return any(str(text).strip() for rows in answers.values() for row in rows for text in row)


def one(text: str) -> Rows:
    """An answer of one cell."""
    return ((text,),)


def first(answers: Answers, part: str) -> str:
    """The first cell of a part's answer; "" where there is none."""
    rows = answers.get(part, ())
    return str(rows[0][0]).strip() if len(rows) and len(rows[0]) else ""
