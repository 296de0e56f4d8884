"""What is asked: content/topics/<id>/questions.toml is one QuestionFile. Every kind of question stands here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from content.question_base import Decimals, Marks, OfOneStep, OfSteps, QuestionBase, Sized
from content.schema import Id, Name, Value
from content.text import Label, Model, Text, fingerprint


class StepsQuestion(OfSteps):
    """A computation to fill in, on fresh numbers each time.

    `ask` are the steps to fill in, `given` those shown with their right numbers; the rest stay in the learner's head.
    `marks` are per step.
    """

    kind: Literal["steps"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2


class NumberQuestion(Sized):
    """One number: a cell of a step, or a count.

    `of` says what: the cell of `step` in the row and column of `cell` (from 1); "size", how long `axis` (rows or
    columns) of `step` is; "parameters", all trained numbers; "multiply_adds" or "bytes" of the steps `count`, or of
    all, at `bytes_each` a number. A count is taken `times`, for so many layers.
    """

    kind: Literal["number"]
    of: Literal["cell", "size", "parameters", "multiply_adds", "bytes"]
    step: Id | None = None
    cell: tuple[Annotated[int, Field(ge=1)], ...] = (1, 1)
    axis: Literal["rows", "columns"] = "columns"
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    count: tuple[Id, ...] = ()
    bytes_each: Literal[1, 2, 4, 8] = 4
    times: Annotated[int, Field(ge=1, le=1000)] = 1

    @property
    def named(self) -> tuple[str, ...]:
        return (self.step,) if self.step else self.count

    @model_validator(mode="after")
    def _of_a_step(self) -> Self:
        if self.of in ("cell", "size") and self.step is None:
            raise ValueError(f'asks for a {self.of} and does not say of which step: add step = "…"')
        return self


class ShapesQuestion(OfSteps, Sized):
    """The shape of each step in `ask`; `marks` are for all together."""

    kind: Literal["shapes"]


class FindQuestion(OfSteps):
    """A worked solution in which one step is done wrong and the later ones follow from it: find it, and name it.

    `ask` are the steps shown, `given` those shown as right; `among` says which misconceptions it may be, else any.
    """

    kind: Literal["find"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    among: tuple[str, ...] = ()


class OrderQuestion(OfSteps):
    """Steps, or lines of code, to be put in an order in which each can be computed."""

    kind: Literal["order"]
    lines: Literal["steps", "numpy", "pytorch"] = "steps"


class Choice(Model):
    """One thing to choose, whether it is right, and why."""

    text: Text
    correct: bool = False
    reason: Text


class ChoiceQuestion(QuestionBase):
    """Choices of which one is right, or, when `multiple`, any number of at least one."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=8)]
    multiple: bool = False

    @model_validator(mode="after")
    def _decided(self) -> Self:
        right = sum(choice.correct for choice in self.choices)
        if right == 0:
            raise ValueError("has no right choice: mark one with correct = true")
        if right > 1 and not self.multiple:
            raise ValueError(f"has {right} right choices: keep one, or say multiple = true")
        if right == len(self.choices):
            raise ValueError("has no wrong choice: add one")
        return self


class ResultQuestion(OfOneStep):
    """Which of these matrices is `step`? The wrong ones come from misconceptions: those in `among`, else any."""

    kind: Literal["result"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    among: tuple[str, ...] = ()
    choices: Annotated[int, Field(ge=2, le=6)] = 4


class Convention(Model):
    """A set of conventions with a name: "Keras", "the paper"; options it does not name are the question's."""

    name: Label
    options: Mapping[Name, Value]

    @property
    def key(self) -> str:
        """What records call it: the same name for other options would be another convention."""
        return fingerprint(self.name.en, *(f"{name}={value}" for name, value in sorted(self.options.items())))


class ConventionQuestion(OfOneStep):
    """Which of these is the Keras result? `step` under each of the conventions; which one is asked for is drawn."""

    kind: Literal["convention"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    among: Annotated[tuple[Convention, ...], Field(min_length=2, max_length=5)]


class KeyPoint(Model):
    """What a good answer says, and what it is worth."""

    text: Text
    marks: Marks = 1


class SpokenQuestion(QuestionBase):
    """To be answered aloud or in writing, then held against the key points; `answer` is how one might put it.

    `seconds` are for thinking. The marks are those of its points.
    """

    kind: Literal["spoken"]
    points: Annotated[tuple[KeyPoint, ...], Field(min_length=2, max_length=10)]
    answer: Text
    seconds: Annotated[int, Field(ge=10, le=1800)] = 60


Question = Annotated[
    StepsQuestion
    | NumberQuestion
    | ShapesQuestion
    | FindQuestion
    | OrderQuestion
    | ChoiceQuestion
    | ResultQuestion
    | ConventionQuestion
    | SpokenQuestion,
    Field(discriminator="kind"),
]


class QuestionFile(Model):
    """All questions of a topic."""

    questions: tuple[Question, ...]
