"""Question instances: a question with the numbers drawn for one learner, ready to be answered and marked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from content import Computed, QuestionBase, Text, topic
from engine import MECHANISMS, Options, Program
from quiz.exercises.from_content import program
from quiz.verdicts import Marking

Answers = Mapping[str, Sequence[Sequence[str]]]
Rows = tuple[tuple[str, ...], ...]

LAYOUT = ("tokens", "weights")

Q = TypeVar("Q", bound=QuestionBase)
C = TypeVar("C", bound=Computed)


@dataclass(frozen=True)
class Posed(ABC, Generic[Q]):
    """A question instance: one question with everything drawn for it. Base class of all kinds.

    An answer has one grid of typed texts for each of `parts`. `drawn` is plain data that is stored with the attempt;
    posing the question with it again gives the same instance, independent of the random generator's version.
    """

    question: Q
    seed: int

    @property
    @abstractmethod
    def drawn(self) -> dict[str, Any]:
        """What was drawn, as JSON-compatible data."""

    @property
    @abstractmethod
    def parts(self) -> tuple[str, ...]:
        """The names of the parts to answer, in order; the keys of an answer."""

    @property
    def marked_parts(self) -> tuple[str, ...]:
        """The parts that are marked: all, unless a kind says otherwise."""
        return self.parts

    @property
    def typed_parts(self) -> tuple[str, ...]:
        """The parts that hold texts as they were typed; the others hold the keys of what was chosen."""
        return ()

    @abstractmethod
    def mark(self, answers: Answers) -> Marking:
        """Mark an answer. A missing part counts as blank. Never raises, whatever was typed."""

    @abstractmethod
    def solution(self) -> dict[str, Rows]:
        """A right answer for each part, as texts that a learner could have typed."""

    @property
    def prompt(self) -> Text:
        """The instruction shown to the learner."""
        return self.question.prompt

    @property
    def fits(self) -> bool:
        """Whether what was drawn still matches the question; False if the content has changed since it was stored."""
        return True

    @property
    def renewed(self) -> bool:
        """Whether posing the question again draws other numbers; a new order of the same choices does not count."""
        return False

    @property
    def possible(self) -> float:
        """Total marks available."""
        return self.question.marks

    @property
    def mechanism_id(self) -> str:
        """The id of the mechanism that the question's topic teaches."""
        return topic(self.question.topic).mechanism

    @property
    def options(self) -> dict[str, Any]:
        """The values of the mechanism's options, by name; empty for a question that computes nothing."""
        return {}

    @property
    def as_put(self) -> dict[str, Any]:
        """How the question was put, as far as that is not drawn: its options; JSON-compatible data."""
        return {"options": self.options}


@dataclass(frozen=True)
class PosedComputation(Posed[C]):
    """An instance of a question about a computation, under the options named in the question and defaults otherwise."""

    @property
    def chosen(self) -> Options:
        """The mechanism's options under which the question is asked."""
        return MECHANISMS[self.mechanism_id].choose(**self.question.options)

    @property
    def program(self) -> Program:
        """The program of the question, under its options."""
        return program(self.question)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The options that cannot affect a right answer, so they need not be stated with the question.

        By default these are the two layout options, which change neither shapes nor counts.
        """
        return LAYOUT

    @property
    def renewed(self) -> bool:
        """True: posing the question again draws other numbers."""
        return True

    @property
    def options(self) -> dict[str, Any]:
        """The values of the mechanism's options, by name."""
        return dict(vars(self.chosen))


def answered(answers: Answers) -> bool:
    """Whether an answer contains any text other than spaces."""
    return any(str(text).strip() for rows in answers.values() for row in rows for text in row)


def single_cell(text: str) -> Rows:
    """A grid of one cell that holds this text."""
    return ((text,),)


def first_cell(answers: Answers, part: str) -> str:
    """The text of the first cell of a part, without spaces around it; "" if there is none."""
    rows = answers.get(part, ())
    return str(rows[0][0]).strip() if len(rows) and len(rows[0]) else ""
