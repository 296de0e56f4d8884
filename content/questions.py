"""What is asked: content/topics/<id>/questions.toml is one QuestionFile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.schema import Id, Name, Size, Value
from content.text import Label, Model, Text

QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$")]


class Asked(Model):
    """What every question has. `id` is "<topic>/<name>" and stays for good: learners' records refer to it."""

    id: QuestionId
    title: Label
    prompt: Text
    difficulty: Annotated[int, Field(ge=1, le=5)]
    hints: tuple[Text, ...] = ()

    @property
    def topic(self) -> str:
        """The id of the topic it belongs to."""
        return self.id.partition("/")[0]


class Numbers(Model):
    """What the numbers of one input are drawn from: low to high in steps, without 0 where `nonzero`."""

    low: float
    high: float
    step: Annotated[float, Field(gt=0)]
    nonzero: bool = False

    @model_validator(mode="after")
    def _wide_enough(self) -> Self:
        if self.low + self.step > self.high:
            raise ValueError("holds fewer than two numbers: widen it or make the step smaller")
        if self.high - self.low > 1000 * self.step:
            raise ValueError("holds more than a thousand numbers: make the step larger")
        return self


class StepsQuestion(Asked):
    """A computation to fill in, on fresh numbers each time.

    `ask` names the steps to fill in (all of them when empty), `given` those shown with their right numbers; the rest
    stay in the learner's head. `draw` is by input name or by role (data, weight, bias, state). `marks` are per step.
    """

    kind: Literal["steps"]
    options: Mapping[Name, Value] = {}
    sizes: Mapping[Name, Size] = {}
    ask: tuple[Id, ...] = ()
    given: tuple[Id, ...] = ()
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    draw: Mapping[Name, Numbers] = {}
    marks: Annotated[float, Field(gt=0, le=20)] = 3


class Choice(Model):
    """One thing to choose, whether it is right, and why."""

    text: Text
    correct: bool = False
    reason: Text


class ChoiceQuestion(Asked):
    """Choices of which one is right, or, when `multiple`, any number of at least one."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=8)]
    multiple: bool = False
    marks: Annotated[float, Field(gt=0, le=20)] = 3

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


Question = Annotated[StepsQuestion | ChoiceQuestion, Field(discriminator="kind")]


class QuestionFile(Model):
    """All questions of a topic."""

    questions: tuple[Question, ...]
