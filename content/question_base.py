"""Base classes of the question schema: the fields that all questions, or all computed questions, have."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.schema import Id, Name, Size, Value
from content.text import Label, Model, Text

QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$")]
Marks = Annotated[float, Field(gt=0, le=20)]
Fixed = Annotated[float, Field(allow_inf_nan=False)] | Literal["identity"]
LargeSize = Annotated[int, Field(ge=1, le=10**6)]  # for a vocabulary; arrays of that size are counted, not computed
Decimals = Annotated[int, Field(ge=0, le=6)]


def topic_of(id: str) -> str:
    """The id of the topic in a question's id, "<topic>/<name>"."""
    return id.partition("/")[0]


class Hint(Text):
    """A hint: for one step, or without `step` for the whole question."""

    step: Id | None = None


class QuestionBase(Model):
    """The fields of every question; each subclass has one word for its `kind`.

    `id` is "<topic>/<name>" and must not change: learners' records refer to it.
    """

    kind: str
    id: QuestionId
    title: Label
    prompt: Text
    difficulty: Annotated[int, Field(ge=1, le=5)]
    hints: tuple[Hint, ...] = ()
    marks: Marks = 3

    @property
    def topic(self) -> str:
        """The id of the topic that the question belongs to."""
        return topic_of(self.id)


class DrawnNumbers(Model):
    """The numbers from which one input is drawn: from low to high in equal steps, without 0 if `nonzero`.

    Raises ValueError if there are fewer than two numbers or more than about a thousand.
    """

    low: Annotated[float, Field(allow_inf_nan=False)]
    high: Annotated[float, Field(allow_inf_nan=False)]
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    nonzero: bool = False

    @model_validator(mode="after")
    def _wide_enough(self) -> Self:
        if self.low + self.step > self.high:
            raise ValueError("holds fewer than two numbers: widen it or make the step smaller")
        if self.high - self.low > 1000 * self.step:
            raise ValueError("holds more than a thousand numbers: make the step larger")
        return self


class Computed(QuestionBase):
    """A question about the topic's mechanism under these options and sizes; those not named have their defaults.

    `draw` is by input name or by role (data, weight, bias, state); so is `fixed`, of inputs that are the same every
    time: one number in every cell, or the identity matrix. Such numbers (weights that are all 1) may hide mistakes.
    With `gradient_of`, the computation includes the backward pass from that step, with steps such as
    `backward/weights`.
    """

    options: Mapping[Name, Value] = {}
    sizes: Mapping[Name, Size] = {}
    draw: Mapping[Name, DrawnNumbers] = {}
    fixed: Mapping[Name, Fixed] = {}
    gradient_of: Id | None = None

    @property
    @abstractmethod
    def named(self) -> tuple[str, ...]:
        """The ids of the steps that the question asks for by name; empty if it asks for all."""


class OfSteps(Computed):
    """A question about several steps: those in `ask`; if empty, all steps, or all of the backward pass."""

    ask: tuple[Id, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The ids in `ask`."""
        return self.ask


class OfOneStep(Computed):
    """A question about one step."""

    step: Id

    @property
    def named(self) -> tuple[str, ...]:
        """The id of the step."""
        return (self.step,)


class Sized(Computed):
    """A question that depends only on sizes; each size in `vary` is drawn from its list."""

    vary: Mapping[Name, Annotated[tuple[LargeSize, ...], Field(min_length=2)]] = {}

    @property
    def combinations(self) -> Iterator[dict[str, int]]:
        """All combinations of the sizes in `vary`; one empty mapping if there are none."""
        for sizes in product(*self.vary.values()):
            yield dict(zip(self.vary, sizes, strict=True))
